"""The study of one pair after another: what in their volumes was not to be expected, correlated, against chance.

Facts come from the panel of bars, a market, and the industries that the caller names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tickerwatch.errors import TableError
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.calendar_effects import calendar_effects
from tickerwatch.volume.industry import LEAST_PEERS, BeyondIndustry
from tickerwatch.volume.lags import LagCorrelations, correlate_at_lags
from tickerwatch.volume.market import MIN_OWN_MARKET, market_of
from tickerwatch.volume.pair_rows import PairRow
from tickerwatch.volume.panel import market_by_session, read_panel
from tickerwatch.volume.placebos import MIN_PLACEBOS, choose_placebos, liquidity_of
from tickerwatch.volume.unexpected import ReturnMarket, log_returns, unexpected_log_volume, unexpected_returns

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PairStudy"]

MIN_PLACEBO_OVERLAP = 0.8
"""A placebo needs this share of the pair's sessions."""


class PairStudy:
    """The bars of one call and what in them was not to be expected; each security is fitted once.

    Parameters
    ----------
    bars : DataFrame
    key : str
        Its column of securities.
    market : DataFrame or None
        None: the other securities of `bars`.
    industries : mapping of str to str
        By security, as far as they are known.
    settings : VolumeSettings
    """

    def __init__(
        self,
        bars: pd.DataFrame,
        key: str,
        market: pd.DataFrame | None,
        industries: Mapping[str, str],
        settings: VolumeSettings,
    ) -> None:
        self._settings = settings
        self._panel = read_panel(bars, key)
        self._effects = calendar_effects(self._panel.days)
        self._market = market_of(self._panel, market)
        self._market_words = "a given market series" if market is not None else "the other securities as market"
        closes = _closes(bars, key)
        self._returns = None if closes is None else log_returns(self._panel, closes)
        self._return_market = self._market_of_returns(market)
        self._liquidity = liquidity_of(self._panel, closes)
        self._industries = {name: label for name, label in industries.items() if name in self._panel.spans}
        self._refusals: dict[str, str] = {}
        self._volumes = BeyondIndustry(self._fit_volume, self._industries)
        self._own_returns = BeyondIndustry(self._fit_return, self._industries)

    def row(self, lookalike: str | None, genuine: str | None, known: set[tuple[str, str]]) -> PairRow:
        """Study one pair; `known` are all pairs of the call, whose partners are no placebos for each other."""
        row = PairRow(lookalike=lookalike, genuine=genuine)
        partners = {one for two in known if row.pair & set(two) for one in two}
        reason = self._study(row, frozenset(row.pair | partners))
        if reason:
            row.verdict = "not_tested"
            row.caveats.insert(0, reason)
        return row

    def _study(self, row: PairRow, left_out: frozenset[str]) -> str:
        """Fill a row; why it could not be tested, or an empty text."""
        lookalike, genuine = row.lookalike, row.genuine
        if lookalike is None or genuine is None:
            return "The pair does not name both securities."
        if lookalike == genuine:
            return f"Both securities of the pair are {genuine}."
        for one in (lookalike, genuine):
            if one not in self._panel.spans:
                return f"The bars have no security {one}."
        if self._market is None:
            least = f"the bars hold {len(self._panel.spans)} securities, {MIN_OWN_MARKET} needed to stand for one"
            return f"No market series ({least}): what the two have in common could be the market's."
        own, other = self._volumes.of(lookalike, left_out), self._volumes.of(genuine, left_out)
        refusal = self._refusals[lookalike] or self._refusals[genuine]
        if refusal:
            return refusal
        common = np.isfinite(own) & np.isfinite(other)
        reason = self._too_few(row, common)
        found = None if reason else correlate_at_lags(own[common], other[common])
        if found is None:
            return reason or "Within their common sessions the volume of one of the two does not vary."
        row.correlation = found.same_session
        row.correlations_by_lag = [float(value) for value in found.at_lags]
        row.best_lag, row.best_correlation = found.best_lag, found.best
        placebos, matched_by = self._placebos(lookalike, genuine, common, left_out)
        reason = self._decide(row, found, list(placebos.values()), matched_by, self._industry_words(row, left_out))
        if not reason:
            self._compare_returns(row, lookalike, genuine, list(placebos), left_out)
        return reason

    def _decide(
        self, row: PairRow, found: LagCorrelations, placebos: list[LagCorrelations], matched_by: str, industry: str
    ) -> str:
        row.placebos = len(placebos)
        row.p_shift = _p_value(found.same_session, found.shifted)
        if len(placebos) >= MIN_PLACEBOS:
            row.matched_by = matched_by
            row.p_placebo = _p_value(found.same_session, np.array([one.same_session for one in placebos]))
            row.p_value, row.p_floor = row.p_placebo, 1 / (len(placebos) + 1)
            row.p_any_lag = _p_value(found.best, np.array([one.best for one in placebos]))
            chance = f"rank among {len(placebos)} placebo stocks in place of the genuine one, matched by {matched_by}"
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
            f"({self._market_words}), {industry} and calendar; upper tail, {chance}"
        )
        row.verdict = "co_moves" if row.p_value <= self._settings.alpha else "none"
        return ""

    def _industry_words(self, row: PairRow, left_out: frozenset[str]) -> str:
        """Whose industry is taken off; in a call that knows industries, a caveat says whose is not."""
        names = [str(row.lookalike), str(row.genuine)]
        without = [name for name in names if not self._volumes.is_known(name, left_out)]
        if self._industries and without:
            row.caveats.append(
                f"Of {' and '.join(without)} no industry with {LEAST_PEERS} others is in the bars: what one industry"
                " has in common is not taken off there."
            )
        told = [f"that of the industry of {name}" for name in names if name not in without]
        return " and ".join(told) or "no industry"

    def _placebos(
        self, lookalike: str, genuine: str, common: NDArray[np.bool_], left_out: frozenset[str]
    ) -> tuple[dict[str, LagCorrelations], str]:
        """The look-alike with stocks in place of the genuine one, by their key, and by what they were matched."""

        def shared(name: str) -> NDArray[np.bool_]:
            return common & np.isfinite(self._volumes.residuals(name))

        def is_usable(name: str) -> bool:
            return bool(shared(name).sum() >= MIN_PLACEBO_OVERLAP * common.sum())

        names, matched_by = choose_placebos(genuine, self._liquidity, self._industries, left_out, is_usable)
        made: dict[str, LagCorrelations] = {}
        for name in names:
            apart = left_out | {name}
            first, second = self._volumes.of(lookalike, apart), self._volumes.of(name, apart)
            found = correlate_at_lags(first[shared(name)], second[shared(name)])
            made |= {} if found is None else {name: found}
        return made, matched_by

    def _compare_returns(
        self, row: PairRow, lookalike: str, genuine: str, placebos: Sequence[str], left_out: frozenset[str]
    ) -> None:
        """Correlate returns beyond the market, against the same chance as volume."""
        if self._returns is None:
            return
        if self._return_market is None:
            row.caveats.append("Returns were not compared: the market series has no closing prices.")
            return
        found = self._returns_together(lookalike, genuine, left_out)
        if found is None or len(found.shifted) == 0:
            row.caveats.append("Returns were not compared: too few common sessions with prices.")
            return
        row.return_correlation = found.same_session
        if len(placebos) >= MIN_PLACEBOS:
            made = (self._returns_together(lookalike, name, left_out | {name}) for name in placebos)
            row.p_return = _p_value(found.same_session, np.array([one.same_session for one in made if one is not None]))
        else:
            row.p_return = _p_value(found.same_session, found.shifted)

    def _returns_together(self, one: str, other: str, left_out: frozenset[str]) -> LagCorrelations | None:
        first, second = self._own_returns.of(one, left_out), self._own_returns.of(other, left_out)
        common = np.isfinite(first) & np.isfinite(second)
        if common.sum() < self._settings.min_sessions:
            return None
        return correlate_at_lags(first[common], second[common])

    def _fit_return(self, name: str) -> NDArray[np.float64]:
        if self._returns is None or self._return_market is None:
            raise AssertionError("returns are compared only where there are any")
        return unexpected_returns(self._panel, name, self._returns, self._return_market)

    def _fit_volume(self, name: str) -> NDArray[np.float64]:
        if self._market is None:
            raise AssertionError("a market is looked for before any volume")
        found, self._refusals[name] = unexpected_log_volume(self._panel, name, self._market, self._effects)
        return found

    def _too_few(self, row: PairRow, common: NDArray[np.bool_]) -> str:
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


def _p_value(observed: float, by_chance: NDArray[np.float64]) -> float:
    """Rank p value, ties against rejection: (1 + #{chance >= observed}) / (n + 1)."""
    return float((1 + np.count_nonzero(by_chance >= observed - 1e-12)) / (len(by_chance) + 1))
