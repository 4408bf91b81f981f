"""The commands but those about reference files: parse, call `watch`, write with `report`.

Facts come from :class:`tickerwatch.watch.Watch`; nothing is computed here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tickerwatch.cli.casebook import alerts, open_casebook
from tickerwatch.cli.checked import check_in_words
from tickerwatch.cli.door import Door, finish
from tickerwatch.cli.options import FILE, Common, bars_option, json_option, market_option, with_common
from tickerwatch.cli.pairs import pairs
from tickerwatch.cli.references import reference
from tickerwatch.cli.streams import as_usage, opened, progress, remark, say, source_of, write_out
from tickerwatch.cli.volume import volume, why_untested
from tickerwatch.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from tickerwatch.model import Findings

__all__ = ["main"]


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@with_common
def main(common: Common) -> None:
    """Who was meant, what could be bought by mistake, and was its volume abnormal."""


@main.command(short_help="What a name means, and what could be bought by mistake.")
@click.argument("name")
@click.option(
    "--on", metavar="DATE", help="Check as of this date and test volume; default: today, without volume test."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Most look-alikes shown; default 10.")
@bars_option
@json_option
@with_common
def check(common: Common, name: str, on: str | None, limit: int | None, bars: str | None, as_json: bool) -> None:
    """Check one NAME: what is meant, which listed securities look alike, was their volume abnormal."""
    if on is None and bars not in (None, "none"):
        remark("--bars is not used without --on: volume is tested on a date", common)
    with opened(common, None if on is None else source_of(bars)) as watch:
        found = check_in_words(watch, name, on, limit, as_json)
    write_out(found.text)
    say(found.not_checked)
    finish(flagged=found.is_flagged, partial=bool(found.not_checked))


@main.command(short_help="Find every company mention in documents.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--out", type=FILE, metavar="FILE", help="Write here instead of stdout.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    default="jsonl",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Least score; default from the settings, 0 gives every candidate.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes that read."
)
@click.option("--date", metavar="DATE", help="Date of documents that have none; default: the reference's own.")
@with_common
def scan(
    common: Common,
    paths: tuple[str, ...],
    out: Path | None,
    form: str,
    min_score: float | None,
    workers: int,
    date: str | None,
) -> None:
    """Find every company mention in the documents at PATH..., with what it refers to."""
    from tickerwatch.report.mentions_out import write_mentions

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("--format", form, "cannot be printed on a terminal; give --out FILE")
    if out is not None and any(_is_same_file(out, path) for path in paths):
        raise UsageError("--out", out, "is one of the documents; give another file")
    lost: list[DocumentError] = []
    with opened(common, None) as watch:
        rows = watch.mentions(paths, min_score=min_score, default_date=date, workers=workers, stdin=sys.stdin.buffer)
        with progress("reading", common) as step:
            to = out if out is not None else sys.stdout.buffer
            written = write_mentions(_accepted(rows, lost, step), to, form)
    say((str(error) for error in lost), at_most=None)
    remark(f"{written} mentions; {len(lost)} inputs could not be read", common)
    finish(flagged=False, partial=bool(lost))


def _is_same_file(out: Path, path: str) -> bool:
    return path != "-" and out.exists() and Path(path).exists() and out.samefile(path)


def _accepted(
    rows: Iterable[dict[str, Any] | DocumentError], lost: list[DocumentError], step: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    for count, row in enumerate(rows, 1):
        if isinstance(row, DocumentError):
            lost.append(row)
        else:
            yield row
        if count % 1000 == 0:
            step(f"{count} mentions")


@main.command(short_help="Write the daily report: page, alerts, findings, manifest.")
@click.option("--date", metavar="DATE", help="The session reported on; default: that of the latest document.")
@click.option(
    "--documents",
    "paths",
    multiple=True,
    metavar="PATH...",
    help="Files or folders of documents; several may follow, and - is standard input.",
)
@bars_option
@market_option
@click.option(
    "--events",
    type=FILE,
    metavar="FILE",
    help="CSV of known reasons to trade: ticker or security_id, date, kind (earnings, halt, split, index_change).",
)
@click.option(
    "--out",
    type=FILE,
    default=Path("tickerwatch-report"),
    show_default=True,
    metavar="DIR",
    help="Where the day's folder goes.",
)
@with_common
def report(
    common: Common,
    date: str | None,
    paths: tuple[str, ...],
    bars: str | None,
    market: str | None,
    events: Path | None,
    out: Path,
) -> None:
    """Write the daily report: page, alerts, findings and manifest in DIR/DATE. By default: the embedded sample day.

    Alerts are kept in the casebook, those of the sample day excepted.
    """
    from tickerwatch.report.export import dump_json, findings_dict
    from tickerwatch.report.write import write_day
    from tickerwatch.sample import SAMPLE_DAY, sample_documents
    from tickerwatch.watch.known_events import read_events

    notes: tuple[str, ...] = ()
    documents: tuple[str | Path, ...] = paths
    if not paths:
        if date not in (None, SAMPLE_DAY.isoformat()):
            raise UsageError("--date", date, f"needs --documents; the embedded sample day is {SAMPLE_DAY}")
        notes = ("This is the embedded sample day: its documents were written for this purpose.",)
        documents, date, bars = (sample_documents(),), SAMPLE_DAY.isoformat(), "sample" if bars is None else bars
    with opened(common, source_of(bars), market) as watch, progress("studying", common) as step:
        stdin = sys.stdin.buffer
        with as_usage("--events"):
            known = None if events is None else read_events(events)
        findings = watch.day(date, documents, notes=notes, stdin=stdin, progress=step, events=known)
    written = write_day(findings, out)
    write_out("".join(f"{path}\n" for path in written))
    say((f"not checked: {entry.what}: {entry.why}" for entry in findings.rejected), at_most=None)
    for entry in findings.coverage.get("not_checked", ()):
        remark(f"left out: {entry['what']}: {entry['why']}", common)
    untested = [] if watch.bars is None else _untested(findings)
    say(f"not checked: {line}" for line in untested)
    for note in findings.notes:
        remark(note, common)
    remark(_summary(findings), common)
    if paths:
        open_casebook().record(dump_json(findings_dict(findings)))
    finish(flagged=bool(findings.alerts), partial=bool(findings.rejected or untested))


def _untested(findings: Findings) -> list[str]:
    """One line for each security whose volume could not be tested."""
    stated = (alert.volume_test for alert in (*findings.alerts, *findings.near_misses))
    return list(dict.fromkeys(why_untested(test) for test in stated if test.verdict == "not_tested"))


def _summary(findings: Findings) -> str:
    counts = findings.coverage
    return (
        f"{findings.as_of}: {len(findings.alerts)} flagged, {len(findings.near_misses)} near misses, "
        f"{counts.get('not_tested', 0)} volumes not tested, {counts.get('rejected', 0)} inputs not read"
    )


main.add_command(alerts)
main.add_command(pairs)
main.add_command(reference)
main.add_command(volume)
