"""What tests of volume and price found, in a session, over several, and in the minutes after a mention.

Facts come from bars. Volumes are shares, adjusted for splits as supplied; a value that could not be computed is None.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from tickerwatch.frozen import dataclass

if TYPE_CHECKING:
    from tickerwatch.model.kinds import Verdict

__all__ = ["CumulativeTest", "IntradayTest", "PriceFacts", "Reversal", "VolumeTest", "WindowTest"]


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
