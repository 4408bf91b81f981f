"""The terminal's door: parse, call `watch`, write with `report`, translate errors into one line and an exit status.

Exit status: 0 done, nothing flagged; 1 done, something flagged; 2 wrong usage or configuration; 3 done in part; 4 the casebook
or the reference is unusable. Data goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tickerwatch.errors import DocumentError, TickerwatchError, UsageError

if TYPE_CHECKING:
    from tickerwatch.watch import Watch

__all__ = ["main"]

Command = TypeVar("Command", bound=Callable[..., Any])
FLAGGED, PARTIAL = 1, 3


class _Group(click.Group):
    """A group whose commands end with one line and the error's own exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TickerwatchError as error:
            click.echo(f"tickerwatch: {error}", err=True)
            ctx.exit(error.exit_status)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(PARTIAL)


def _common(command: Command) -> Command:
    """The options that every command takes."""
    options = (
        click.option("--reference", type=click.Path(path_type=Path), envvar="TICKERWATCH_REFERENCE", metavar="FILE",
                     help="A built reference file; default: the embedded one."),
        click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings as TOML."),
        click.option("--quiet", is_flag=True, help="No progress and no remarks on stderr."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


_bars = click.option("--bars", metavar="SOURCE", help="yahoo (default), sample, none, or a Parquet/CSV file or folder of daily bars.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tickerwatch", message="%(prog)s %(version)s")
def main() -> None:
    """Who was meant, what could be bought by mistake, and was its volume abnormal."""


@main.command()
@click.argument("name")
@click.option("--on", metavar="DATE", help="Check as of this date and test volume; default: today, without volume test.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Most look-alikes shown; default 10.")
@_bars
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_common
def check(
    name: str, on: str | None, limit: int | None, bars: str | None, as_json: bool, reference: Path | None, config: Path | None, quiet: bool
) -> None:
    """Check one NAME: what is meant, which listed securities look alike, was their volume abnormal."""
    watch = _open(reference, config, bars or "yahoo" if on is not None else None)
    found = watch.name(name, on, limit=limit)
    if as_json:
        from tickerwatch.report.export import check_dict, dump_json

        _out(dump_json(check_dict(found)))
    else:
        from tickerwatch.report.terminal import check_text

        _out(check_text(found))
    for entry in found.not_checked:
        _remark(f"not checked: {entry.what}: {entry.why}", quiet)
    _exit(flagged=watch.is_flagged(found), partial=bool(found.not_checked))


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of stdout.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl", show_default=True, help="Output format.")
@click.option("--min-score", type=click.FloatRange(0, 1), metavar="X", help="Least score; default from the settings, 0 gives every candidate.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes that read.")
@click.option("--date", metavar="DATE", help="Date of documents that have none; default: the reference's own.")
@_common
def scan(
    paths: tuple[str, ...], out: Path | None, form: str, min_score: float | None, workers: int, date: str | None,
    reference: Path | None, config: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Find every company mention in the documents at PATH..., with what it refers to."""
    from tickerwatch.report.mentions_out import write_mentions

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("--format", form, "cannot be printed on a terminal; give --out FILE")
    watch = _open(reference, config, None)
    rejected: list[DocumentError] = []
    rows = watch.mentions(list(paths), min_score=min_score, default_date=date, workers=workers, stdin=click.get_binary_stream("stdin"))
    with _progress("reading", quiet) as step:
        written = write_mentions(_accepted(rows, rejected, step), out if out is not None else click.get_binary_stream("stdout"), form)
    for error in rejected:
        _remark(str(error), quiet=False)
    _remark(f"{written} mentions; {len(rejected)} inputs could not be read", quiet)
    _exit(flagged=False, partial=bool(rejected))


@main.command()
@click.argument("ticker")
@click.option("--event", required=True, metavar="DATE", help="The session to test; a day without session takes the next.")
@click.option("--mic", metavar="MIC", help="The venue, where several have the ticker.")
@_bars
@click.option("--market", metavar="TICKER", help="Ticker in the bars whose volume stands for the market; default: no adjustment.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_common
def volume(
    ticker: str, event: str, mic: str | None, bars: str | None, market: str | None, as_json: bool,
    reference: Path | None, config: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Test the volume of TICKER in one session for abnormal height."""
    watch = _open(reference, config, bars or "yahoo", market)
    test = watch.volume(ticker, event, mic)
    if as_json:
        from tickerwatch.report.export import dump_json, volume_dict

        _out(dump_json(volume_dict(test)))
    else:
        from tickerwatch.report.terminal import volume_text

        _out(volume_text(test))
    if test.verdict == "not_tested":
        _remark(f"{test.ticker}: not tested: {test.caveats[0] if test.caveats else 'no reason given'}", quiet=False)
    _exit(flagged=False, partial=test.verdict == "not_tested")


@main.command()
@click.option("--date", metavar="DATE", help="The session reported on; default: that of the latest document.")
@click.option("--documents", "paths", multiple=True, metavar="PATH", help="Files or folders of documents; may be given several times.")
@_bars
@click.option("--market", metavar="TICKER", help="Ticker in the bars whose volume stands for the market; default: no adjustment.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("tickerwatch-report"), show_default=True, metavar="DIR",
              help="Where the day's folder goes.")
@click.argument("more", nargs=-1, metavar="[PATH]...")
@_common
def report(
    date: str | None, paths: tuple[str, ...], bars: str | None, market: str | None, out: Path, more: tuple[str, ...],
    reference: Path | None, config: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Write the daily report: page, alerts, findings and manifest in DIR/DATE. Without options: the embedded sample day."""
    from tickerwatch.report.write import write_day
    from tickerwatch.sample import SAMPLE_DAY, sample_documents

    documents: list[str | Path] = [*paths, *more]
    is_sample = not documents
    if is_sample and date not in (None, SAMPLE_DAY.isoformat()):
        raise UsageError("--date", date, f"needs --documents; the embedded sample day is {SAMPLE_DAY}")
    watch = _open(reference, config, bars or ("sample" if is_sample else "yahoo"), market)
    notes = ("This is the embedded sample day: its documents were written for this purpose.",) if is_sample else ()
    if is_sample:
        documents, date = [sample_documents()], SAMPLE_DAY.isoformat()
    if date is None:
        date = watch.latest_session(documents).isoformat()
        _remark(f"no --date: reporting on {date}, the session of the latest document", quiet)
    with _progress("studying", quiet) as step:
        findings = watch.day(date, documents, notes=notes, stdin=click.get_binary_stream("stdin"), progress=step)
    written = write_day(findings, out)
    for entry in findings.rejected:
        _remark(f"not checked: {entry.what}: {entry.why}", quiet=False)
    _out("".join(f"{path}\n" for path in written))
    _remark(_summary(findings), quiet)
    untested = any(alert.volume_test.verdict == "not_tested" for alert in (*findings.alerts, *findings.near_misses))
    _exit(flagged=bool(findings.alerts), partial=bool(findings.rejected) or untested)


def _summary(findings: Any) -> str:
    counts = findings.coverage
    return (
        f"{findings.as_of}: {len(findings.alerts)} flagged, {len(findings.near_misses)} near misses, "
        f"{counts.get('not_tested', 0)} volumes not tested, {counts.get('rejected', 0)} inputs not read"
    )


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.pass_context
def alerts(ctx: click.Context) -> None:
    """List, show and decide alerts of past runs. Not there yet: it answers with exit status 2."""
    raise UsageError("alerts", " ".join(ctx.args) or "", "is not there yet; read DIR/DATE/findings.json of the reports meanwhile")


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.pass_context
def pairs(ctx: click.Context) -> None:
    """Watch list of confusable pairs. Not there yet: it answers with exit status 2."""
    raise UsageError("pairs", " ".join(ctx.args) or "", "is not there yet; check single names with 'tickerwatch check' meanwhile")


@main.group()
def reference() -> None:
    """Build, refresh and describe reference files."""


@reference.command()
@click.option("--securities", multiple=True, required=True, type=click.Path(path_type=Path), metavar="FILE", help="A securities master, CSV or Parquet; later files refine earlier ones.")
@click.option("--entities", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="A list of firms, brands, apps, persons.")
@click.option("--relations", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="Economic links between ids.")
@click.option("--with-embedded", is_flag=True, help="Add the embedded securities, entities and relations after the given files.")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The reference file to write.")
@click.option("--quiet", is_flag=True, help="No progress and no remarks on stderr.")
def build(
    securities: tuple[Path, ...], entities: tuple[Path, ...], relations: tuple[Path, ...], with_embedded: bool, out: Path, quiet: bool
) -> None:
    """Compile securities masters and entity lists into one reference file."""
    from tickerwatch.reference.build import build_reference

    more = _embedded_inputs() if with_embedded else {}
    with _progress("building", quiet) as step:
        made = build_reference(
            [*securities, *more.get("securities", ())], out=out, entities=[*entities, *more.get("entities", ())],
            relations=[*relations, *more.get("relations", ())], progress=step,
        )  # fmt: skip
    for row in made.refused[:20]:
        _remark(f"refused: {row.file}:{row.line}: {row.reason}", quiet)
    if len(made.refused) > 20:
        _remark(f"and {len(made.refused) - 20} more refused rows; 'tickerwatch reference info --refused' lists them all", quiet)
    _out(
        f"{made.path}: {made.listings} listings of {made.securities} securities and {made.issuers} issuers, {made.entities} entities, "
        f"{made.names} names; {len(made.refused)} rows refused; id {made.reference_id}\n"
    )


def _embedded_inputs() -> dict[str, list[Path]]:
    from tickerwatch.reference.default import embedded_inputs

    return {kind: [path] for kind, path in embedded_inputs().items()}


@reference.command()
@click.option("--refused", is_flag=True, help="List every row that the build refused.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_common
def info(refused: bool, as_json: bool, reference: Path | None, config: Path | None, quiet: bool) -> None:
    """What the reference holds, from where, as of when."""
    import dataclasses
    import json

    opened = _open(reference, config, None).reference
    facts = dataclasses.asdict(opened.info)
    if as_json:
        _out(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    elif refused:
        _out("".join(f"{file}:{line}: {reason}\n" for file, line, reason in opened.refused_rows()))
    else:
        sources = facts.pop("sources")
        _out("".join(f"{name:<12}{value}\n" for name, value in facts.items()))
        _out("".join(f"{'source':<12}{name} (sha256 {digest[:12]}…)\n" for name, digest in sources.items()))


@reference.command()
def update() -> None:
    """Refresh from the official public endpoints. Not there yet: it answers with exit status 2."""
    raise UsageError("reference update", "", "is not there yet; build from files with 'tickerwatch reference build'")


def _open(reference: Path | None, config: Path | None, bars: str | None, market: str | None = None) -> Watch:
    from tickerwatch.settings import load_settings
    from tickerwatch.watch import Watch

    settings = load_settings(config)
    if market is not None:
        settings = settings.with_market(market)
    return Watch.open(reference=reference, bars=bars, settings=settings)


def _accepted(rows: Iterator[Any], rejected: list[DocumentError], step: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    for count, row in enumerate(rows, 1):
        if isinstance(row, DocumentError):
            rejected.append(row)
        else:
            yield row
        if count % 1000 == 0:
            step(f"{count} mentions")


@contextlib.contextmanager
def _progress(what: str, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line on stderr that says what is being done; nothing where stderr is no terminal or `quiet` is set."""
    shown = not quiet and sys.stderr.isatty()

    def step(stage: str) -> None:
        if shown:
            click.echo(f"\r\033[K{what}: {stage}", err=True, nl=False)

    step("…")
    try:
        yield step
    finally:
        if shown:
            click.echo("\r\033[K", err=True, nl=False)


def _out(text: str) -> None:
    click.get_binary_stream("stdout").write(text.encode("utf-8", errors="replace"))


def _remark(text: str, quiet: bool) -> None:
    if not quiet:
        click.echo(text, err=True)


def _exit(*, flagged: bool, partial: bool) -> None:
    """End with the contract's status: in part outranks flagged."""
    sys.stdout.flush()
    if partial:
        raise click.exceptions.Exit(PARTIAL)
    if flagged:
        raise click.exceptions.Exit(FLAGGED)


if __name__ == "__main__":
    main()
