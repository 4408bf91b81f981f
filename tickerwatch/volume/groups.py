"""Whether all events of a pair, or of any group, have abnormal volume taken together.

Facts come from the frame of bars, and from a market series or the securities of the same frame as their own market.
Each event sees sessions up to its own and never later. One test decides, fixed beforehand; the others stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from tickerwatch.errors import TableError, UsageError
from tickerwatch.settings import Settings, VolumeSettings, volume_settings
from tickerwatch.tables import require_frames
from tickerwatch.volume import group_tests as tests
from tickerwatch.volume.group_events import Group, caveats_of, gather
from tickerwatch.volume.market import MIN_OWN_MARKET, Market, market_of
from tickerwatch.volume.mean_rank import mean_rank
from tickerwatch.volume.panel import Panel, common_key, known_bars, parse_days, read_panel, texts_of
from tickerwatch.volume.spans import parse_windows, window_name

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray


__all__ = ["COLUMNS", "DECIDING", "study_group"]

DECIDING = "mean_rank"
"""The test whose verdict is the group's: it allows for events of one day and needs no distribution."""
COLUMNS = (
    "test", "decides", "window", "alternative", "verdict", "statistic", "p_value", "p_floor", "mean_abnormal",
    "n_given", "n_events", "n_days", "method", "caveats", "left_out",
)  # fmt: skip
Model = Literal["market", "mean"]


def study_group(
    bars: pd.DataFrame,
    events: pd.DataFrame,
    *,
    market: pd.DataFrame | None = None,
    model: Model | None = None,
    by: str | None = None,
    window: str = "0..0",
    known_until: dt.date | None = None,
    settings: Settings | VolumeSettings | None = None,
) -> pd.DataFrame:
    """Test whether a group of events has abnormally high volume as a whole.

    Parameters
    ----------
    bars : DataFrame
        Long, as for :func:`~tickerwatch.volume.batch.study_events`.
    events : DataFrame, n rows
        ``security_id`` or ``ticker``, and ``event_session``.
    market : DataFrame or None
        ``session`` or ``date``, and ``volume_shares`` or ``volume``. None: the leave-one-out mean log volume over the
        securities of `bars` where they are 30 or more.
    model : "market", "mean" or None
        How log(V + 1) is foreseen: by a regression on log market volume, or by its mean. None: the market model where
        a market is known, else the mean.
    by : str or None
        Column of `events` that tells groups apart, for example a pair; None: all events are one group.
    window : str
        Sessions of each event, from its own on: "0..0", "0..+1", "0..+5". Values are means over the window.
    known_until : date or None
        The last session that windows may look at; None: the last bar given.
    settings : Settings, VolumeSettings or None
        ``window_sessions``, ``min_sessions``, ``min_traded_sessions``, ``alpha`` and ``seed`` count.

    Returns
    -------
    DataFrame
        One row a test and group, in fixed order, with the column `by` first where it is given. ``alternative`` is
        always ``greater``. ``verdict`` is ``abnormal`` if ``p_value`` is at most alpha, else ``normal``, or
        ``not_tested``, with the reason as first caveat. ``decides`` marks the one test that is the group's verdict;
        p values are not adjusted for the number of tests beside it. ``mean_abnormal`` is the mean abnormal log volume.
        ``left_out`` names each event that could not be used, with the reason.

    Raises
    ------
    TableError
        A frame lacks a column or has no common key with the other; a whole column is of the wrong kind, a bar has no
        security or date, or the market has a session twice.
    SettingsError
        `settings` is of another type.
    UsageError
        `model` is not known, or is "market" where no market is known; `by` is a column of the result; `window` is no
        window.

    Notes
    -----
    H0: no event moved the volume of its security. H1: volumes are higher in event sessions. The estimation window are
    the last ``window_sessions`` sessions with bars before the event; for a window of several sessions all windows of as
    many sessions in it, which overlap: so their spread is measured as it is, the memory of volume included, and not
    from single sessions under independence as Kolari and Pynnönen (2011) have it for returns. Formulas and sources
    stand in :mod:`tickerwatch.volume.group_tests` and :mod:`tickerwatch.volume.mean_rank`.
    """
    require_frames(bars=bars, events=events)
    chosen = volume_settings(settings)
    if by in COLUMNS:
        raise UsageError("by", by, "is a column of the result; rename it")
    for name in ("event_session", *([by] if by else [])):
        if name not in events.columns:
            raise TableError("EVENTS", name, f"missing; the frame has {', '.join(map(str, events.columns))}")
    key = common_key(bars, events)
    (later,) = parse_windows((window,))
    panel = read_panel(known_bars(bars, known_until), key)
    series = _market(panel, market, model)
    days, keys = parse_days(events["event_session"], "EVENTS").astype(object), texts_of(events[key])
    rows: list[dict[str, Any]] = []
    for named, places in _groups(events, by):
        members = [(keys[place], days[place]) for place in places]
        rows += [named | row for row in _rows(members, panel, series, chosen, later)]
    return pd.DataFrame(rows, columns=[*([] if by is None else [by]), *COLUMNS])


def _groups(events: pd.DataFrame, by: str | None) -> list[tuple[dict[str, Any], NDArray[np.int64]]]:
    """What each group is called in its rows, and the places of its events, groups in the order of the frame."""
    if by is None:
        return [({}, np.arange(len(events)))]
    codes, names = pd.factorize(events[by], use_na_sentinel=False)
    return [({by: name}, np.flatnonzero(codes == code)) for code, name in enumerate(names)]


def _market(panel: Panel, market: pd.DataFrame | None, model: Model | None) -> Market | None:
    if model not in (None, "market", "mean"):
        raise UsageError("model", model, 'must be "market", "mean" or None')
    if model == "mean":
        return None
    found = market_of(panel, market)
    if found is None and model == "market":
        raise UsageError("model", model, f"needs a market, or bars of {MIN_OWN_MARKET} securities")
    return found


def _rows(
    members: Sequence[tuple[str | None, dt.date | None]],
    panel: Panel,
    market: Market | None,
    settings: VolumeSettings,
    later: int,
) -> list[dict[str, Any]]:
    group = gather(members, panel, market, settings, later)
    n, n_days = len(group.keys), len(np.unique(group.clusters))
    foreseen = "log(V + 1) less its mean" if market is None else "log(V + 1) less what log market volume foresees"
    foreseen += f", means over windows of {later + 1} sessions" if later else ""
    notes = caveats_of(group, market is None)
    rows = []
    for name, (what, compute) in _tests(group, settings).items():
        found, floor, how = compute() if n else (tests.NOTHING, np.nan, "")
        tested = bool(np.isfinite(found.p_value))
        reason = [] if tested else [_why_none(n, n_days)]
        rows.append(
            {
                "test": name,
                "decides": name == DECIDING,
                "window": window_name(later),
                "alternative": "greater",
                "verdict": ("abnormal" if found.p_value <= settings.alpha else "normal") if tested else "not_tested",
                "statistic": found.value,
                "p_value": found.p_value,
                "p_floor": floor,
                "mean_abnormal": float(group.abnormal.event.mean()) if n else np.nan,
                "n_given": len(members),
                "n_events": n,
                "n_days": n_days,
                "method": f"{what}{', ' if how else ''}{how}, upper tail, on {foreseen}",
                "caveats": [*reason, *notes],
                "left_out": list(group.left_out),
            }
        )
    return rows


Outcome = tuple[tests.Statistic, float, str]


def _tests(group: Group, settings: VolumeSettings) -> dict[str, tuple[str, Callable[[], Outcome]]]:
    abnormal, clusters = group.abnormal, group.clusters
    event = abnormal.event[:, 0]
    standardised = abnormal.standardised[:, 0]

    def plain(compute: Callable[[], tests.Statistic], floor: float = np.nan) -> Callable[[], Outcome]:
        return lambda: (compute(), floor, "")

    def corrected() -> tests.Statistic:
        return tests.kolari_pynnonen(abnormal, tests.mean_correlation(abnormal, clusters, group.codes))

    return {
        DECIDING: (
            "mean rank, by permutation of sessions",
            lambda: mean_rank(abnormal, clusters, group.codes, settings.seed),
        ),
        "corrado_rank": ("rank test of Corrado (1989)", plain(lambda: tests.corrado_rank(abnormal))),
        "corrado_sign": ("sign test of Corrado and Zivney (1992)", plain(lambda: tests.corrado_sign(abnormal))),
        "generalised_sign": ("generalised sign test of Cowan (1992)", plain(lambda: tests.generalised_sign(abnormal))),
        "wilcoxon": ("signed-rank test of Wilcoxon (1945)", plain(lambda: tests.wilcoxon(event), 0.5 ** len(event))),
        "patell": ("Patell (1976)", plain(lambda: tests.patell(abnormal))),
        "bmp": ("Boehmer, Musumeci and Poulsen (1991)", plain(lambda: tests.boehmer(abnormal))),
        "kolari_pynnonen": ("BMP corrected by Kolari and Pynnönen (2010)", plain(corrected)),
        "grank": ("GRANK-T of Kolari and Pynnönen (2011)", plain(lambda: tests.generalised_rank(abnormal))),
        "cross_sectional_t": ("cross-sectional t", plain(lambda: tests.cross_sectional_t(event))),
        "clustered_t": (
            "mean standardised value with errors clustered by session",
            plain(lambda: tests.clustered_t(standardised, clusters)),
        ),
    }


def _why_none(n: int, n_days: int) -> str:
    if n == 0:
        return "None of the events could be used; left_out says why."
    return f"The statistic is not defined for {n} events in {n_days} sessions."
