"""How the volumes of confusable pairs move together: bars fetched, pairs tested, results laid beside the pairs.

Asks a source for bars of the three years up to the day and never for later ones, of each line since it bears its
ticker. A source that can list all its bars also gives the other stocks that serve as market and placebos.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tickerwatch.errors import DocumentError, TableError, TickerwatchError
from tickerwatch.model import Line, NotChecked
from tickerwatch.settings import Settings
from tickerwatch.tables import BARS, PAIRS
from tickerwatch.venues import bare_symbol, is_us_venue, strip_yahoo_suffix

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.market.bars import BarSource
    from tickerwatch.reference.asof import AsOf
    from tickerwatch.watch.pairs import ConfusablePair

__all__ = ["VOLUME_COLUMNS", "with_co_movement", "without_volumes"]

DAYS_BACK = 3 * 365
"""Three years, as Rashes (2001) had: enough to see a correlation of 0.1."""

US_VENUES = ("XNYS", "XNAS", "XASE", "BATS", "ARCX", "OTCM")
"""Where the sector of a bare ticker is looked up, the first that has one."""

VOLUME_COLUMNS = tuple(name for name in PAIRS.names if name not in ("lookalike", "genuine"))
"""What the test adds to a row of the watch list."""


def without_volumes(pairs: Sequence[ConfusablePair]) -> tuple[dict[str, Any], ...]:
    """Give the rows of pairs for which no bars were asked for; the columns of the test are None."""
    return tuple(pair.to_dict() | dict.fromkeys(VOLUME_COLUMNS) for pair in pairs)


def with_co_movement(
    pairs: Sequence[ConfusablePair], source: BarSource, day: dt.date, settings: Settings, view: AsOf | None = None
) -> tuple[tuple[dict[str, Any], ...], tuple[NotChecked, ...]]:
    """Test the pairs on bars up to a day.

    Parameters
    ----------
    pairs : sequence of ConfusablePair
    source : BarSource
    day : date
    settings : Settings
        Its ``volume.market_ticker`` names a market series; without one the source's other stocks are the market.
    view : AsOf or None
        The reference as of the day, which files lines under sectors; None: sectors are not known.

    Returns
    -------
    tuple of dict
        In the order of `pairs`; see :func:`tickerwatch.watch.pairs.list_pairs`.
    tuple of NotChecked
        The pairs that could not be tested, and then also what the source left out.

    Raises
    ------
    BarsUnavailable
        The market series has no bars.
    """
    import numpy as np

    from tickerwatch.volume.significance import q_values

    fetched = _Fetched(source, day, settings)
    venues: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        venues[_venue(pair.lookalike.mic)].append(place)
    rows: dict[int, dict[str, Any]] = {}
    for venue, places in sorted(venues.items()):
        tested = _test([pairs[place] for place in places], venue, fetched, settings, view)
        rows |= dict(zip(places, tested, strict=True))
    ordered = [rows[place] for place in range(len(pairs))]
    p_values = np.array([np.nan if row["p_value"] is None else row["p_value"] for row in ordered], dtype=np.float64)
    for row, q in zip(ordered, q_values(p_values).tolist(), strict=True):
        row["q_value"] = None if q != q else q
    untested = [
        NotChecked(what=f"{_key(pair.lookalike)} and {_key(pair.genuine)}", why=row["caveats"][0])
        for pair, row in zip(pairs, ordered, strict=True)
        if row["verdict"] == "not_tested"
    ]
    if untested:
        untested += getattr(source, "left_out", ())
    return tuple(pair.to_dict() | row for pair, row in zip(pairs, ordered, strict=True)), (*fetched.lost, *untested)


def _venue(mic: str) -> str:
    """What shares a market: the venues of the United States (empty), or one other venue."""
    return "" if not mic or is_us_venue(mic) else mic


def _key(line: Line) -> str:
    return f"{line.ticker} ({line.mic})" if line.mic else line.ticker


class _Fetched:
    """The bars of one day's question, each line asked for once."""

    def __init__(self, source: BarSource, day: dt.date, settings: Settings) -> None:
        self._source, self._day, self._settings = source, day, settings
        self._first_day = day - dt.timedelta(days=min(DAYS_BACK, (day - dt.date.min).days))
        self._lines: dict[str, pd.DataFrame | str] = {}
        self._all: pd.DataFrame | None = None
        self.caveats = tuple(source.caveats)
        self.lost: tuple[NotChecked, ...] = ()

    def line(self, line: Line, since: dt.date | None) -> pd.DataFrame | str:
        """The bars of a line since it bears its ticker, or why there are none."""
        key = _key(line)
        if key not in self._lines:
            start = max(self._first_day, since or self._first_day)
            try:
                self._lines[key] = self._bars(line.ticker, line.mic or None, min(start, self._day)).assign(ticker=key)
            except TickerwatchError as error:
                self._lines[key] = str(error)
        return self._lines[key]

    def market(self) -> pd.DataFrame | None:
        """The market series that the settings name."""
        ticker = self._settings.volume.market_ticker
        return self._bars(ticker, None, self._first_day) if ticker else None

    def others(self, venue: str, left_out: set[str]) -> pd.DataFrame | None:
        """The bars of all other stocks of a venue, where the source can list them."""
        if self._all is None:
            self._all = self._everything()
        if len(self._all) == 0:
            return None
        tickers = self._all["ticker"]
        wanted = [name for name in tickers.unique() if self._is_of(name, venue) and bare_symbol(name) not in left_out]
        return self._all.loc[tickers.isin(wanted)]

    def _everything(self) -> pd.DataFrame:
        import pandas as pd

        frame = getattr(self._source, "frame", None)
        if frame is None:
            return pd.DataFrame()
        try:
            found: pd.DataFrame = frame()
        except (DocumentError, TableError) as error:
            self.lost = (NotChecked(what="the other stocks of the bars, as market and placebos", why=str(error)),)
            return pd.DataFrame()
        inside = found["session"].between(pd.Timestamp(self._first_day), pd.Timestamp(self._day))
        return found.loc[inside]

    def _is_of(self, ticker: str, venue: str) -> bool:
        return _venue(strip_yahoo_suffix(ticker)[1] or "") == venue

    def _bars(self, ticker: str, mic: str | None, start: dt.date) -> pd.DataFrame:
        return BARS.check(self._source.bars(ticker, mic, start=start, end=self._day))


def _test(
    pairs: Sequence[ConfusablePair], venue: str, fetched: _Fetched, settings: Settings, view: AsOf | None
) -> list[dict[str, Any]]:
    """Test the pairs whose look-alikes share a market."""
    import pandas as pd

    from tickerwatch.volume import co_movement

    lines: dict[str, pd.DataFrame] = {}
    missing: dict[str, str] = {}
    for pair in pairs:
        for line, since in ((pair.lookalike, pair.lookalike_since), (pair.genuine, pair.genuine_since)):
            got = fetched.line(line, since)
            if isinstance(got, str):
                missing[_key(line)] = got
            else:
                lines[_key(line)] = got
    frames = list(lines.values())
    if frames:
        own = {bare_symbol(line.ticker) for pair in pairs for line in (pair.lookalike, pair.genuine)}
        others = fetched.others(venue, own | {bare_symbol(settings.volume.market_ticker)})
        frames += [] if others is None else [others]
    columns = ["ticker", "session", "volume_shares", "close"]
    bars = pd.concat([frame.reindex(columns=columns) for frame in frames]) if frames else pd.DataFrame(columns=columns)
    keys = {"lookalike": [_key(pair.lookalike) for pair in pairs], "genuine": [_key(pair.genuine) for pair in pairs]}
    sectors = {} if view is None else _sectors(view, bars["ticker"].unique(), pairs)
    market = fetched.market() if frames else None
    found = co_movement(bars, pd.DataFrame(keys), market=market, industries=sectors, settings=settings)
    return [
        _row(record, pair, missing, fetched.caveats)
        for record, pair in zip(found.to_dict("records"), pairs, strict=True)
    ]


def _sectors(view: AsOf, names: Iterable[str], pairs: Sequence[ConfusablePair]) -> dict[str, str]:
    """The sector that the reference files each security of the bars under, as far as it does."""
    venues = {_key(line): (line.ticker, line.mic) for pair in pairs for line in (pair.lookalike, pair.genuine)}
    found = {}
    for name in names:
        base, suffix_mic = strip_yahoo_suffix(name)
        ticker, mic = venues.get(name, (base, suffix_mic or ""))
        for venue in (mic,) if mic else US_VENUES:
            sector = view.sectors_of_venue(venue).get(ticker)
            if sector:
                found[name] = sector
                break
    return found


def _row(
    record: Mapping[Any, Any], pair: ConfusablePair, missing: dict[str, str], caveats: tuple[str, ...]
) -> dict[str, Any]:
    """The test's columns as plain values; what the source said of a missing line stands first."""
    row = {name: _plain(record[name]) for name in VOLUME_COLUMNS}
    why = [missing[key] for key in (_key(pair.lookalike), _key(pair.genuine)) if key in missing]
    said = [] if why else list(record["caveats"])
    apart = _venue(pair.genuine.mic) != _venue(pair.lookalike.mic)
    far = ["The two trade in different markets, on sessions of their own."] if apart else []
    row["caveats"] = [*why[:1], *said, *pair.remarks, *far, *caveats]
    return row


def _plain(value: Any) -> Any:
    """A date for a time stamp, None for what is empty."""
    import pandas as pd

    if isinstance(value, list):
        return value
    if value is None or pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value
