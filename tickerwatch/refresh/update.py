"""One refresh: every source asked, its snapshot kept, and what changed since the last one.

Each source stands alone: what fails is told, and its last snapshot stays the latest. The day of
the refresh is given, never read here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tickerwatch.errors import SettingsError, SourceUnavailable, UsageError
from tickerwatch.reference.default import embedded_inputs
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.refresh import gleif, nasdaq_trader, openfigi, sec, wikidata
from tickerwatch.refresh.changes import find_changes
from tickerwatch.refresh.compiled import LISTS
from tickerwatch.refresh.door import Door
from tickerwatch.refresh.exchange import Answer, Request
from tickerwatch.refresh.history import list_history
from tickerwatch.refresh.plausible import refuse_implausible
from tickerwatch.refresh.records import Change, Gathered, Listing, Outcome, Row, listing_of
from tickerwatch.refresh.store import SnapshotStore
from tickerwatch.settings import RefreshSettings
from tickerwatch.venues import is_us_venue

__all__ = ["SOURCES", "RefreshReport", "configured_sources", "open_door", "refresh"]

SOURCES = ("nasdaq", "sec", "openfigi", "gleif", "wikidata")
"""In the order in which they are asked: look-ups need the lists."""
_STREAMS = (*LISTS, sec.NAMES, openfigi.FIGIS, gleif.LEIS, wikidata.ENTITIES)
_NEED_CONTACT = ("sec", "wikidata")

Progress = Callable[[str], None]


@dataclass(slots=True)
class RefreshReport:
    """What became of every stream, and what changed since the last snapshots."""

    outcomes: list[Outcome] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        """Whether a source that was asked failed, wholly or in part."""
        return any(one.state in ("failed", "kept") for one in self.outcomes)

    @property
    def has_answers(self) -> bool:
        """Whether any source gave a usable answer."""
        return any(one.state not in ("failed", "left out") for one in self.outcomes)


@contextlib.contextmanager
def open_door(settings: RefreshSettings, store: SnapshotStore, version: str, tell: Progress) -> Iterator[Door]:
    """A door to the network for as long as a refresh lasts; downloads that are cut wait in the store."""
    with contextlib.closing(Door(settings, user_agent=f"tickerwatch/{version}", parts=store.parts, tell=tell)) as door:
        yield door


def configured_sources(settings: RefreshSettings, asked: Sequence[str] = ()) -> tuple[list[str], list[Outcome]]:
    """The sources to ask, and those left out because the settings lack what they demand.

    Parameters
    ----------
    asked : sequence of str
        Names of :data:`SOURCES`; empty for all that are configured.

    Raises
    ------
    UsageError
        A name is not one of them.
    SettingsError
        A source was named that demands a contact, and none is set.
    """
    unknown = [name for name in asked if name not in SOURCES]
    if unknown:
        raise UsageError("--source", unknown[0], f"is no source; known are {', '.join(SOURCES)}")
    lacking = [name for name in _NEED_CONTACT if not settings.contact]
    why = "demands to know who asks; put an e-mail address under [refresh] contact in the settings (--config)"
    for name in lacking:
        if name in asked:
            raise SettingsError("refresh.contact", f"is empty, and the source {name} {why}")
    wanted = [name for name in SOURCES if (name in asked or not asked) and name not in lacking]
    left = [Outcome(source=name, stream=name, state="left out", why=why) for name in lacking if not asked]
    return wanted, left


def refresh(
    store: SnapshotStore,
    settings: RefreshSettings,
    door: Door,
    day: dt.date,
    *,
    sources: Sequence[str] = SOURCES,
    ciks: Sequence[str] = (),
    figi_key: str = "",
    progress: Progress = lambda text: None,
) -> RefreshReport:
    """Ask the sources and keep what they say as snapshots of that day.

    Parameters
    ----------
    day : date
        Of the refresh; not before the last snapshot.
    sources : sequence of str
        Of :data:`SOURCES`, as :func:`configured_sources` gives them.
    ciks : sequence of str
        Companies whose former names are asked for, besides those that changed.
    figi_key : str
        OpenFIGI's API key, if there is one.

    Returns
    -------
    RefreshReport
        A source that fails is an outcome of state ``failed``, no error.

    Raises
    ------
    UsageError
        The store cannot be written, or is ahead of `day`.
    ReferenceUnusable
        A snapshot in the store is damaged.
    """
    store.refuse_earlier(_STREAMS, day)
    run = _Run(store, settings, door, day, progress, RefreshReport())
    steps: dict[str, Callable[[], None]] = {
        "nasdaq": run.nasdaq,
        "sec": lambda: run.sec(ciks),
        "openfigi": lambda: run.openfigi(figi_key),
        "gleif": run.gleif,
        "wikidata": run.wikidata,
    }
    for name in SOURCES:
        if name in sources:
            progress(name)
            steps[name]()
    store.keep_changes(day, [one.to_row() for one in run.report.changes])
    return run.report


@dataclass(slots=True)
class _Run:
    store: SnapshotStore
    settings: RefreshSettings
    door: Door
    day: dt.date
    progress: Progress
    report: RefreshReport

    def nasdaq(self) -> None:
        for stream in (nasdaq_trader.LISTED, nasdaq_trader.OTHER):
            parse = _parser(stream)
            self._list("nasdaq", stream, nasdaq_trader.request(stream, self.settings), parse)

    def sec(self, ciks: Sequence[str]) -> None:
        known = len(self.report.changes)
        self._list("sec", sec.TICKERS, sec.tickers_request(self.settings), sec.listings)
        changed = {one.cik for one in self.report.changes[known:] if one.kind not in ("new listing", "delisting")}
        asked = list(dict.fromkeys((*ciks, *sorted(changed - {""}))))[: self.settings.lookups]
        if asked:
            gathered, error = sec.former_names(self.door, self.settings, asked, self.progress)
            self._add("sec", sec.NAMES, gathered, error, lambda row: (row["cik"],))

    def openfigi(self, key: str) -> None:
        known = {listing_of(row) for row in self.store.last_rows(openfigi.FIGIS)}
        asked = [one for one in self._lines("equity") if one not in known][: self.settings.lookups]
        gathered, error = openfigi.figis(self.door, self.settings, asked, key, self.progress)
        self._add("openfigi", openfigi.FIGIS, gathered, error, listing_of)

    def gleif(self) -> None:
        known = {row["isin"] for row in self.store.last_rows(gleif.LEIS)}
        asked = [row for row in _embedded_with_isin() if row["isin"] not in known][: self.settings.lookups]
        gathered, error = gleif.legal_entities(self.door, self.settings, asked, self.progress)
        self._add("gleif", gleif.LEIS, gathered, error, lambda row: (row["isin"],))

    def wikidata(self) -> None:
        gathered, error = wikidata.entities(self.door, self.settings, self.progress)
        source = stream = wikidata.ENTITIES
        if error is not None and gathered.rows:
            again = {row["wikidata"] for row in gathered.rows}
            rest = [row for row in self.store.last_rows(stream) if row["wikidata"] not in again]
            self.store.append(stream, self.day, rest + gathered.rows, url=self.settings.wikidata_url)
            self._tell(source, stream, "kept", gathered, error.why)
            return
        try:
            if error is not None:
                raise error
            self._keep(source, stream, gathered, url=self.settings.wikidata_url)
        except SourceUnavailable as failure:
            self._tell(source, stream, "failed", gathered, failure.why)

    def _list(self, source: str, stream: str, request: Request, parse: Callable[[Answer], Gathered]) -> None:
        """Ask for a whole list; a snapshot is kept only of what is plausible as one."""
        last = self.store.last(stream)
        if last is not None and last.url == request.url:
            request = replace(request, etag=last.etag, last_modified=last.last_modified)
        gathered = Gathered([])
        try:
            answer = self.door.fetch(request)
            if answer.body is None and last is not None:
                self.store.confirm(last, self.day)
                self.report.outcomes.append(
                    Outcome(source=source, stream=stream, state="not modified", rows=last.row_count)
                )
                return
            gathered = parse(answer)
            self._keep(
                source,
                stream,
                gathered,
                url=request.url,
                payload_sha256=hashlib.sha256(answer.body or b"").hexdigest(),
                etag=answer.etag,
                last_modified=answer.last_modified,
            )
        except SourceUnavailable as error:
            self._tell(source, stream, "failed", gathered, error.why)

    def _keep(self, source: str, stream: str, gathered: Gathered, *, url: str, **facts: str) -> None:
        last = self.store.last(stream)
        refuse_implausible(source, stream, gathered, last, self.settings.least_kept_share, self.store)
        history = list_history(self.store, stream) if stream in LISTS and last is not None else None
        kept = self.store.append(stream, self.day, gathered.rows, url=url, **facts)
        is_same = last is not None and last.rows_file == kept.rows_file
        if history is not None and not is_same:
            seen = (history.last_seen, kept.date)
            rows = self.store.rows(kept)
            self.report.changes += find_changes(stream, history.last, rows, seen=seen, gone=history.gone)
        self._tell(source, stream, "same" if is_same else "new", gathered, "")

    def _add(
        self,
        source: str,
        stream: str,
        gathered: Gathered,
        error: SourceUnavailable | None,
        key: Callable[[Row], tuple[str, ...]],
    ) -> None:
        """Keep look-ups beside those of before; what was obtained before a failure is kept as well."""
        if gathered.rows:
            again = {key(row) for row in gathered.rows}
            asked = [row | {"as_of": self.day.isoformat()} for row in gathered.rows]
            rows = [row for row in self.store.last_rows(stream) if key(row) not in again] + asked
            self.store.append(stream, self.day, rows, url="")
        state = "kept" if error and gathered.rows else "failed" if error else "new" if gathered.rows else "same"
        self._tell(source, stream, state, gathered, error.why if error else "")

    def _tell(self, source: str, stream: str, state: str, gathered: Gathered, why: str) -> None:
        last = self.store.last(stream)
        outcome = Outcome(
            source=source,
            stream=stream,
            state=state,  # type: ignore[arg-type]  # one of the words of Outcome
            rows=0 if last is None else last.row_count,
            refused=tuple(gathered.refused),
            why=why,
        )
        self.report.outcomes.append(outcome)

    def _lines(self, kind: str) -> Iterator[Listing]:
        """US lines of one type in the latest lists, each once: those that just came or changed first."""
        rows = [row for stream in LISTS for row in self.store.last_rows(stream) if is_us_venue(row["mic"])]
        fresh = {(one.new_ticker, one.mic) for one in self.report.changes}
        rows.sort(key=lambda row: (listing_of(row) not in fresh, listing_of(row)))
        yield from dict.fromkeys(listing_of(row) for row in rows if row.get("type", "") in ("", kind))


def _parser(stream: str) -> Callable[[Answer], Gathered]:
    return lambda answer: nasdaq_trader.listings(stream, answer)


def _embedded_with_isin() -> list[Row]:
    """Embedded lines with an ISIN and without an LEI."""
    rows: dict[str, Row] = {}
    for path in embedded_inputs()["securities"]:
        for _, row in TabularFile(path, needed=("ticker", "mic", "name")).rows():
            if not isinstance(row, BadRow) and row.get("isin") and not row.get("lei") and not row.get("valid_to"):
                rows[row["isin"]] = {name: row[name] for name in ("ticker", "mic", "name", "isin")}
    return list(rows.values())
