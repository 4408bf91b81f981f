"""How likely each mention of a text means its likeliest candidate: the one place where signs become a score.

What does not depend on the text around a mention is worked out once for a name, a spelling and a kind of text, and kept
with the view's answers. Facts come from one text and a view of its date.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tickerwatch.linking.around_signs import far_signs, mark_signs, neighbour_signs, other_signs
from tickerwatch.linking.candidate_signs import fitting_signs, leading_signs, standing_signs
from tickerwatch.linking.candidates import Candidate, candidates_of_mention, is_of_country
from tickerwatch.linking.cues import TextCues
from tickerwatch.linking.evidence import (
    coded_evidence,
    context_evidence,
    is_decided_by_form,
    ticker_evidence,
)
from tickerwatch.linking.joint_signs import joint_around, joint_signs
from tickerwatch.linking.longer_signs import is_among_codes
from tickerwatch.linking.meant import introduced, referent_of
from tickerwatch.linking.prior import Weighed, prior_evidence, probability, shared, status_evidence
from tickerwatch.linking.signs import (
    BUSINESS_TEXTS,
    Sign,
    TextSigns,
    casing_signs,
    where_of,
    word_signs,
)
from tickerwatch.linking.weights import base, greatest, told, weights_of
from tickerwatch.linking.whole_text import OF_TICKERS, WholeText
from tickerwatch.model import Document, Evidence, Mention, MentionKind, Referent
from tickerwatch.reference.asof import AsOf

__all__ = ["Judged", "judge", "weigh_candidates"]

_CLEAR = 0.7
"""From this score on a mention is clear enough to help the others of its name."""
_SAME_DOCUMENT_WEIGHT = 1.5
_BASE = -1.0
"""Log odds of a form that decides by itself, before its own weight."""
_ALIAS_FORMS = ("alias", "former", "short", "beginning", "bare ticker")
_ROUNDING = 1e-6
"""What sums of weights in another order can differ by, and much more."""


class _Beside(NamedTuple):
    """What the text around a mention tells of which candidate is meant."""

    stated: tuple[str, ...]
    """Words that say it is not listed."""
    countries: frozenset[str]
    is_among_codes: bool
    bracketed: str
    """A code in brackets behind it; empty for none."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name so spelled means in a kind of text, before the text around it is looked at."""

    best: Candidate
    referent: Referent
    """Of the best candidate, without score and evidence."""
    kind: MentionKind
    is_decided: bool
    share: float
    prior: tuple[Evidence, ...]
    coded: tuple[Evidence, ...]
    """The evidence of a form that needs no other sign."""
    words: tuple[Sign, ...]
    leading: tuple[Sign, ...]
    standing: tuple[Sign, ...]
    stated: tuple[Evidence, ...]
    """What the text says of the listing."""
    where: str
    """The kind of text."""
    bound: float
    """Sum of all weights that are known already, in log odds."""
    joint: dict[tuple[Sign, ...], tuple[float, list[float]]] = field(default_factory=dict)
    """What early signs (capitals, topic, what else the text holds) add to it (`_joint`), as far as asked."""


@dataclass(slots=True)
class _Opened:
    """A mention of which not all signs are looked at yet; log odds."""

    mention: Mention
    meaning: _Meaning
    early: tuple[Sign, ...]
    bracketed: tuple[Evidence, ...]
    most: float
    """What its score can reach at most, in log odds."""


@dataclass(slots=True)
class Judged:
    """A mention with its score: the probability that `referent` is meant. `referent` has neither score nor evidence."""

    mention: Mention
    kind: MentionKind
    referent: Referent
    score: float
    prior: tuple[Evidence, ...] = ()
    """Evidence of the candidate alone, where the form decides."""
    signs: tuple[Sign, ...] = ()
    stated: tuple[Evidence, ...] = ()
    """Evidence that is no sign: of the form, of a ticker in brackets, of the listing."""
    is_helped: bool = False

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why, as an analyst reads it; its weights add up to the score."""
        helped = (_SAME_NAME,) if self.is_helped else ()
        return (*self.prior, *told(self.signs), *self.stated, *helped)


_SAME_NAME = Evidence(
    feature="same name", score=1.0, weight=_SAME_DOCUMENT_WEIGHT, detail="the same name is clear elsewhere in the text"
)


def judge(document: Document, mentions: Sequence[Mention], view: AsOf, least: float = 0.0) -> list[Judged]:
    """Score the mentions of a document.

    Parameters
    ----------
    document : Document
    mentions : sequence of Mention, length n
        All of this document, by position.
    view : AsOf
        As of the document's session.
    least : float in [0, 1]
        Mentions that cannot reach this score may be left out; whatever reaches it is scored as with 0.

    Returns
    -------
    list of Judged, length at most n
        By position. Mentions without any candidate on the date are left out.
    """
    if not mentions:
        return []
    text = WholeText(document, mentions, view)
    opened = [one for mention in mentions if (one := _opened(mention, text)) is not None]
    lowest = _lowest(opened, least)
    found = []
    for one in opened:
        if isinstance(one, Judged):
            found.append(one)
        elif one.most >= lowest[one.mention.key]:
            found.append(_scored(one, text))
    _let_agree(found, text.cues)
    return found


def _log_odds(chance: float) -> float:
    if chance >= 1:
        return math.inf
    return math.log(chance / (1.0 - chance)) if chance > 0 else -math.inf


def _lowest(opened: Iterable[_Opened | Judged], least: float) -> dict[str, float]:
    """By key, the log odds below which a mention can be left out.

    Where another mention of the name can be clear, it may lift the mention to `least`, or be lifted by it.
    """
    clear, needed = _log_odds(_CLEAR) - _ROUNDING, _log_odds(least) - _ROUNDING
    times: dict[str, int] = {}
    most: dict[str, float] = {}
    for one in opened:
        key = one.mention.key
        times[key] = times.get(key, 0) + 1
        most[key] = max(most.get(key, -math.inf), math.inf if isinstance(one, Judged) else one.most)
    helped = min(clear, needed) - _SAME_DOCUMENT_WEIGHT
    return {key: helped if times[key] > 1 and most[key] >= clear else needed for key in times}


def _opened(mention: Mention, text: WholeText) -> _Opened | Judged | None:
    """What a mention can score at most, or its score where its form decides; None without any candidate."""
    if mention.key.endswith(" ?"):
        return _introduced(mention)
    cues, whole, lang = text.cues, text.whole, text.lang
    where, topic = text.about(mention)
    meaning = _meaning(mention, text, where)
    if meaning is None:
        return None
    bracketed = ticker_evidence(meaning.best, cues.bracketed(mention.end))
    if meaning.coded:
        coded = (*meaning.coded, *bracketed)
        return _by_form(mention, meaning, (), coded, [one.weight for one in coded])
    early = (*topic, *casing_signs(mention, cues, where, lang), *other_signs(mention, cues, whole, lang))
    known = meaning.bound + _joint(meaning, early)[0]
    is_sure = meaning.is_decided or bool(bracketed)
    most = math.inf if is_sure else known + text.most_around(mention, meaning.best)
    return _Opened(mention, meaning, early, bracketed, most)


def _scored(one: _Opened, text: WholeText) -> Judged:
    """A mention with its score, from all that stands around it."""
    mention, meaning, cues, lang = one.mention, one.meaning, text.cues, text.lang
    around = (
        *far_signs(mention, cues, text.whole),
        *mark_signs(mention, cues, lang),
        *neighbour_signs(mention, cues, lang),
    )
    fitting = tuple(fitting_signs(meaning.best, mention, cues))
    signs = (*one.early, *meaning.words, *around, *meaning.leading, *fitting, *meaning.standing)
    weights = [*weights_of(signs), *_joint(meaning, one.early)[1], *weights_of(joint_around(signs))]
    weights += [evidence.weight for evidence in one.bracketed]
    if meaning.is_decided:
        return _by_form(mention, meaning, signs, one.bracketed, weights)
    odds = base() + sum([*weights, *(evidence.weight for evidence in meaning.stated)])
    return Judged(
        mention, meaning.kind, meaning.referent, probability(odds), (), signs, (*one.bracketed, *meaning.stated)
    )


def _joint(meaning: _Meaning, early: tuple[Sign, ...]) -> tuple[float, list[float]]:
    """What early signs add to what is known of a meaning, alone and in pairs; the weights of the pairs; log odds."""
    known = meaning.joint.get(early)
    if known is None:
        pairs = weights_of(joint_signs((*early, *meaning.words, *meaning.leading, *meaning.standing)))
        known = meaning.joint[early] = sum([*weights_of(early), *pairs]), pairs
    return known


def _by_form(
    mention: Mention, meaning: _Meaning, signs: tuple[Sign, ...], stated: tuple[Evidence, ...], weights: list[float]
) -> Judged:
    """A cashtag, a code or an account: its form decides, and the share among its bearers."""
    chance = probability(_BASE + sum([*weights, *(one.weight for one in meaning.prior)]))
    return Judged(mention, meaning.kind, meaning.referent, meaning.share * chance, meaning.prior, signs, stated)


def _introduced(mention: Mention) -> Judged:
    unknown = introduced(mention)
    bare = replace(unknown, score=0.0, evidence=())
    return Judged(mention, mention.kind, bare, unknown.score, stated=unknown.evidence)


def _meaning(mention: Mention, text: WholeText, where: str) -> _Meaning | None:
    stated = text.cues.cues("unlisted", mention.start, mention.end)[:1]
    lang, view = text.lang, text.view
    countries = _told_apart(mention, text.countries, view) if text.countries else text.countries
    beside = _Beside(stated, countries, is_among_codes(mention, text.cues), text.cues.bracketed(mention.end))

    def answer() -> _Meaning | None:
        weighed = _weighed(mention, where in BUSINESS_TEXTS, beside, view)
        return _made(mention, weighed, where, lang, stated) if weighed else None

    return view.once((mention.key, mention.kind, mention.surface, lang, where, beside), answer)


def _made(mention: Mention, weighed: Sequence[Weighed], where: str, lang: str, stated: tuple[str, ...]) -> _Meaning:
    best, share, prior = weighed[0]
    key, surface, kind = mention.key, mention.surface, mention.kind
    is_decided, coded = is_decided_by_form(mention, best), coded_evidence(mention, best)
    words = () if coded else word_signs(key, surface, kind, where, lang)
    leading = () if coded else tuple(leading_signs(best, share, len(weighed) - 1, where, key, lang))
    standing = () if coded else tuple(standing_signs(best, where, surface))
    of_listing = () if is_decided else status_evidence(best, stated)
    bound = base() + sum(weights_of((*words, *leading, *standing))) + sum(one.weight for one in of_listing)
    bound += greatest(OF_TICKERS) if best.form == "bare ticker" else 0.0
    is_alias = kind == "name" and best.form in _ALIAS_FORMS
    return _Meaning(
        best=best, referent=referent_of(best), kind="alias" if is_alias else kind, is_decided=is_decided, share=share,
        prior=prior, coded=coded, words=words, leading=leading, standing=standing, stated=of_listing, where=where,
        bound=bound,
    )  # fmt: skip


def weigh_candidates(mention: Mention, cues: TextCues, whole: TextSigns, view: AsOf) -> list[Weighed]:
    """What a mention could mean, each with its share of the meaning and why, the likeliest first.

    Parameters
    ----------
    mention : Mention
    cues : TextCues
        Of the mention's text.
    whole : TextSigns
        Of the same text.
    view : AsOf
    """
    beside = _Beside(
        cues.cues("unlisted", mention.start, mention.end), cues.countries(), is_among_codes(mention, cues),
        cues.bracketed(mention.end),
    )  # fmt: skip
    return _weighed(mention, where_of(mention, cues, whole) in BUSINESS_TEXTS, beside, view)


def _weighed(mention: Mention, about: bool, beside: _Beside, view: AsOf) -> list[Weighed]:
    candidates = candidates_of_mention(mention, view)
    if len(candidates) == 1:
        return [(candidates[0], 1.0, (*prior_evidence(candidates[0]), *status_evidence(candidates[0], beside.stated)))]
    bracketed = beside.bracketed if mention.kind == "name" else ""
    evidence = [
        (
            *prior_evidence(one),
            *status_evidence(one, beside.stated),
            *context_evidence(one, beside.countries, about, beside.is_among_codes),
            *ticker_evidence(one, bracketed),
        )
        for one in candidates
    ]
    return shared(candidates, evidence)


def _told_apart(mention: Mention, countries: Iterable[str], view: AsOf) -> frozenset[str]:
    """Of some countries those that tell the candidates of a mention apart: the others do not change what it means."""
    candidates = candidates_of_mention(mention, view)
    if len(candidates) < 2:
        return frozenset()
    return frozenset([one for one in countries if any(is_of_country(candidate, one) for candidate in candidates)])


def _let_agree(found: list[Judged], cues: TextCues) -> None:
    """Let one name mean one thing in one text: where it is clear helps where it is less so."""
    clear = {(one.mention.key, one.referent.entity_id) for one in found if one.score >= _CLEAR}
    if not clear:
        return
    for one in found:
        is_meant_elsewhere = (one.mention.key, one.referent.entity_id) in clear
        if is_meant_elsewhere and one.score < _CLEAR and cues.casing(one.mention.start, one.mention.end) != "lower":
            odds = one.score / (1.0 - one.score) * math.exp(_SAME_DOCUMENT_WEIGHT)
            one.score, one.is_helped = odds / (1.0 + odds), True
