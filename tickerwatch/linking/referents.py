"""What was meant: the candidates weighed, the best one stated with its status on the date and its evidence.

An unlisted entity that bears the very name wins over a listed namesake that bears it as part of a longer one. Persons,
places and commodities are candidates too, so that they are not taken for companies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tickerwatch.frozen import dataclass, replace
from tickerwatch.linking.candidates import candidates_of_query
from tickerwatch.linking.meant import referent_of, unknown
from tickerwatch.linking.prior import prior_evidence, shared
from tickerwatch.model import Document, Evidence, Mention, Referent
from tickerwatch.reference.asof import AsOf

if TYPE_CHECKING:
    from tickerwatch.linking.judged import Judged

__all__ = ["LinkedMention", "link_mentions", "referents_of"]

_LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedMention:
    """A mention with what it means; `referent.score` is the probability that this company is meant."""

    mention: Mention
    referent: Referent


def referents_of(query: str, view: AsOf) -> tuple[Referent, ...]:
    """What a name alone can mean on the view's date.

    Parameters
    ----------
    query : str
        A name, ticker, handle or code as a person types it.
    view : AsOf

    Returns
    -------
    tuple of Referent
        Never empty. The likeliest first; scores add up to 1 at most. One of status ``unknown`` and score 0 if the
        reference knows nothing of the name on that date.
    """
    candidates = candidates_of_query(query, view)
    weighed = shared(candidates, [prior_evidence(one) for one in candidates])
    if not weighed:
        detail = f"the reference knows nothing by the name “{query}” on {view.day.isoformat()}"
        nothing = Evidence(feature="unknown name", score=1.0, weight=0.0, detail=detail)
        return (unknown(query, nothing),)
    likely = [row for place, row in enumerate(weighed) if place == 0 or row[1] >= _LEAST_SHARE]
    return tuple(referent_of(one, share, evidence) for one, share, evidence in likely)


def link_mentions(document: Document, mentions: Sequence[Mention], view: AsOf) -> list[LinkedMention]:
    """What each mention of a document means.

    Parameters
    ----------
    document : Document
    mentions : sequence of Mention, length n
        Of this document, by position.
    view : AsOf
        As of the document's session.

    Returns
    -------
    list of LinkedMention, length at most n
        Mentions without any candidate on the date are left out. Every other one is scored; the caller sets the
        threshold.
    """
    from tickerwatch.linking.judged import judge  # what a name alone means needs none of it

    return [_linked(one) for one in judge(document, mentions, view)]


def _linked(one: Judged) -> LinkedMention:
    mention = one.mention if one.kind == one.mention.kind else replace(one.mention, kind=one.kind)
    referent = replace(one.referent, score=one.score, evidence=one.evidence)
    return LinkedMention(mention=mention, referent=referent)
