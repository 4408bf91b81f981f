"""The command about confusable pairs: the watch list of the best-known names, a file of pairs, or all there are.

Facts come from :mod:`tickerwatch.watch.pairs` and :mod:`tickerwatch.watch.pair_list`; nothing is computed here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tickerwatch.cli.door import finish
from tickerwatch.cli.options import FILE, Common, bars_option, market_option, with_common
from tickerwatch.cli.streams import opened, progress, refuse_given, remark, say, source_of, write_out

if TYPE_CHECKING:
    from tickerwatch.watch.pair_list import RankedPairs
    from tickerwatch.watch.pairs import PairList

__all__ = ["pairs"]

_BEST_KNOWN = 300
_EXACT = 10


@click.command(short_help="Watch list of confusable pairs, and whether they co-move.")
@click.option("--on", metavar="DATE", help="As of this date, with bars up to it; default: the reference's own.")
@click.option(
    "--list",
    "is_whole",
    is_flag=True,
    help="All pairs of the whole reference, by falling risk, without bars; not only those of the best-known names.",
)
@click.option(
    "--min-risk",
    type=click.FloatRange(0.01, 1),
    metavar="X",
    help="With --list: least risk of a pair; default: the watch level of the settings.",
)
@click.option(
    "--exact",
    type=click.IntRange(0),
    metavar="N",
    help="With --list: pairs, those of greatest risk first, that are checked one by one; other risks are estimates."
    f" Default {_EXACT}.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="N",
    help=f"Listed names that are checked for look-alikes, the best known first; default {_BEST_KNOWN}. With --list:"
    " most pairs; default all.",
)
@click.option(
    "--pairs",
    "file",
    type=FILE,
    metavar="FILE",
    help="Take the pairs from this CSV instead: columns genuine, lookalike; optional genuine_mic, lookalike_mic.",
)
@bars_option
@market_option
@click.option("--out", type=FILE, metavar="FILE", help="Write here instead of stdout.")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="Output format."
)
@with_common
def pairs(
    common: Common,
    on: str | None,
    is_whole: bool,
    min_risk: float | None,
    exact: int | None,
    limit: int | None,
    file: Path | None,
    bars: str | None,
    market: str | None,
    out: Path | None,
    form: str,
) -> None:
    """Watch list of confusable pairs, and how their volumes move together; with --list all pairs of the reference."""
    from tickerwatch.report.pairs_out import pairs_text
    from tickerwatch.report.written import open_replacing
    from tickerwatch.watch.pair_list import list_all_pairs
    from tickerwatch.watch.pairs import list_pairs

    if not is_whole:
        refuse_given({"--min-risk": min_risk, "--exact": exact}, "needs --list")
    else:
        of_bars = {"--pairs": file, "--bars": None if bars == "none" else bars}
        refuse_given(of_bars, "--list reads no bars and no file of pairs; leave one of the two out")
    source = "none" if is_whole else source_of(bars)
    with opened(common, source, market) as watch, progress("pairing", common) as step:
        found: RankedPairs | PairList
        if is_whole:
            at_most = _EXACT if exact is None else exact
            found = list_all_pairs(watch, on=on, min_risk=min_risk, limit=limit, exact=at_most, progress=step)
        else:
            found = list_pairs(watch, on=on, limit=limit or _BEST_KNOWN, file=file, progress=step)
    text = pairs_text(found.rows, found.columns, form)
    if out is None:
        write_out(text)
    else:
        with open_replacing(out) as stream:
            stream.write(text.encode("utf-8"))
    say(f"not checked: {entry.what}: {entry.why}" for entry in found.not_checked)
    remark(f"{found.on}: {len(found.rows)} pairs, {len(found.not_checked)} not checked", common)
    finish(flagged=False, partial=bool(found.not_checked))
