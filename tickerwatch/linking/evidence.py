"""The evidence for what a mention means: small pure features, each with score, weight in log odds and a sentence.

Two questions are answered apart: is a company meant at all, and which of the candidates. Looks at one text, and at
candidates as a view of its date gave them; what a candidate has for it before any text stands in `prior`.
"""

from __future__ import annotations

from collections.abc import Iterable

from tickerwatch.linking.around_signs import mention_signs
from tickerwatch.linking.candidate_signs import candidate_signs
from tickerwatch.linking.candidates import Candidate, is_of_country
from tickerwatch.linking.cues import TextCues
from tickerwatch.linking.joint_signs import joint_signs
from tickerwatch.linking.signs import Sign, TextSigns, is_bare
from tickerwatch.linking.weights import told
from tickerwatch.model import Evidence, Mention
from tickerwatch.venues import bare_symbol, is_us_venue

__all__ = [
    "coded_evidence",
    "company_evidence",
    "context_evidence",
    "is_decided_by_form",
    "signs_of",
    "ticker_evidence",
]

_CODED = 4.0
_OWN_TICKER = 4.0
_OWN_FORMS = ("name", "alias", "short", "beginning", "bare ticker")
_SAME_COUNTRY = 1.3
_LISTED_IN_BUSINESS = 0.9
_AMONG_CODES = 2.6


def context_evidence(
    candidate: Candidate, countries: Iterable[str], is_business: bool, among_codes: bool = False
) -> tuple[Evidence, ...]:
    """What the text says for a candidate: its country, whether it is about business, whether tickers stand beside it.

    Parameters
    ----------
    candidate : Candidate
    countries : iterable of str
        That the text speaks of, as ISO codes.
    is_business : bool
        Whether anything in the text tells of companies, shares or results.
    among_codes : bool
        Whether the mention stands in brackets, or in a list of words in capitals (`is_among_codes`).
    """
    issuer = candidate.issuer
    if issuer is None or candidate.form not in _OWN_FORMS or issuer.home.is_fund:
        return ()
    found = []
    if among_codes and candidate.form == "bare ticker" and candidate.listing and is_us_venue(candidate.listing.mic):
        found.append(_one("among tickers", _AMONG_CODES, "it stands where tickers stand"))
    for country in sorted(countries):
        if is_of_country(candidate, country):
            found.append(_one("country", _SAME_COUNTRY, f"the text speaks of its country, {country}"))
            break
    is_itself = candidate.entity is None or candidate.entity.kind in ("company", "fund")
    if is_business and is_itself and issuer.lines and candidate.form in ("name", "alias"):
        found.append(_one("listed", _LISTED_IN_BUSINESS, "it is listed, and the text is about business"))
    return tuple(found)


def ticker_evidence(candidate: Candidate, bracketed: str) -> tuple[Evidence, ...]:
    """A name with its own ticker in brackets behind it, as in “Signal Advance (OTC: SIGL)”.

    Parameters
    ----------
    candidate : Candidate
    bracketed : str
        What stands in brackets directly behind the mention, a venue before it left out; empty for nothing.
    """
    issuer = candidate.issuer
    if issuer is None or not bracketed:
        return ()
    lines = (*issuer.lines, *issuer.coming)
    if bracketed.upper() not in {bare_symbol(line.ticker) for line in lines}:
        return ()
    return (
        Evidence(
            feature="own ticker", score=1.0, weight=_OWN_TICKER, detail=f"its ticker “{bracketed}” follows in brackets"
        ),
    )


def company_evidence(
    mention: Mention, cues: TextCues, whole: TextSigns, lang: str, candidate: Candidate, share: float, rivals: int
) -> tuple[Evidence, ...]:
    """Whether the mention names a company, or something a company makes, and means the likeliest candidate.

    Looks at the mention, the text around it and the candidate; never at other documents.

    Parameters
    ----------
    mention : Mention
    cues : TextCues
        Of the mention's text.
    whole : TextSigns
        Of the same text.
    lang : str
        ISO 639-1 code of the text, or empty.
    candidate : Candidate
    share : float in (0, 1]
        The candidate's share of the meaning.
    rivals : int
        Candidates besides it.
    """
    coded = coded_evidence(mention, candidate)
    return coded or told(_single_signs(mention, cues, whole, lang, candidate, share, rivals))


def coded_evidence(mention: Mention, candidate: Candidate) -> tuple[Evidence, ...]:
    """The evidence of a form that leaves nothing else to ask: a cashtag, a code, a known account; else empty."""
    is_code = mention.kind == "code" and not is_bare(mention)
    is_account = mention.kind == "handle" and candidate.form == "handle"
    if mention.kind == "cashtag" or is_code or is_account:
        return (_one(mention.kind, _CODED, f"it is written as a {mention.kind}"),)
    return ()


def signs_of(
    mention: Mention, cues: TextCues, whole: TextSigns, lang: str, candidate: Candidate, share: float, rivals: int
) -> tuple[Sign, ...]:
    """All signs of a mention and its likeliest candidate, and of their pairs, as `company_evidence` weighs them."""
    single = _single_signs(mention, cues, whole, lang, candidate, share, rivals)
    return (*single, *joint_signs(single))


def _single_signs(
    mention: Mention, cues: TextCues, whole: TextSigns, lang: str, candidate: Candidate, share: float, rivals: int
) -> tuple[Sign, ...]:
    return (
        *mention_signs(mention, cues, whole, lang),
        *candidate_signs(candidate, share, rivals, mention, cues, whole, lang),
    )


def is_decided_by_form(mention: Mention, candidate: Candidate) -> bool:
    """Whether a mention is a cashtag, a code with its venue or a known account: no other sign is then looked at."""
    return mention.kind in ("cashtag", "code", "handle") and not is_bare(mention) and candidate.form != "called so"


def _one(feature: str, weight: float, detail: str) -> Evidence:
    return Evidence(feature=feature, score=1.0, weight=weight, detail=detail)
