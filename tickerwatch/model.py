"""The words that pass between the stages: frozen records, without logic beyond derived properties.

One thing that will be explained to an analyst is a record of this module; many rows of one kind are a frame of
:mod:`tickerwatch.tables`. Scores and risks run from 0 to 1, times are UTC, validity is half-open.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from tickerwatch.frozen import dataclass, field

__all__ = [
    "Alert",
    "CompanyKind",
    "CumulativeTest",
    "Document",
    "Evidence",
    "Findings",
    "IntradayTest",
    "Level",
    "Line",
    "LookAlike",
    "Mention",
    "MentionContext",
    "MentionKind",
    "NameCheck",
    "NotChecked",
    "Precision",
    "PriceFacts",
    "Referent",
    "Relation",
    "Reversal",
    "Status",
    "Verdict",
    "VolumeTest",
    "WindowTest",
]

Precision = Literal["time", "day", "month", "none"]
MentionKind = Literal["name", "alias", "cashtag", "handle", "hashtag", "code"]
Status = Literal["listed", "unlisted", "delisted", "not_yet_listed", "unknown"]
CompanyKind = Literal["company", "brand", "product", "app", "fund", "person", "place", "commodity", "crypto", "other"]
Level = Literal["alert", "watch", "none"]
Relation = Literal["unrelated", "affiliate", "same_issuer", "unknown"]
Verdict = Literal["abnormal", "normal", "not_tested"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text with what is known of its origin.

    Attributes
    ----------
    published_at : datetime or None
        Aware, UTC: the time itself (`precision` ``time``), or the beginning of the day or month that is all one knows.
    not_before : date or None
        The latest date that the text itself names, where publication is known only to the month: it was not published
        before.
    """

    doc_id: str
    text: str
    source: str = ""
    author: str = ""
    published_at: dt.datetime | None = None
    precision: Precision = "none"
    not_before: dt.date | None = None
    title: str = ""
    lang: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in a text where something is named; ``text[start:end] == surface``.

    `key` is the normalised form that found it, the link to the names of the reference.
    """

    doc_id: str
    start: int
    end: int
    surface: str
    kind: MentionKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason: a feature with its score (0 to 1), its weight (in log odds) and a sentence for a person."""

    feature: str
    score: float
    weight: float
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One tradable line of an issuer; `mic` is the operating MIC, `ticker` as the reference was given it."""

    security_id: str
    ticker: str
    mic: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """What was meant, as it was known on a date."""

    entity_id: str
    name: str
    kind: CompanyKind
    status: Status
    maker: str | None
    securities: tuple[Line, ...]
    score: float
    evidence: tuple[Evidence, ...]
    is_known: bool = True
    """False where the reference knows nothing of the name: then `entity_id` names nothing in it."""
    expected_ticker: str = ""
    """The ticker that is reserved or announced for it, where it is not yet listed and has no line of its own."""

    @property
    def is_company(self) -> bool:
        """Whether a company, or something that a company makes, is meant."""
        return self.kind in ("company", "brand", "product", "app", "fund")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTest:
    """The volume of one window of sessions, from the event session on; shares are totals over the window.

    `window` is written as ``0..+5``. `control_windows` overlap; `independent_windows` says how many of them would fit
    side by side. `why_untested` is a sentence where the verdict is ``not_tested``, else empty.
    """

    window: str
    verdict: Verdict
    observed_shares: float | None = None
    expected_shares: float | None = None
    multiple: float | None = None
    multiple_interval: tuple[float | None, float | None] = (None, None)
    p_value: float | None = None
    p_floor: float | None = None
    control_windows: int = 0
    independent_windows: float = 0.0
    method: str = ""
    why_untested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeTest:
    """Whether volume, or price, moved abnormally far within some sessions, at whichever of them it stood furthest.

    `peak` and `multiple` say where volume stood furthest, and its mean multiple per session up to there;
    `return_peak` and `price_change` the same of the price (a share, 0.5 is +50 %). `return_verdict` is ``not_tested``
    without closing prices.
    """

    window: str
    verdict: Verdict
    p_value: float | None = None
    p_floor: float | None = None
    peak: str | None = None
    multiple: float | None = None
    return_verdict: Verdict = "not_tested"
    p_return: float | None = None
    return_peak: str | None = None
    price_change: float | None = None
    control_windows: int = 0
    independent_windows: float = 0.0
    method: str = ""
    why_untested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """What became of the event session's price change: `change` over `window`, and the share of it taken back.

    `share_reversed` is a ratio of log returns: 1 is all of it, below 0 the price went on; None if the event session
    had no change.
    """

    window: str
    change: float
    share_reversed: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFacts:
    """The price in the event session, against the session before and the control sessions; changes are shares.

    `range_share` is (high - low) over the previous close. `p_range` and `p_close_change` are exact ranks, the latter of
    the size of the change in either direction; `p_floor` is the least they can be with `sessions_used` controls.
    `reversal` is None where its sessions are not known.
    """

    close: float
    previous_close: float
    close_change: float
    direction: Literal["up", "down", "unchanged"]
    p_close_change: float | None = None
    range_share: float | None = None
    p_range: float | None = None
    p_floor: float | None = None
    sessions_used: int = 0
    reversal: Reversal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeTest:
    """The test of one security and session for abnormal volume; volumes in shares, split-adjusted as supplied.

    `multiple_interval` has a None where it is unbounded; a value is None where it could not be computed. `p_rank` is
    the exact rank's p beside the primary `p_value`; `p_tail` is approximate and reaches below `p_floor`. `windows` and
    `cumulative` are there if they were asked for, `price` if the bars have prices; the verdict does not depend on them.
    """

    security_id: str | None
    ticker: str
    event_session: dt.date
    verdict: Verdict
    observed_shares: float | None = None
    expected_shares: float | None = None
    multiple: float | None = None
    multiple_interval: tuple[float | None, float | None] = (None, None)
    p_value: float | None = None
    p_floor: float | None = None
    p_rank: float | None = None
    p_tail: float | None = None
    q_value: float | None = None
    method: str = ""
    sessions_used: int = 0
    zero_volume_share: float | None = None
    minimum_detectable_multiple: float | None = None
    caveats: tuple[str, ...] = ()
    windows: tuple[WindowTest, ...] = ()
    cumulative: CumulativeTest | None = None
    price: PriceFacts | None = None

    @property
    def why_untested(self) -> str:
        """Why a test was not made: its first caveat, or a plain word that no reason was given."""
        return self.caveats[0] if self.caveats else "no reason was given"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntradayTest:
    """The test of the minutes after a mention; volumes in shares, times UTC, `p` values from 0 to 1.

    The window is ``[window_start, window_end)``. `by_minute` holds, for each of its minutes, its beginning, the shares
    of the run of `run_minutes` that ends with it, their median in the earlier sessions, and the p value of that run,
    adjusted for all runs of the window. `first_abnormal_minute` is the first with an adjusted p of at most alpha,
    `p_any_minute` the least of them. The verdict is that of the window as a whole.
    """

    security_id: str | None
    ticker: str
    event_time: dt.datetime
    event_session: dt.date | None
    verdict: Verdict
    window_start: dt.datetime | None = None
    window_end: dt.datetime | None = None
    observed_shares: float | None = None
    expected_shares: float | None = None
    multiple: float | None = None
    multiple_interval: tuple[float | None, float | None] = (None, None)
    p_value: float | None = None
    p_floor: float | None = None
    first_abnormal_minute: dt.datetime | None = None
    p_any_minute: float | None = None
    run_minutes: int = 0
    method: str = ""
    sessions_used: int = 0
    zero_volume_share: float | None = None
    minimum_detectable_multiple: float | None = None
    caveats: tuple[str, ...] = ()
    by_minute: tuple[tuple[dt.datetime, float, float, float], ...] = ()

    @property
    def why_untested(self) -> str:
        """Why a test was not made: its first caveat, or a plain word that no reason was given."""
        return self.caveats[0] if self.caveats else "no reason was given"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """A security that a hurried buyer could take for what was meant; never one of the referent's own lines."""

    rank: int
    security_id: str
    issuer_id: str
    ticker: str
    mic: str
    name: str
    risk: float
    level: Level
    relation: Relation
    evidence: tuple[Evidence, ...]
    other_lines: tuple[Line, ...] = ()
    volume_test: VolumeTest | None = None

    @property
    def line(self) -> Line:
        """The line that the look-alike would be bought on."""
        return Line(security_id=self.security_id, ticker=self.ticker, mic=self.mic, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """Something that could not be checked, and why. Never the same as nothing found."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCheck:
    """The check of one name: what is meant, what looks alike, what could not be checked."""

    query: str
    on: dt.date
    reference: dict[str, Any]
    referents: tuple[Referent, ...]
    lookalikes: tuple[LookAlike, ...]
    not_checked: tuple[NotChecked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionContext:
    """A mention together with the words around it, for the reader of a report.

    `before` and `after` are the text left and right of the surface; `session` is the session of the look-alike's venue.
    """

    doc_id: str
    source: str
    author: str
    published_at: dt.datetime | None
    precision: Precision
    url: str
    start: int
    end: int
    before: str
    surface: str
    after: str
    score: float
    session: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A look-alike of something mentioned on the day, with level and reasons.

    `expected_by_chance` is the number of abnormal verdicts that quiet securities alone would give among the day's
    tests.
    `bars` holds what the chart draws: (session, volume in shares or None where the bar is absent), oldest first.
    """

    alert_id: str
    level: Level
    mentioned: str
    referent: Referent
    mentions: tuple[MentionContext, ...]
    lookalike: LookAlike
    volume_test: VolumeTest
    reasons: tuple[str, ...]
    rivals: tuple[str, ...]
    expected_by_chance: float
    bars: tuple[tuple[dt.date, float | None], ...] = ()

    @property
    def status(self) -> Status:
        """The status of what was meant, on the day."""
        return self.referent.status

    @property
    def risk(self) -> float:
        """The look-alike's risk of being bought by mistake."""
        return self.lookalike.risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one day gave: alerts, near misses, what could not be read or tested, and under which settings."""

    as_of: dt.date
    alerts: tuple[Alert, ...]
    near_misses: tuple[Alert, ...]
    rejected: tuple[NotChecked, ...]
    coverage: dict[str, Any]
    settings: dict[str, Any]
    provenance: dict[str, Any]
    notes: tuple[str, ...] = field(default=())
