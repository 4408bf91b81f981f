"""The commands about reference files: build one, refresh it, say what it holds, look a name up in it.

Facts come from :mod:`tickerwatch.reference`. How old a file is, the clock tells, read here at the door.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tickerwatch import __version__
from tickerwatch.cli.door import Family, finish
from tickerwatch.cli.options import FILE, Common, json_option, with_common
from tickerwatch.cli.streams import LINES_SAID, as_usage, opened, progress, remark, say, write_out
from tickerwatch.errors import UsageError

if TYPE_CHECKING:
    from tickerwatch.reference.build import BuildReport
    from tickerwatch.refresh.records import Outcome

__all__ = ["reference"]

_CONTRADICTIONS_SAID = 3
"""Lines of one kind of contradiction on stderr; a large master has thousands."""


@click.group(cls=Family, short_help="Build, refresh and describe reference files; look names up.")
def reference() -> None:
    """Build, refresh and describe reference files, and look names up in them."""


@reference.command(short_help="Refresh from the official public sources.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME...",
    help="nasdaq, sec, openfigi, gleif, wikidata; default: all that the settings allow.",
)
@click.option(
    "--former-names", "ciks", multiple=True, metavar="CIK...", help="Ask the SEC for the former names of these as well."
)
@click.option("--into", type=FILE, metavar="DIR", help="Folder of the snapshots; default: TICKERWATCH_SNAPSHOTS.")
@click.option("--out", type=FILE, metavar="FILE", help="The reference file to write; default: reference.sqlite in DIR.")
@with_common
def update(
    common: Common, sources: tuple[str, ...], ciks: tuple[str, ...], into: Path | None, out: Path | None
) -> None:
    """Refresh from the official public endpoints: a dated snapshot of each, what changed, a new reference file."""
    from tickerwatch.embedded import snapshots_dir
    from tickerwatch.refresh.compiled import compile_snapshots
    from tickerwatch.refresh.sec import as_cik
    from tickerwatch.refresh.store import SnapshotStore
    from tickerwatch.refresh.update import configured_sources, open_door, refresh
    from tickerwatch.settings import load_settings

    settings = load_settings(common.config).refresh
    asked, left_out = configured_sources(settings, sources)
    store = SnapshotStore(snapshots_dir() if into is None else into)
    target = store.folder / "reference.sqlite" if out is None else out
    with progress("refreshing", common) as step, open_door(settings, store, __version__, step) as door:
        report = refresh(
            store,
            settings,
            door,
            dt.datetime.now(dt.UTC).date(),
            sources=asked,
            ciks=[as_cik(one) for one in ciks],
            figi_key=os.environ.get("TICKERWATCH_OPENFIGI_KEY", ""),
            progress=step,
        )
        made = compile_snapshots(store, target, step) if report.has_answers else None
    write_out("".join(f"{change}\n" for change in report.changes))
    for outcome in report.outcomes:
        _remark_outcome(outcome, common)
    failed = [one for one in report.outcomes if one.why]
    say(one.why if one.state != "left out" else f"{one.source}: left out: {one.why}" for one in (*failed, *left_out))
    if made is None:
        remark(f"no source answered; {target} stays as it is", common)
    else:
        write_out(
            f"{made.path}: {made.listings} listings of {made.securities} securities, {made.entities} entities; "
            f"{len(made.refused)} rows refused; id {made.reference_id}\n"
        )
        remark(f"to use it: --reference {target}, or set TICKERWATCH_REFERENCE to it", common)
    finish(flagged=False, partial=report.is_partial)


def _remark_outcome(outcome: Outcome, common: Common) -> None:
    remark(f"{outcome.stream}: {outcome.state}, {outcome.rows} rows", common)
    for reason in outcome.refused[:LINES_SAID]:
        remark(f"  refused: {reason}", common)
    if len(outcome.refused) > LINES_SAID:
        remark(f"  and {len(outcome.refused) - LINES_SAID} more refused", common)


@reference.command(short_help="Compile masters and entity lists into a reference file.")
@click.option(
    "--securities",
    multiple=True,
    required=True,
    type=FILE,
    metavar="FILE...",
    help="Securities masters, CSV or Parquet; later files refine earlier ones.",
)
@click.option("--entities", multiple=True, type=FILE, metavar="FILE...", help="Lists of firms, brands, apps, persons.")
@click.option("--relations", multiple=True, type=FILE, metavar="FILE...", help="Economic links between ids.")
@click.option(
    "--venues", multiple=True, type=FILE, metavar="FILE...", help="Venues beyond the embedded ones: ISO 10383 lists."
)
@click.option("--changes", multiple=True, type=FILE, metavar="FILE...", help="Dated changes of names and tickers.")
@click.option("--names", multiple=True, type=FILE, metavar="FILE...", help="More names of listed firms.")
@click.option(
    "--with-embedded", is_flag=True, help="Add the embedded securities, entities and relations after the given files."
)
@click.option("--out", required=True, type=FILE, metavar="FILE", help="The reference file to write.")
@with_common
def build(
    common: Common,
    securities: tuple[Path, ...],
    entities: tuple[Path, ...],
    relations: tuple[Path, ...],
    venues: tuple[Path, ...],
    changes: tuple[Path, ...],
    names: tuple[Path, ...],
    with_embedded: bool,
    out: Path,
) -> None:
    """Compile securities masters and entity lists into one reference file."""
    from tickerwatch.reference.build import build_reference
    from tickerwatch.reference.default import embedded_inputs

    given = {"securities": [*securities], "entities": [*entities], "relations": [*relations], "venues": [*venues]}
    given["names"] = [*names]
    for kind, paths in embedded_inputs().items() if with_embedded else ():
        given[kind] += paths
    with progress("building", common) as step, as_usage("FILE"):
        made = build_reference(
            given["securities"],
            out=out,
            entities=given["entities"],
            relations=given["relations"],
            venues=given["venues"],
            changes=[*changes],
            names=given["names"],
            progress=step,
        )
    _say_refused(made, common)
    if names and made.names_unused:
        remark(f"{made.names_unused} rows of names are about no listing of this build", common)
    _say_contradictions([(one.kind, one.what, one.detail) for one in made.contradictions], common)
    write_out(
        f"{made.path}: {made.listings} listings of {made.securities} securities and {made.issuers} issuers, "
        f"{made.entities} entities, {made.names} names; {len(made.refused)} rows refused, "
        f"{len(made.contradictions)} contradictions; id {made.reference_id}\n"
    )


def _say_refused(made: BuildReport, common: Common) -> None:
    from tickerwatch.reference.build import refusals_by_reason

    for row in made.refused[:LINES_SAID]:
        remark(f"refused: {row.file}:{row.line}: {row.reason}", common)
    if len(made.refused) > LINES_SAID:
        rest = len(made.refused) - LINES_SAID
        remark(
            f"and {rest} more refused rows; 'tickerwatch reference info --refused' lists them all. By reason:", common
        )
        for reason, count in refusals_by_reason(made.refused):
            remark(f"  {count:>7}  {reason}", common)


def _say_contradictions(rows: list[tuple[str, str, str]], common: Common) -> None:
    """The first lines of each kind, and how many there are: one kind must not hide the others."""
    from tickerwatch.report.holdings import contradiction_lines, kind_counts

    for kind, count in kind_counts(rows):
        remark(f"contradiction: {count} {kind}, such as:", common)
        for line in contradiction_lines([("", *row[1:]) for row in rows if row[0] == kind][:_CONTRADICTIONS_SAID]):
            remark(f"    {line}", common)
    if rows:
        remark("'tickerwatch reference info --contradictions' lists them all", common)


@reference.command(short_help="What the reference holds, from where, as of when.")
@click.option("--refused", is_flag=True, help="List every row that the build refused.")
@click.option("--contradictions", is_flag=True, help="List everything in the inputs that does not agree.")
@click.option("--verify", is_flag=True, help="Hash every byte of the file anew; a damaged one ends with status 4.")
@json_option
@with_common
def info(common: Common, refused: bool, contradictions: bool, verify: bool, as_json: bool) -> None:
    """What the reference holds, from where, as of when: coverage, age, refused rows, contradictions."""
    from tickerwatch.report.holdings import Age, contradiction_lines, holdings_dict, holdings_text
    from tickerwatch.report.json_text import dump_json
    from tickerwatch.watch.asked import today

    with opened(common, None) as watch:
        held = watch.reference
        sealed = held.verify() if verify else None
        facts, coverage, disagreeing = held.info, held.coverage, held.contradictions()
        refusals = held.refused_rows() if refused else []
        age = Age.of(facts.as_of, today(), watch.settings.refresh.stale_days)
    if as_json:
        told = holdings_dict(facts, coverage, age, disagreeing) | ({"verified_sha256": sealed} if verify else {})
        if refused:
            told["refused_rows"] = [{"file": file, "line": line, "reason": reason} for file, line, reason in refusals]
        if contradictions:
            told["contradiction_rows"] = [
                dict(zip(("kind", "what", "detail"), row, strict=True)) for row in disagreeing
            ]
        write_out(dump_json(told))
    elif refused or contradictions:
        write_out("".join(f"{file}:{line}: {reason}\n" for file, line, reason in refusals))
        write_out("".join(f"{line}\n" for line in contradiction_lines(disagreeing if contradictions else [])))
    else:
        write_out(holdings_text(facts, coverage, age, disagreeing))
    if sealed is not None:
        remark(f"every byte is as it was built (sha256 {sealed})", common)
    if age.is_stale:
        remark(f"warning: {age.warning}", common)


@reference.command(short_help="Look a name up: who bears or bore it, with its history.")
@click.argument("name")
@click.option("--on", metavar="DATE", help="Only who bore the name on this date, as known then; default: any time.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Most records shown.")
@json_option
@with_common
def find(common: Common, name: str, on: str | None, limit: int, as_json: bool) -> None:
    """Look NAME up: every security and entity that bears or bore it, with its whole history.

    NAME is a name or alias in any script, a ticker, a handle, an id, or an identifier such as an ISIN. That nothing is
    found is an answer, with status 0: the reference was looked through as a whole.
    """
    from tickerwatch.report.history import find_dict, find_text
    from tickerwatch.report.json_text import dump_json
    from tickerwatch.watch.asked import parse_day

    if not name.strip():
        raise UsageError("NAME", repr(name), "is empty")
    day = None if on is None else parse_day(on, "--on")
    with opened(common, None) as watch:
        found = watch.reference.find(name, day, limit=limit + 1)
        near = () if found else watch.reference.near_names(name)
        brief = watch.reference.brief
    told = (name, day, brief, found[:limit], near)
    write_out(dump_json(find_dict(*told)) if as_json else find_text(*told))
    if len(found) > limit:
        remark(f"the {limit} nearest are shown; --limit {limit * 5} shows more", common)
