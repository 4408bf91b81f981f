"""The watch list of confusable pairs: a genuine stock, and a security that a hurried buyer could take for it.

Facts come from the reference's view as of a day, or from a file of pairs; how their volumes move together, from
:mod:`tickerwatch.watch.pair_volumes`.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tickerwatch.errors import UsageError
from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import Level, Line, LookAlike, NotChecked, Relation
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Listing
from tickerwatch.settings import LookAlikeSettings
from tickerwatch.venues import bare_symbol, find_operating_mic, is_us_venue
from tickerwatch.watch.asked import parse_day, past_day, portable, today
from tickerwatch.watch.front import Watch

__all__ = ["ConfusablePair", "PairList", "list_pairs", "pairs_of_best_known", "pairs_of_file"]

_MOST_WEIGHED = 64
"""Look-alikes that a name can have at most."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfusablePair:
    """A genuine stock and its look-alike as of a day.

    `name` is what was meant. `risk`, `level` and `relation` are those of a check of that name; None where the reference
    does not see the look-alike. `genuine_since` and `lookalike_since` are the days from which the tickers hold; None is
    always. The security_id of a line that the reference does not know is empty.
    """

    name: str
    genuine: Line
    lookalike: Line
    risk: float | None = None
    level: Level | None = None
    relation: Relation | None = None
    reasons: tuple[str, ...] = ()
    genuine_since: dt.date | None = None
    lookalike_since: dt.date | None = None
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The pair's columns of the watch list, in order."""
        lines = {
            f"{role}_{name}": getattr(line, name)
            for role, line in (("genuine", self.genuine), ("lookalike", self.lookalike))
            for name in ("ticker", "mic", "name", "security_id")
        }
        judged = {"risk": self.risk, "level": self.level, "relation": self.relation, "reasons": list(self.reasons)}
        return {"meant": self.name} | lines | judged


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PairList:
    """The watch list: one dictionary a pair, by falling risk or in the order of the file, and what was not checked."""

    on: dt.date
    rows: tuple[dict[str, Any], ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of every row, in order."""
        from tickerwatch.watch.pair_volumes import VOLUME_COLUMNS

        nothing = Line(security_id="", ticker="", mic="", name="")
        return (*ConfusablePair(name="", genuine=nothing, lookalike=nothing).to_dict(), *VOLUME_COLUMNS)


def list_pairs(
    watch: Watch,
    *,
    on: str | dt.date | None = None,
    limit: int = 300,
    file: Path | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> PairList:
    """List confusable pairs, and where `watch` has bars, how their volumes move together.

    Parameters
    ----------
    watch : Watch
    on : date or ISO string, optional
        The day whose knowledge counts, and the last whose bars do; None is the reference's own date.
    limit : int
        How many of the best-known names are checked, at least 1; not used with `file`.
    file : Path, optional
        A CSV file of pairs: ``genuine`` and ``lookalike``, tickers as of the day, optional ``genuine_mic`` and
        ``lookalike_mic``.
    progress : callable
        Called with a few words at each step.

    Returns
    -------
    PairList
        Rows have the columns of :meth:`ConfusablePair.to_dict` and those of table ``PAIRS`` but its two keys; these
        are None where no bars were asked for.

    Raises
    ------
    UsageError
        `on` is no date or lies in the future, or the file is missing or has no such columns.
    BarsUnavailable
        The market series of the settings has no bars.
    """
    from tickerwatch.watch.pair_volumes import with_co_movement, without_volumes

    day = past_day(on, "--on") if on is not None else min(parse_day(watch.reference.info.as_of[:10], "as_of"), today())
    view, settings, refused = watch.reference.as_of(day), watch.settings.lookalikes, list[NotChecked]()
    if file is None:
        pairs = pairs_of_best_known(view, settings, limit, progress)
    else:
        pairs = pairs_of_file(file, view, settings, refused)
    if watch.bars is None:
        return PairList(on=day, rows=without_volumes(pairs), not_checked=tuple(refused))
    progress(f"volumes of {len(pairs)} pairs")
    rows, untested = with_co_movement(pairs, watch.bars, day, watch.settings, view)
    return PairList(on=day, rows=rows, not_checked=(*refused, *untested))


def pairs_of_best_known(
    view: AsOf, settings: LookAlikeSettings, limit: int, progress: Callable[[str], None] = lambda stage: None
) -> tuple[ConfusablePair, ...]:
    """Pair the best-known listed names with their look-alikes of some risk, by falling risk.

    A pair that several names lead to stands once, under the name of greatest risk.
    """
    found: dict[tuple[str, str], ConfusablePair] = {}
    known = view.best_known(limit)
    for place, era in enumerate(known, 1):
        progress(f"name {place} of {len(known)}")
        for pair in _pairs_of_name(era.name, view, settings):
            key = (pair.genuine.security_id, pair.lookalike.security_id)
            if key not in found or (found[key].risk or 0) < (pair.risk or 0):
                found[key] = pair
    return tuple(
        sorted(found.values(), key=lambda pair: (-(pair.risk or 0), pair.genuine.name, pair.lookalike.security_id))
    )


def _pairs_of_name(name: str, view: AsOf, settings: LookAlikeSettings) -> Iterator[ConfusablePair]:
    referents = referents_of(name, view)
    if not referents or referents[0].status != "listed" or not referents[0].securities:
        return
    genuine = referents[0].securities[0]
    for one in find_lookalikes(name, referents, view, settings):
        if one.level != "none":
            pair = ConfusablePair(
                name=referents[0].name, genuine=genuine, lookalike=one.line,
                genuine_since=_since(genuine, view), lookalike_since=_since(one.line, view),
            )  # fmt: skip
            yield _judged(pair, one)


def _judged(pair: ConfusablePair, found: LookAlike) -> ConfusablePair:
    reasons = tuple(reason.detail for reason in found.evidence)
    return dataclasses.replace(pair, risk=found.risk, level=found.level, relation=found.relation, reasons=reasons)


def _since(line: Line, view: AsOf) -> dt.date | None:
    """The day from which a line bears its ticker; None where it is not known or always did."""
    begun = [
        row.valid_from
        for row in view.with_ticker(bare_symbol(line.ticker))
        if (row.security_id, row.mic) == (line.security_id, line.mic)
    ]
    return dt.date.fromordinal(min(begun)) if begun and min(begun) > 0 else None


def pairs_of_file(
    file: Path, view: AsOf, settings: LookAlikeSettings, refused: list[NotChecked]
) -> tuple[ConfusablePair, ...]:
    """Read pairs of tickers, in the order of the file; rows without both tickers are added to `refused`.

    Raises
    ------
    UsageError
        The file cannot be read as CSV in UTF-8, or has no columns ``genuine`` and ``lookalike``.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            rows = [(table.line_num, row) for row in table]
            columns = table.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or "not CSV in UTF-8"
        raise UsageError("--pairs", file, f"cannot be read: {why}") from error
    if not {"genuine", "lookalike"} <= set(columns):
        raise UsageError("--pairs", file, "needs the columns genuine and lookalike")
    made = []
    for line, row in rows:
        cells = {name: (value or "").strip() for name, value in row.items() if isinstance(value, str)}
        why = _why_refused(cells)
        if why:
            refused.append(NotChecked(what=f"{portable(str(file))}:{line}", why=why))
        else:
            made.append(_pair_of_row(cells, view, settings))
    return tuple(made)


def _why_refused(cells: dict[str, str]) -> str:
    if not cells.get("genuine") or not cells.get("lookalike"):
        return "genuine and lookalike must both be given"
    bad = [cells[name] for name in ("genuine_mic", "lookalike_mic") if cells.get(name) and not _mic(cells[name])]
    return f"{bad[0]} is no venue; give a MIC (ISO 10383)" if bad else ""


def _mic(code: str) -> str:
    return find_operating_mic(code) or ""


def _pair_of_row(cells: dict[str, str], view: AsOf, settings: LookAlikeSettings) -> ConfusablePair:
    genuine = _listing(cells["genuine"], _mic(cells.get("genuine_mic", "")), view)
    lookalike = _listing(cells["lookalike"], _mic(cells.get("lookalike_mic", "")), view)
    lines, remarks = {}, []
    for role, listing in (("genuine", genuine), ("lookalike", lookalike)):
        ticker, mic = cells[role], _mic(cells.get(f"{role}_mic", ""))
        lines[role] = Line(security_id="", ticker=ticker, mic=mic, name="") if listing is None else listing.line
        if listing is None:
            remarks.append(
                f"{ticker} is not known to the reference on {view.day}; the bars of that ticker were taken as they are."
            )
    name = lines["genuine"].name or lines["genuine"].ticker
    pair = ConfusablePair(
        name=name, genuine=lines["genuine"], lookalike=lines["lookalike"],
        genuine_since=_since(lines["genuine"], view), lookalike_since=_since(lines["lookalike"], view),
        remarks=tuple(remarks),
    )  # fmt: skip
    if genuine is None or lookalike is None:
        return pair
    seen = _as_seen(genuine, lookalike, view, settings)
    return pair if seen is None else _judged(pair, seen)


def _listing(ticker: str, mic: str, view: AsOf) -> Listing | None:
    """The line that bears a ticker on the day: on the venue, else the home line, one in the United States first."""
    bearing = [row for row in view.with_ticker(bare_symbol(ticker)) if not mic or row.mic == mic]
    return min(
        bearing, key=lambda row: (not is_us_venue(row.mic), row.line_rank, row.mic, row.security_id), default=None
    )


def _as_seen(genuine: Listing, lookalike: Listing, view: AsOf, settings: LookAlikeSettings) -> LookAlike | None:
    """The look-alike as a check of the genuine firm's names finds it, at the name of greatest risk."""
    wanted = dataclasses.replace(settings, limit=_MOST_WEIGHED, min_risk=0.0)
    era = view.entity_of_issuer(genuine.issuer_id)
    found = [
        one
        for name in dict.fromkeys(filter(None, (era.name if era else "", genuine.name)))
        for one in find_lookalikes(name, referents_of(name, view), view, wanted)
        if one.issuer_id == lookalike.issuer_id
    ]
    return max(found, key=lambda one: one.risk, default=None)
