"""What commands share inside: the sources opened, data to stdout, everything else to stderr.

Facts come from the library; a file that a person named and that is of no use at all becomes wrong usage here.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from tickerwatch.cli.options import Common
from tickerwatch.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from tickerwatch.watch import Watch

__all__ = ["LINES_SAID", "as_usage", "opened", "progress", "refuse_given", "remark", "say", "source_of", "write_out"]

LINES_SAID = 20
"""Lines of one kind on stderr, where the output lists them all."""


def source_of(bars: str | None) -> str:
    """Where daily bars come from: as was said, else Yahoo. An empty word is no source, and is refused when opened."""
    return "yahoo" if bars is None else bars


@contextlib.contextmanager
def opened(common: Common, bars: str | None, market: str | None = None) -> Iterator[Watch]:
    """Open reference, settings and bars as the options say, for as long as the command runs.

    Raises
    ------
    UsageError
        The file or folder of bars is missing or of no use.
    SettingsError, ReferenceUnusable
        As of ``Watch.open``.
    """
    from tickerwatch.settings import load_settings
    from tickerwatch.watch import Watch

    settings = load_settings(common.config)
    if market is not None:
        settings = settings.with_market(market)
    with as_usage("--bars"):
        watch = Watch.open(reference=common.reference, bars=bars, settings=settings)
    with watch:
        yield watch


@contextlib.contextmanager
def as_usage(parameter: str) -> Iterator[None]:
    """A file that a person named and that cannot be used at all is wrong usage: nothing was done, not even in part."""
    try:
        yield
    except DocumentError as error:
        where = error.source if error.line is None else f"{error.source}:{error.line}"
        raise UsageError(parameter, where, error.why) from error


def refuse_given(options: Mapping[str, object], why: str) -> None:
    """Refuse the first of these options that was given at all.

    Raises
    ------
    UsageError
        One of them is not None.
    """
    for name, value in options.items():
        if value is not None:
            raise UsageError(name, value, why)


@contextlib.contextmanager
def progress(what: str, common: Common) -> Iterator[Callable[[str], None]]:
    """A line on stderr that says what is being done; none where stderr is no terminal or ``--quiet`` is given."""
    is_shown = not common.quiet and sys.stderr.isatty()

    def step(stage: str) -> None:
        if is_shown:
            click.echo(f"\r\033[K{what}: {stage}", err=True, nl=False)

    step("…")
    try:
        yield step
    finally:
        if is_shown:
            click.echo("\r\033[K", err=True, nl=False)


def write_out(text: str) -> None:
    """Write data to stdout, UTF-8 whatever the locale."""
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))


def remark(text: str, common: Common) -> None:
    """Say something useful on stderr, unless ``--quiet`` is given."""
    if not common.quiet:
        click.echo(text, err=True)


def say(lines: Iterable[str], at_most: int | None = LINES_SAID) -> None:
    """Say what could not be checked, whether or not ``--quiet`` is given."""
    said = list(lines)
    for line in said[:at_most]:
        click.echo(" ".join(line.split()), err=True)
    if at_most is not None and len(said) > at_most:
        click.echo(f"and {len(said) - at_most} more that were not checked; the output lists them all", err=True)
