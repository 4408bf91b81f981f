"""Whether a look-alike's volume moves with that of the genuine stock, beyond what the market moves both.

Facts come from the frame of bars, and from a market series or the securities of the same frame. All sessions given are
used, none beyond them. After Rashes (2001) and Balashov and Nikiforov (2019).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from tickerwatch.errors import SettingsError, TableError
from tickerwatch.settings import Settings, VolumeSettings
from tickerwatch.tables import PAIRS
from tickerwatch.volume.calendar_effects import calendar_effects
from tickerwatch.volume.lags import LagCorrelations, correlate_at_lags
from tickerwatch.volume.market import GivenMarket, Market, leave_one_out
from tickerwatch.volume.panel import Panel, market_by_session, read_panel
from tickerwatch.volume.significance import q_values
from tickerwatch.volume.unexpected import ReturnMarket, log_returns, unexpected_log_volume, unexpected_returns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["co_movement"]

MIN_PLACEBOS, MOST_PLACEBOS = 39, 199
"""From 39 on the placebo p value has a floor of 0.025 and decides; more than 199 sharpen nothing at 5 %."""
MIN_PLACEBO_OVERLAP = 0.8
"""A placebo needs this share of the pair's sessions."""
MIN_OWN_MARKET = 30
"""Securities in the bars from which they serve as their own market."""

NAMES = {"lookalike": ("lookalike", "left"), "genuine": ("genuine", "right")}
NUMBERS = (
    "correlation", "p_value", "p_floor", "q_value", "p_placebo", "p_shift", "best_correlation", "p_any_lag",
    "return_correlation", "p_return",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Row:
    """One pair's result; empty numbers are NaN."""

    lookalike: str | None
    genuine: str | None
    verdict: Literal["co_moves", "none", "not_tested"] = "not_tested"
    correlation: float = np.nan
    p_value: float = np.nan
    p_floor: float = np.nan
    q_value: float = np.nan
    p_placebo: float = np.nan
    p_shift: float = np.nan
    placebos: int = 0
    best_lag: int | None = None
    best_correlation: float = np.nan
    p_any_lag: float = np.nan
    correlations_by_lag: list[float] = field(default_factory=list)
    return_correlation: float = np.nan
    p_return: float = np.nan
    sessions_used: int = 0
    first_session: pd.Timestamp | None = None
    last_session: pd.Timestamp | None = None
    method: str = ""
    caveats: list[str] = field(default_factory=list)


def co_movement(
    bars: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    market: pd.DataFrame | None = None,
    settings: Settings | VolumeSettings | None = None,
) -> pd.DataFrame:
    """Test pairs of securities for volume that moves together beyond the market.

    It describes the sessions given, all of them at once: cut `bars` at the last session that may be known.

    Parameters
    ----------
    bars : DataFrame
        Long, as for :func:`~tickerwatch.volume.batch.study_events`: ``security_id`` or ``ticker``; ``session`` or
        ``date``; ``volume_shares`` or ``volume``; where present ``close``. The other securities in it serve as market
        (from 30 on) and as placebos (from 39 on).
    pairs : DataFrame, n rows
        ``lookalike`` and ``genuine`` (or ``left`` and ``right``, in this order): values of the column ``security_id``
        of `bars` if it has one, else of ``ticker``. ``lookalike_ticker`` and ``genuine_ticker``, or the same with
        ``security_id``, name the column themselves.
    market : DataFrame or None
        ``session`` or ``date``, ``volume_shares`` or ``volume``, where present ``close``. None: the leave-one-out mean
        over the securities of `bars`, in sessions where they are 30 or more.
    settings : Settings, VolumeSettings or None
        ``alpha``, ``min_sessions`` and ``min_traded_sessions`` count.

    Returns
    -------
    DataFrame, n rows
        Columns of table ``PAIRS``, rows and index as in `pairs`. ``verdict`` is ``co_moves`` if ``p_value`` is at most
        alpha, else ``none``; or ``not_tested``, with the reason as first caveat. ``q_value`` is Benjamini and
        Hochberg's over the tested pairs. Lags are sessions by which the look-alike follows the genuine stock.

    Raises
    ------
    TableError
        A frame lacks a column or has no common key with the other; a whole column is of the wrong kind, a bar has no
        security or date, or the market has a session twice.
    SettingsError
        `settings` is of another type.

    Notes
    -----
    H0: given its own past, the market's volume and the calendar, the volume of the look-alike is independent of that of
    the genuine stock (``p_shift``), and no nearer to it than to comparable stocks (``p_placebo``). H1: they move in the
    same direction in the same session. ``p_value`` is ``p_placebo`` where there are 39 placebos, else ``p_shift``.

    References
    ----------
    Rashes (2001), Massively confused investors making conspicuously ignorant choices (MCI-MCIC), J. Finance 56;
    Balashov and Nikiforov (2019), How much do investors trade because of name/ticker confusion?, J. Financial Markets
    46.
    """
    chosen = VolumeSettings() if settings is None else settings.volume if isinstance(settings, Settings) else settings
    if not isinstance(chosen, VolumeSettings):
        raise SettingsError("settings", f"must be Settings, VolumeSettings or None, not {type(settings).__name__}")
    key, columns = _key_and_columns(bars, pairs)
    named = {role: _texts(pairs[column]) for role, column in columns.items()}
    study = _Study(bars, key, market, chosen)
    rows = [
        study.row(lookalike, genuine, known={pair for pair in zip(*named.values(), strict=True) if None not in pair})
        for lookalike, genuine in zip(named["lookalike"], named["genuine"], strict=True)
    ]
    return _as_frame(rows, pairs.index)


def _key_and_columns(bars: pd.DataFrame, pairs: pd.DataFrame) -> tuple[str, dict[str, str]]:
    for key in ("security_id", "ticker"):
        stated = {role: f"{role}_{key}" for role in NAMES}
        if key in bars.columns and all(column in pairs.columns for column in stated.values()):
            return key, stated
    found = {role: next((name for name in names if name in pairs.columns), "") for role, names in NAMES.items()}
    for role, column in found.items():
        if not column:
            have = ", ".join(map(str, pairs.columns)) or "no columns"
            raise TableError("PAIRS", " or ".join(NAMES[role]), f"missing; the frame has {have}")
    for key in ("security_id", "ticker"):
        if key in bars.columns:
            return key, found
    raise TableError("BARS", "security_id or ticker", "missing")


def _texts(values: pd.Series[Any]) -> list[str | None]:
    return [None if empty else str(value) for value, empty in zip(values, values.isna(), strict=True)]


class _Study:
    """The bars of one call, what in them was not to be expected, and the placebos; each security is fitted once."""

    def __init__(self, bars: pd.DataFrame, key: str, market: pd.DataFrame | None, settings: VolumeSettings) -> None:
        self._settings = settings
        self._panel = read_panel(bars, key)
        self._effects = calendar_effects(self._panel.days)
        self._market = self._volume_market(market)
        self._market_words = "a given market series" if market is not None else "the other securities as market"
        closes = _closes(bars, key)
        self._returns = None if closes is None else log_returns(self._panel, closes)
        self._return_market = self._market_of_returns(market)
        self._liquidity = _liquidity(self._panel, closes)
        self._volumes: dict[str, tuple[NDArray[np.float64], str]] = {}
        self._own_returns: dict[str, NDArray[np.float64]] = {}

    def row(self, lookalike: str | None, genuine: str | None, known: set[tuple[str | None, str | None]]) -> _Row:
        """Study one pair; `known` are all pairs of the call, whose partners are no placebos for each other."""
        row = _Row(lookalike=lookalike, genuine=genuine)
        reason = self._study(row, known)
        if reason:
            row.verdict = "not_tested"
            row.caveats.insert(0, reason)
        return row

    def _study(self, row: _Row, known: set[tuple[str | None, str | None]]) -> str:
        """Fill a row; why it could not be tested, or an empty text."""
        if row.lookalike is None or row.genuine is None:
            return "The pair does not name both securities."
        if row.lookalike == row.genuine:
            return f"Both securities of the pair are {row.genuine}."
        for one in (row.lookalike, row.genuine):
            if one not in self._panel.spans:
                return f"The bars have no security {one}."
        if self._market is None:
            least = f"the bars hold {len(self._panel.spans)} securities, {MIN_OWN_MARKET} needed to stand for one"
            return f"No market series ({least}): what the two have in common could be the market's."
        (own, why_own), (other, why_other) = self._volume(row.lookalike), self._volume(row.genuine)
        if why_own or why_other:
            return why_own or why_other
        common = np.isfinite(own) & np.isfinite(other)
        reason = self._too_few(row, common)
        found = None if reason else correlate_at_lags(own[common], other[common])
        if found is None:
            return reason or "Within their common sessions the volume of one of the two does not vary."
        row.correlation = found.same_session
        row.correlations_by_lag = [float(value) for value in found.at_lags]
        row.best_lag, row.best_correlation = found.best_lag, found.best
        placebos = self._placebos(row, common, own, known)
        reason = self._decide(row, found, list(placebos.values()))
        if not reason:
            self._compare_returns(row, list(placebos))
        return reason

    def _decide(self, row: _Row, found: LagCorrelations, placebos: list[LagCorrelations]) -> str:
        row.placebos = len(placebos)
        row.p_shift = _p_value(found.same_session, found.shifted)
        if len(placebos) >= MIN_PLACEBOS:
            row.p_placebo = _p_value(found.same_session, np.array([one.same_session for one in placebos]))
            row.p_value, row.p_floor = row.p_placebo, 1 / (len(placebos) + 1)
            row.p_any_lag = _p_value(found.best, np.array([one.best for one in placebos]))
            chance = f"rank among {len(placebos)} placebo stocks of like liquidity in place of the genuine one"
        else:
            row.p_value, row.p_floor = row.p_shift, 1 / (len(found.shifted) + 1)
            row.p_any_lag = _p_value(found.best, found.shifted_best)
            chance = f"rank among {len(found.shifted)} circular shifts"
            row.caveats.append(
                f"Only {len(placebos)} comparable stocks in the bars, {MIN_PLACEBOS} needed for placebos: what any two"
                " stocks have in common beyond the market counts as co-movement here."
            )
        if row.p_floor > self._settings.alpha:
            row.p_value = row.p_any_lag = np.nan
            return f"Lowest p value possible is {row.p_floor:.3f}, above alpha {self._settings.alpha:g}."
        row.method = (
            "correlation of log volume beyond own lags (1, 5, 22 sessions), market volume "
            f"({self._market_words}) and calendar; upper tail, {chance}"
        )
        row.verdict = "co_moves" if row.p_value <= self._settings.alpha else "none"
        return ""

    def _too_few(self, row: _Row, common: NDArray[np.bool_]) -> str:
        days = self._panel.days[common]
        row.sessions_used = len(days)
        if len(days):
            row.first_session, row.last_session = pd.Timestamp(days[0]), pd.Timestamp(days[-1])
        least, least_traded = self._settings.min_sessions, self._settings.min_traded_sessions
        if len(days) < least:
            return f"{len(days)} common sessions with volume and market volume, {least} needed."
        for one in (row.lookalike, row.genuine):
            codes, shares = self._panel.rows(str(one))
            traded = int((common[codes] & (shares > 0)).sum())
            if traded < least_traded:
                return f"{one} has {traded} common sessions with trades, {least_traded} needed."
        return ""

    def _placebos(
        self, row: _Row, common: NDArray[np.bool_], own: NDArray[np.float64], known: set[tuple[str | None, str | None]]
    ) -> dict[str, LagCorrelations]:
        """The look-alike with stocks in place of the genuine one, the nearest in liquidity first, by their key."""
        pair = {row.lookalike, row.genuine}
        left_out = pair | {one for two in known if pair & set(two) for one in two}
        target = self._liquidity[str(row.genuine)]
        others = [(abs(value - target), name) for name, value in self._liquidity.items() if name not in left_out]
        made: dict[str, LagCorrelations] = {}
        for _, name in sorted(others) if len(others) >= MIN_PLACEBOS else ():
            shared = common & np.isfinite(self._volume(name)[0])
            if shared.sum() >= MIN_PLACEBO_OVERLAP * common.sum():
                found = correlate_at_lags(own[shared], self._volume(name)[0][shared])
                made |= {} if found is None else {name: found}
            if len(made) == MOST_PLACEBOS:
                break
        return made

    def _compare_returns(self, row: _Row, placebos: Sequence[str]) -> None:
        """Correlate returns beyond the market, against the same chance as volume."""
        if self._returns is None:
            return
        if self._return_market is None:
            row.caveats.append("Returns were not compared: the market series has no closing prices.")
            return
        found = self._returns_together(row.lookalike, row.genuine)
        if found is None or len(found.shifted) == 0:
            row.caveats.append("Returns were not compared: too few common sessions with prices.")
            return
        row.return_correlation = found.same_session
        if len(placebos) >= MIN_PLACEBOS:
            made = (self._returns_together(row.lookalike, name) for name in placebos)
            row.p_return = _p_value(found.same_session, np.array([one.same_session for one in made if one is not None]))
        else:
            row.p_return = _p_value(found.same_session, found.shifted)

    def _returns_together(self, one: str | None, other: str | None) -> LagCorrelations | None:
        first, second = self._unexpected_return(str(one)), self._unexpected_return(str(other))
        common = np.isfinite(first) & np.isfinite(second)
        if common.sum() < self._settings.min_sessions:
            return None
        return correlate_at_lags(first[common], second[common])

    def _unexpected_return(self, key: str) -> NDArray[np.float64]:
        if key not in self._own_returns and self._returns is not None and self._return_market is not None:
            self._own_returns[key] = unexpected_returns(self._panel, key, self._returns, self._return_market)
        return self._own_returns[key]

    def _volume(self, key: str) -> tuple[NDArray[np.float64], str]:
        if key not in self._volumes:
            if self._market is None:
                raise AssertionError("a market is looked for before any volume")
            self._volumes[key] = unexpected_log_volume(self._panel, key, self._market, self._effects)
        return self._volumes[key]

    def _volume_market(self, market: pd.DataFrame | None) -> Market | None:
        if market is not None:
            return GivenMarket(by_session=market_by_session(market, self._panel.days))
        return leave_one_out(self._panel) if len(self._panel.spans) >= MIN_OWN_MARKET else None

    def _market_of_returns(self, market: pd.DataFrame | None) -> ReturnMarket | None:
        if self._returns is None:
            return None
        if market is None:
            return ReturnMarket.leave_one_out(self._panel, self._returns)
        if "close" not in market.columns:
            return None
        prices = market.drop(columns=["volume_shares", "volume"], errors="ignore").rename(columns={"close": "volume"})
        return ReturnMarket(total=np.diff(market_by_session(prices, self._panel.days), prepend=np.nan))


def _closes(bars: pd.DataFrame, key: str) -> NDArray[np.float64] | None:
    """Closing prices in the order of the panel; None if the frame has none."""
    if "close" not in bars.columns:
        return None
    prices = pd.to_numeric(bars["close"], errors="coerce")
    bad = np.flatnonzero((prices.isna() & bars["close"].notna()).to_numpy())
    if len(bad):
        raise TableError("BARS", "close", "not a number", tuple(int(row) for row in bad[:5]))
    dated = next(name for name in ("session", "date") if name in bars.columns)
    return read_panel(pd.DataFrame({key: bars[key], "session": bars[dated], "volume": prices}), key).shares


def _liquidity(panel: Panel, closes: NDArray[np.float64] | None) -> dict[str, float]:
    """Log of the median turnover (volume, where prices are missing) of each security that has any."""
    turnover = panel.shares if closes is None else panel.shares * closes
    found = {}
    for name, span in panel.spans.items():
        values = turnover[span]
        values = values[np.isfinite(values) & (values >= 0)]
        found[name] = float(np.log1p(np.median(values))) if len(values) else 0.0
    return found


def _p_value(observed: float, by_chance: NDArray[np.float64]) -> float:
    """Rank p value, ties against rejection: (1 + #{chance >= observed}) / (n + 1)."""
    return float((1 + np.count_nonzero(by_chance >= observed - 1e-12)) / (len(by_chance) + 1))


def _as_frame(rows: Sequence[_Row], index: pd.Index[Any]) -> pd.DataFrame:
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in PAIRS.names}
    for name in NUMBERS:
        columns[name] = np.array(columns[name], dtype=np.float64)
    columns["q_value"] = q_values(columns["p_value"])
    made = {}
    for name, values in columns.items():
        if name in ("first_session", "last_session"):
            made[name] = pd.Series(
                pd.to_datetime(pd.Series(values, dtype=object)).to_numpy("datetime64[ns]"), index=index
            )
        elif name in ("sessions_used", "placebos"):
            made[name] = pd.Series(np.array(values, dtype=np.int64), index=index)
        else:
            made[name] = pd.Series(values, index=index, dtype=None if name in NUMBERS else object)
    return pd.DataFrame(made, index=index, columns=list(PAIRS.names))
