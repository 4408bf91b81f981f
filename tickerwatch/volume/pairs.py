"""Whether a look-alike's volume moves with that of the genuine stock, beyond what the market moves both.

Facts come from the frame of bars, and from a market series or the securities of the same frame. All sessions given are
used, none beyond them. After Rashes (2001) and Balashov and Nikiforov (2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tickerwatch.errors import TableError
from tickerwatch.settings import Settings, VolumeSettings, volume_settings
from tickerwatch.tables import require_frames
from tickerwatch.volume.pair_rows import pair_frame
from tickerwatch.volume.pair_study import PairStudy
from tickerwatch.volume.panel import texts_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["co_movement"]

NAMES = {"lookalike": ("lookalike", "left"), "genuine": ("genuine", "right")}


def co_movement(
    bars: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    market: pd.DataFrame | None = None,
    industries: Mapping[str, str] | None = None,
    settings: Settings | VolumeSettings | None = None,
) -> pd.DataFrame:
    """Test pairs of securities for volume that moves together beyond the market and their industries.

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
    industries : mapping of str to str, or None
        The industry (or sector) by security, as `bars` name them. None: the column ``sector`` of `bars`, where there is
        one, its last word on each security. What five others or more of an industry have in common is taken off, and
        placebos are of the genuine stock's industry where 39 or more are.
    settings : Settings, VolumeSettings or None
        ``alpha``, ``min_sessions`` and ``min_traded_sessions`` count.

    Returns
    -------
    DataFrame, n rows
        Columns of table ``PAIRS``, rows and index as in `pairs`. ``verdict`` is ``co_moves`` if ``p_value`` is at most
        alpha, else ``none``; or ``not_tested``, with the reason as first caveat. ``q_value`` is Benjamini and
        Hochberg's over the tested pairs; ``matched_by`` says by what the placebos were matched. Lags are sessions by
        which the look-alike follows the genuine stock.

    Raises
    ------
    TableError
        A frame lacks a column or has no common key with the other; a whole column is of the wrong kind, a bar has no
        security or date, or the market has a session twice.
    SettingsError
        `settings` is of another type.
    UsageError
        What should be a frame is none.

    Notes
    -----
    H0: given its own past, the volume of market and industry, and the calendar, the volume of the look-alike is
    independent of that of the genuine stock (``p_shift``), and no nearer to it than to comparable stocks
    (``p_placebo``). H1: they move in the same direction in the same session. ``p_value`` is ``p_placebo`` where there
    are 39 placebos, else ``p_shift``.

    References
    ----------
    Rashes (2001), Massively confused investors making conspicuously ignorant choices (MCI-MCIC), J. Finance 56;
    Balashov and Nikiforov (2019), How much do investors trade because of name/ticker confusion?, J. Financial Markets
    46.
    """
    require_frames(bars=bars, pairs=pairs)
    chosen = volume_settings(settings)
    key, columns = _key_and_columns(bars, pairs)
    named = {role: texts_of(pairs[column]) for role, column in columns.items()}
    study = PairStudy(bars, key, market, _industries(bars, key) if industries is None else industries, chosen)
    both = zip(named["lookalike"], named["genuine"], strict=True)
    known = {(one, other) for one, other in both if one is not None and other is not None}
    rows = [study.row(*pair, known=known) for pair in zip(named["lookalike"], named["genuine"], strict=True)]
    return pair_frame(rows, pairs.index)


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


def _industries(bars: pd.DataFrame, key: str) -> dict[str, str]:
    """The last word of the column ``sector`` on each security, if it says anything."""
    if "sector" not in bars.columns:
        return {}
    stated = bars.loc[bars["sector"].notna() & bars[key].notna(), [key, "sector"]].astype(str)
    stated = stated[stated["sector"].str.strip() != ""]
    return {str(name): str(label).strip() for name, label in zip(stated[key], stated["sector"], strict=True)}
