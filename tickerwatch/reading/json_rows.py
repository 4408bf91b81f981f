"""The rows of JSON Lines and of a JSON array of objects.

Facts come from the file alone. In JSON Lines a bad line is lost alone; an array cannot be taken up again
after a fault, so what follows it is named as lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tickerwatch.errors import DocumentError
from tickerwatch.reading.decoding import NOT_UTF8, iterate_lines
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import MAX_LINE_BYTES, ByteStream

__all__ = ["read_json", "read_json_lines"]

_SEPARATORS = re.compile(r"[\s,;]*")  # a semicolon ends the files of X archives
_LONGEST_WORD = 16
"""A fault this near to the end of what was read so far may be a word cut in two (``tru``, ``\\ud83``), characters."""


def read_json_lines(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read one object a line; empty lines are skipped.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        One for each line, in order.

    Raises
    ------
    DocumentError
        The stream is damaged: what follows is lost.
    """
    for number, line in enumerate(iterate_lines(stream), start=1):
        if line.isspace():
            continue
        try:
            yield _as_row(_parse_line(line), number, number)
        except ValueError as error:
            yield DocumentError(stream.shown, str(error), number)


def read_json(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read an array of objects, or objects over several lines one after the other, without holding the file in memory.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        One for each element, in order; `line` is where it begins.

    Raises
    ------
    DocumentError
        The stream or its JSON is damaged or cut short: what follows is lost.
    """
    text = _SlidingText(stream)
    is_array = text.skip("[")
    number = 0
    while text.advance():
        if is_array and text.skip("]"):
            is_array = False
            continue
        number += 1
        line = text.line
        try:
            yield _as_row(text.take_value(), line, number)
        except DocumentError:
            raise
        except ValueError as error:
            yield DocumentError(stream.shown, str(error), line)
    if is_array:
        raise DocumentError(
            stream.shown, "the JSON array has no closing bracket, it is cut short; write it again", text.line
        )


class _SlidingText:
    """The text around the next value: `at` is the place in `buffer`, `line` its line in the file, from 1."""

    def __init__(self, stream: ByteStream) -> None:
        self.shown = stream.shown
        self.lines = iterate_lines(stream)
        self.buffer, self.at, self.line = "", 0, 1
        self.ended = False

    def advance(self) -> bool:
        """Go to the next value; False at the end."""
        while True:
            match = _SEPARATORS.match(self.buffer, self.at)
            self._move(match.end() if match else self.at)
            if self.at < len(self.buffer):
                return True
            if not self._grow(1):
                return False

    def skip(self, mark: str) -> bool:
        """Step over `mark` if it comes next."""
        if self.advance() and self.buffer.startswith(mark, self.at):
            self._move(self.at + len(mark))
            return True
        return False

    def take_value(self) -> object:
        """Parse the value that begins here, reading on until it is whole."""
        while True:
            try:
                value, end = json.JSONDecoder().raw_decode(self.buffer, self.at)
            except (ValueError, RecursionError) as error:
                if self._may_be_cut(error) and self._grow(2 * (len(self.buffer) - self.at)):
                    continue
                why = "cut in half" if self._may_be_cut(error) else _why(error)
                why = f"damaged JSON ({why}); what follows is lost: repair this place"
                raise DocumentError(self.shown, why, self.line) from error
            if end == len(self.buffer) and self._grow(1):
                continue
            self._move(end)
            return value

    def _may_be_cut(self, error: Exception) -> bool:
        if not isinstance(error, json.JSONDecodeError) or len(self.buffer) - self.at > MAX_LINE_BYTES:
            return False
        return error.msg.startswith("Unterminated string") or len(self.buffer) - error.pos <= _LONGEST_WORD

    def _grow(self, n_chars: int) -> bool:
        parts, size = [self.buffer[self.at :]], 0
        while size < max(n_chars, 1 << 16) and not self.ended:
            line = next(self.lines, b"")
            self.ended = not line
            try:
                parts.append(line.decode("utf-8"))
            except UnicodeDecodeError as error:
                why = f"{NOT_UTF8.format(error.start)}; the rest is lost"
                raise DocumentError(self.shown, why, self.line) from error
            size += len(parts[-1])
        self.buffer, self.at = "".join(parts), 0
        return size > 0

    def _move(self, to: int) -> None:
        self.line += self.buffer.count("\n", self.at, to)
        self.at = to


def _parse_line(line: bytes) -> object:
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"a line of more than {MAX_LINE_BYTES >> 20} MiB; split it")
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(NOT_UTF8.format(error.start)) from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid JSON ({_why(error)}); the line may be cut in half: write it again") from error


def _as_row(value: object, line: int, number: int) -> Row:
    if not isinstance(value, dict):
        raise ValueError("not a JSON object; write one object a document, with text")
    return Row(line, number, value)


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.rstrip(': ').removesuffix(' at')} at character {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else "a number too long"
