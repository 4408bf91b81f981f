"""What stands around every command: how its arguments are read, and how whatever happens inside ends.

Facts come from the errors' own exit statuses; a failure is one line on stderr and never a traceback.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from typing import Any

import click

from tickerwatch.errors import ReferenceUnusable, TickerwatchError

__all__ = [
    "BROKEN",
    "FLAGGED",
    "INTERRUPTED",
    "PARTIAL",
    "Door",
    "Family",
    "finish",
]

FLAGGED, PARTIAL = 1, 3
INTERRUPTED = 130
"""What shells know as ended by Ctrl-C; never 1, which means that something was flagged."""
BROKEN = 70
"""A fault of the program itself (EX_SOFTWARE of sysexits.h); Python's own 1 would read as flagged."""


class _Command(click.Command):
    """A command whose repeatable options take several values at once, as in ``--documents a b``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        lists = {name for option in self.params if getattr(option, "multiple", False) for name in option.opts}
        return super().parse_args(ctx, _spread(args, lists))


def _spread(args: list[str], lists: set[str]) -> list[str]:
    """Repeat the name of a list option before each of its values."""
    spread: list[str] = []
    current, is_first = "", False
    for at, word in enumerate(args):
        if word == "--":
            return spread + args[at:]
        if word.startswith("-") and word != "-":
            _require_value(current, is_first)
            name, equals, _ = word.partition("=")
            current, is_first = (name, not equals) if name in lists else ("", False)
            spread.append(word)
        else:
            spread += [current, word] if current and not is_first else [word]
            is_first = False
    _require_value(current, is_first)
    return spread


def _require_value(option: str, is_missing: bool) -> None:
    if option and is_missing:
        raise click.BadOptionUsage(option, f"Option '{option}' requires at least one value.")


class Family(click.Group):
    """A group of such commands."""

    command_class = _Command


class Door(Family):
    """The outermost group: whatever happens below ends with one line on stderr and the contract's exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; never lets anything but click's own endings through."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            _end(ctx, "interrupted", INTERRUPTED)
        except TickerwatchError as error:
            _end(ctx, str(error), error.exit_status)
        except sqlite3.DatabaseError as error:  # found only when the damaged page of a file is read
            why = f"the reference file is damaged ({error}); build it again with 'tickerwatch reference build'"
            _end(ctx, why, ReferenceUnusable.exit_status)
        except BrokenPipeError:
            _forget_stdout()
            ctx.exit(PARTIAL)
        except OSError as error:
            _forget_stdout()
            _end(ctx, f"{error.filename or 'output'}: {error.strerror or error}", PARTIAL)
        except Exception as error:
            if os.environ.get("TICKERWATCH_DEBUG"):
                raise
            kind = type(error).__name__
            _end(ctx, f"internal error, please report it: {kind}: {error} (TICKERWATCH_DEBUG=1 shows where)", BROKEN)


def _end(ctx: click.Context, text: str, status: int) -> None:
    click.echo(f"tickerwatch: {' '.join(text.split())}", err=True)
    ctx.exit(status)


def _forget_stdout() -> None:
    """Nobody reads on: what is still buffered goes nowhere, so that the interpreter's last flush does not fail."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def finish(*, flagged: bool, partial: bool) -> None:
    """End with the contract's status: in part outranks flagged."""
    if partial:
        raise click.exceptions.Exit(PARTIAL)
    if flagged:
        raise click.exceptions.Exit(FLAGGED)
