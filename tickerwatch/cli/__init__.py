"""The terminal's door: parse, call `watch`, write with `report`, turn errors into one line and an exit status.

Exit status: 0 done, nothing flagged; 1 done, something flagged; 2 wrong usage or configuration; 3 done in part; 4 the
casebook or the reference is unusable. Data goes to stdout, everything else to stderr. Facts come from `watch` alone.
The commands load on first use: a plain check needs none of click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tickerwatch.cli.commands import main

__all__ = ["main"]


def __getattr__(name: str) -> Any:
    if name != "main":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tickerwatch.cli.commands import main

    return main
