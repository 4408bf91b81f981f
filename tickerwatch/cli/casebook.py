"""The commands about the casebook: list, show and decide the alerts of past reports.

Facts come from :mod:`tickerwatch.casebook`; the time of a decision is read from the clock here, at the door.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from tickerwatch.casebook.decisions import DISPOSITIONS
from tickerwatch.cli.door import Family
from tickerwatch.cli.options import Common, json_option, with_common
from tickerwatch.cli.streams import remark, write_out

if TYPE_CHECKING:
    from tickerwatch.casebook.records import CaseAlert
    from tickerwatch.casebook.store import Casebook

__all__ = ["alerts", "open_casebook"]


@click.group(cls=Family)
def alerts() -> None:
    """List, show and decide the alerts of past reports: the casebook."""


@alerts.command("list")
@click.option("--since", metavar="DATE", help="Only alerts of reports on this day or later.")
@click.option("--level", type=click.Choice(["alert", "watch"]), help="Only alerts of this level.")
@click.option("--status", type=click.Choice(["open", "decided"]), help="Only alerts without, or with, a decision.")
@json_option
@with_common
def list_alerts(common: Common, since: str | None, level: str | None, status: str | None, as_json: bool) -> None:
    """List the alerts of past reports, one a line, by day."""
    from tickerwatch.report.json_text import dump_json
    from tickerwatch.watch.asked import parse_day

    first = None if since is None else parse_day(since, "--since")
    casebook = open_casebook()
    found = casebook.alerts(first, level, None if status is None else status == "decided")
    if not casebook.path.exists():
        remark(f"there is no casebook at {casebook.path} yet; a report with --documents begins one", common)
    if as_json:
        write_out(dump_json({"schema": "tickerwatch.alerts/1", "alerts": [case.to_dict() for case in found]}))
    else:
        write_out("".join(f"{_line(case)}\n" for case in found))
    remark(f"{len(found)} alerts of the casebook", common)


@alerts.command(short_help="Show one alert: its reasons, mentions and decisions.")
@click.argument("alert_id")
@json_option
@with_common
def show(common: Common, alert_id: str, as_json: bool) -> None:
    """Show one alert: its reasons, its mentions, and every decision about it."""
    from tickerwatch.report.json_text import dump_json
    from tickerwatch.report.visible import one_line

    case = open_casebook().alert(alert_id)
    if as_json:
        write_out(dump_json({"schema": "tickerwatch.alert/1"} | case.to_dict()))
    else:
        write_out("".join(f"{line}\n" for line in (_line(case), *(f"  {one_line(line)}" for line in _told(case)))))


@alerts.command()
@click.argument("alert_id")
@click.option(
    "--as", "disposition", required=True, type=click.Choice(list(DISPOSITIONS)), help="What it turned out to be."
)
@click.option("--note", default="", metavar="TEXT", help="Why; kept with the decision.")
@click.option(
    "--by", default="", envvar=["USER", "USERNAME"], metavar="NAME", help="Who decides; default: the login name."
)
@with_common
def decide(common: Common, alert_id: str, disposition: str, note: str, by: str) -> None:
    """Record what an alert turned out to be. A later decision supersedes; the earlier ones stay visible."""
    made = open_casebook().decide(alert_id, disposition, note, by, dt.datetime.now(dt.UTC))
    remark(f"{made.alert_id}: {made.disposition}. {DISPOSITIONS[made.disposition]}", common)


def open_casebook() -> Casebook:
    """The user's casebook; nothing is read or made yet."""
    from tickerwatch.casebook.store import Casebook
    from tickerwatch.embedded import casebook_path

    return Casebook(casebook_path())


def _line(case: CaseAlert) -> str:
    from tickerwatch.report.visible import one_line

    lookalike, state = case.content["lookalike"], "open" if case.decision is None else case.decision.disposition
    told = f"{case.content['mentioned']} / {lookalike['ticker']} ({lookalike['mic']}) {lookalike['name']}"
    return f"{case.alert_id}  {case.as_of}  {case.level:<5}  {state:<11}  {one_line(told)}"


def _told(case: CaseAlert) -> list[str]:
    said = case.content
    lines = [f"risk {said['risk']:.2f}, volume {said['volume_test']['verdict'].replace('_', ' ')}"]
    lines += [f"because: {reason}" for reason in said["reasons"]] + [f"but: {rival}" for rival in said["rivals"]]
    for mention in said["mentions"]:
        text = f"{mention['before']}{mention['surface']}{mention['after']}"
        lines.append(f"said: {mention['published_at'] or 'undated'}, {mention['author'] or mention['source']}: {text}")
    for made in (decision.to_dict() for decision in case.decisions):
        lines.append(f"decided: {made['at']}, {made['by'] or 'unnamed'}: {made['disposition']}. {made['note']}")
    return lines
