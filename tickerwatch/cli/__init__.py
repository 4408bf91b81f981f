"""The terminal's door: parse, call `watch`, write with `report`, turn errors into one line and an exit status.

Exit status: 0 done, nothing flagged; 1 done, something flagged; 2 wrong usage or configuration; 3 done in part; 4 the
casebook or the reference is unusable. Data goes to stdout, everything else to stderr. Facts come from `watch` alone.
"""

from tickerwatch.cli.commands import main

__all__ = ["main"]
