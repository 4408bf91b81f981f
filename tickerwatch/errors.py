"""Every exception and warning of tickerwatch, in one tree.

::

    TickerwatchError                     cli catches this: one line on stderr, `exit_status` of the class
    ├─ UsageError (ValueError)           a wrong argument: names the argument, shows the value          exit 2
    ├─ SettingsError (ValueError)        an unknown key or a value out of range in the settings         exit 2
    ├─ DataError                                                                                        exit 3
    │  ├─ TableError (ValueError)        a frame fails its table: which table, column, first bad rows
    │  ├─ DocumentError (ValueError)     an input that cannot be read: source, line, reason
    │  ├─ UnknownSecurity (LookupError)  no security of that ticker on that date
    │  ├─ OutOfCoverage (LookupError)    a date or venue outside the calendars
    │  ├─ SourceUnavailable              a public source of the reference that gives no usable answer
    │  └─ BarsUnavailable                no bars for a security
    │     └─ BarsRateLimited             the source asks to slow down; trying later may help
    ├─ InsufficientHistory (ValueError)  sessions needed and found                                      exit 3
    ├─ ReferenceUnusable                 a reference file that is missing, damaged or of another format exit 4
    └─ CasebookUnusable                  a casebook that cannot be opened or is of another format       exit 4

    TickerwatchWarning (UserWarning)
    └─ PartialCoverage                   something was left out; says what

Each class stands for one thing a caller would do differently. A message names the input and the remedy.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "BarsRateLimited",
    "BarsUnavailable",
    "CasebookUnusable",
    "DataError",
    "DocumentError",
    "InsufficientHistory",
    "OutOfCoverage",
    "PartialCoverage",
    "ReferenceUnusable",
    "SettingsError",
    "SourceUnavailable",
    "TableError",
    "TickerwatchError",
    "TickerwatchWarning",
    "UnknownSecurity",
    "UsageError",
]


class TickerwatchError(Exception):
    """Base of every error that tickerwatch raises on purpose."""

    exit_status = 3

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception would call the class with the message alone, and an error of a worker process would be lost.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[TickerwatchError], args: tuple[object, ...], attributes: dict[str, object]) -> TickerwatchError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class UsageError(TickerwatchError, ValueError):
    """A wrong argument of a call or command.

    Attributes
    ----------
    parameter : str
        The name of the argument, as the caller wrote it.
    value : object
        What was given.
    """

    exit_status = 2

    def __init__(self, parameter: str, value: object, why: str) -> None:
        self.parameter = parameter
        self.value = value
        self.why = why
        super().__init__(f"{parameter}: {value!s}: {why}")


class SettingsError(TickerwatchError, ValueError):
    """An unknown key or a value out of range in the settings.

    Attributes
    ----------
    key : str
        Dotted path of the setting, for example ``volume.alpha``.
    """

    exit_status = 2

    def __init__(self, key: str, why: str) -> None:
        self.key = key
        self.why = why
        super().__init__(f"setting {key}: {why}")


class DataError(TickerwatchError):
    """Input data that cannot be used."""


class TableError(DataError, ValueError):
    """A frame does not fit its table.

    Attributes
    ----------
    table, column : str
        Which table of :mod:`tickerwatch.tables`, and the first column at fault.
    rows : tuple of int
        Positions of the first bad rows, counted from 0; empty if the column itself is missing.
    """

    def __init__(self, table: str, column: str, why: str, rows: tuple[int, ...] = ()) -> None:
        self.table = table
        self.column = column
        self.why = why
        self.rows = rows
        where = f" (rows {', '.join(map(str, rows))})" if rows else ""
        super().__init__(f"table {table}, column {column}: {why}{where}")


class DocumentError(DataError, ValueError):
    """An input file, or one row of it, that cannot be read.

    Attributes
    ----------
    source : str
        The path as given, or ``-`` for standard input.
    line : int or None
        Line (text formats) or row (Parquet), counted from 1.
    """

    def __init__(self, source: str, why: str, line: int | None = None) -> None:
        self.source = source
        self.line = line
        self.why = why
        super().__init__(f"{source}{'' if line is None else f':{line}'}: {why}")


class UnknownSecurity(DataError, LookupError):
    """No security of that ticker is known on that date."""

    def __init__(self, ticker: str, why: str) -> None:
        self.ticker = ticker
        self.why = why
        super().__init__(f"{ticker}: {why}")


class OutOfCoverage(DataError, LookupError):
    """A date or a venue that the reference or the calendars do not cover."""

    def __init__(self, what: str, why: str) -> None:
        self.what = what
        self.why = why
        super().__init__(f"{what}: {why}")


class BarsUnavailable(DataError):
    """A source has no bars for a security in the period asked for."""

    def __init__(self, ticker: str, why: str) -> None:
        self.ticker = ticker
        self.why = why
        super().__init__(f"{ticker}: {why}")


class BarsRateLimited(BarsUnavailable):
    """The source refused because of too many requests; trying later may help."""


class SourceUnavailable(DataError):
    """A public source of the reference that cannot be reached, refuses, or answers in a form that cannot be used.

    Attributes
    ----------
    source : str
        The name of the source, for example ``sec``.
    """

    def __init__(self, source: str, why: str) -> None:
        self.source = source
        self.why = why
        super().__init__(f"{source}: {why}")


class InsufficientHistory(TickerwatchError, ValueError):
    """Too few sessions before the event for a valid test.

    Attributes
    ----------
    needed, found : int
        Sessions.
    """

    def __init__(self, security: str, needed: int, found: int, what: str = "sessions before the event") -> None:
        self.security = security
        self.needed = needed
        self.found = found
        super().__init__(f"{security}: {found} {what}, {needed} needed")


class ReferenceUnusable(TickerwatchError):
    """A reference file that is missing, damaged or of another format version."""

    exit_status = 4


class CasebookUnusable(TickerwatchError):
    """A casebook that cannot be opened or is of another format version."""

    exit_status = 4


class TickerwatchWarning(UserWarning):
    """Base of every warning of tickerwatch."""


class PartialCoverage(TickerwatchWarning):
    """Something was left out of a result; the message says what."""
