"""The rows of CSV: comma, semicolon, tab or bar, quoted as RFC 4180 says.

Facts come from the file alone. A row that is badly quoted, badly encoded or of another number of fields is lost alone:
after a quote that is never closed, reading is taken up again at the next line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tickerwatch.errors import DocumentError
from tickerwatch.reading.decoding import NOT_UTF8, iterate_lines
from tickerwatch.reading.formats import DELIMITERS, find_delimiter
from tickerwatch.reading.rows import Row, choose_columns
from tickerwatch.reading.streams import MAX_LINE_BYTES, ByteStream

__all__ = ["read_csv"]


class _Line(NamedTuple):
    number: int
    text: str
    fault: str


class _Record(NamedTuple):
    line: int
    cells: list[str]
    fault: str
    fault_line: int
    lines: int


def read_csv(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read the rows below a header; empty lines are skipped.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        `line` is the first line of the row, `number` counts rows from 1 below the header, refused ones included.

    Raises
    ------
    DocumentError
        The header cannot be read or has neither `text` nor `title`, or the stream is damaged: what follows is lost.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES))
    records = _Records(stream)
    header = records.read_header()
    chosen = choose_columns(header, stream.shown)
    places = {known: header.index(name) for known, name in chosen.items()}
    for number, record in enumerate(records, start=1):
        fault = record.fault
        if not fault and len(record.cells) != len(header):
            counts = f"{len(record.cells)} fields where the header has {len(header)}"
            fault = f"{counts}; quote fields that hold the delimiter"
            records.take_up_after_first_line()
        if fault:
            yield DocumentError(stream.shown, fault, record.fault_line)
        else:
            yield Row(record.line, number, _values(record.cells, places))


class _Records:
    """The records of a file, each with the lines it was made of, so that a bad one can be taken back."""

    def __init__(self, stream: ByteStream) -> None:
        self.shown = stream.shown
        self.source = enumerate(iterate_lines(stream), start=1)
        self.waiting: deque[_Line] = deque()
        self.taken: list[_Line] = []
        self.taken_chars = 0
        self.reader: Iterator[list[str]] = iter(())
        self.delimiter = ","

    def read_header(self) -> list[str]:
        while True:
            first = self._pull()
            if first is None:
                raise DocumentError(self.shown, "no header line")
            if first.text.strip():
                break
        self.waiting.appendleft(first)
        self.delimiter = find_delimiter(first.text) or max(DELIMITERS, key=first.text.count)
        self._restart()
        record = next(self)
        if record.fault:
            raise DocumentError(self.shown, f"the header cannot be read: {record.fault}", record.fault_line)
        return record.cells

    def __iter__(self) -> Iterator[_Record]:
        return self

    def __next__(self) -> _Record:
        while True:
            self.taken, self.taken_chars = [], 0
            try:
                cells = next(self.reader)
            except csv.Error as error:
                record = self._record([], f"bad quoting ({error}); double the quotes inside a quoted field")
                self.take_up_after_first_line()
                self._restart()
                return record
            if cells:
                bad = next((line for line in self.taken if line.fault), None)
                return self._record(cells, bad.fault if bad else "", bad.number if bad else None)

    def take_up_after_first_line(self) -> None:
        """Give back all lines of this record but its first, to be read as records of their own."""
        self.waiting.extendleft(reversed(self.taken[1:]))
        self.taken = self.taken[:1]

    def _record(self, cells: list[str], fault: str, fault_line: int | None = None) -> _Record:
        first = self.taken[0].number
        return _Record(first, cells, fault, fault_line or first, len(self.taken))

    def _restart(self) -> None:
        self.reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        while (line := self._pull()) is not None:
            self.taken.append(line)
            self.taken_chars += len(line.text)
            if self.taken_chars > MAX_LINE_BYTES:
                raise csv.Error(f"more than {MAX_LINE_BYTES >> 20} MiB in one row")
            yield line.text

    def _pull(self) -> _Line | None:
        if self.waiting:
            return self.waiting.popleft()
        number, raw = next(self.source, (0, b""))
        if not raw:
            return None
        try:
            return _Line(number, raw.decode("utf-8"), "")
        except UnicodeDecodeError as error:
            return _Line(number, raw.decode("utf-8", "surrogateescape"), NOT_UTF8.format(error.start))


def _values(cells: list[str], places: Mapping[str, int]) -> dict[str, object]:
    return {known: cells[place] or None for known, place in places.items()}
