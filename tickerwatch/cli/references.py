"""The commands about reference files: build one, refresh it, say what it holds.

Facts come from :mod:`tickerwatch.reference`.
"""

from __future__ import annotations

from pathlib import Path

import click

from tickerwatch.cli.door import UNREAD_ARGUMENTS, Family, not_there_yet
from tickerwatch.cli.options import FILE, Common, json_option, with_common
from tickerwatch.cli.streams import LINES_SAID, as_usage, opened, progress, remark, write_out

__all__ = ["reference"]


@click.group(cls=Family)
def reference() -> None:
    """Build, refresh and describe reference files."""


@reference.command(context_settings=UNREAD_ARGUMENTS)
@with_common
def update(common: Common) -> None:
    """Refresh from the official public endpoints. Not there yet: it answers with exit status 2."""
    raise not_there_yet("reference update", "build from files with 'tickerwatch reference build'")


@reference.command()
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
    "--with-embedded", is_flag=True, help="Add the embedded securities, entities and relations after the given files."
)
@click.option("--out", required=True, type=FILE, metavar="FILE", help="The reference file to write.")
@with_common
def build(
    common: Common,
    securities: tuple[Path, ...],
    entities: tuple[Path, ...],
    relations: tuple[Path, ...],
    with_embedded: bool,
    out: Path,
) -> None:
    """Compile securities masters and entity lists into one reference file."""
    from tickerwatch.reference.build import build_reference, refusals_by_reason
    from tickerwatch.reference.default import embedded_inputs

    given = {"securities": [*securities], "entities": [*entities], "relations": [*relations]}
    for kind, path in embedded_inputs().items() if with_embedded else ():
        given[kind].append(path)
    with progress("building", common) as step, as_usage("FILE"):
        made = build_reference(
            given["securities"], out=out, entities=given["entities"], relations=given["relations"], progress=step
        )
    for row in made.refused[:LINES_SAID]:
        remark(f"refused: {row.file}:{row.line}: {row.reason}", common)
    if len(made.refused) > LINES_SAID:
        rest = len(made.refused) - LINES_SAID
        remark(
            f"and {rest} more refused rows; 'tickerwatch reference info --refused' lists them all. By reason:", common
        )
        for reason, count in refusals_by_reason(made.refused):
            remark(f"  {count:>7}  {reason}", common)
    write_out(
        f"{made.path}: {made.listings} listings of {made.securities} securities and {made.issuers} issuers, "
        f"{made.entities} entities, {made.names} names; {len(made.refused)} rows refused; id {made.reference_id}\n"
    )


@reference.command()
@click.option("--refused", is_flag=True, help="List every row that the build refused.")
@json_option
@with_common
def info(common: Common, refused: bool, as_json: bool) -> None:
    """What the reference holds, from where, as of when."""
    import dataclasses

    with opened(common, None) as watch:
        facts = dataclasses.asdict(watch.reference.info)
        refusals = watch.reference.refused_rows() if refused else []
    if as_json:
        from tickerwatch.report.json_text import dump_json

        rows = [{"file": file, "line": line, "reason": reason} for file, line, reason in refusals]
        write_out(dump_json(facts | ({"refused_rows": rows} if refused else {})))
    elif refused:
        write_out("".join(f"{file}:{line}: {reason}\n" for file, line, reason in refusals))
    else:
        sources = facts.pop("sources")
        write_out("".join(f"{name:<12}{value}\n" for name, value in facts.items()))
        write_out("".join(f"{'source':<12}{name} (sha256 {digest[:12]}…)\n" for name, digest in sources.items()))
