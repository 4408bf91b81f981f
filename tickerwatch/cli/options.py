"""The options that several commands take.

Facts come from the command line; the common ones may also stand before the command's name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from tickerwatch import __version__

__all__ = ["FILE", "Common", "bars_option", "json_option", "market_option", "with_common"]


class Common(NamedTuple):
    """The values of the options that every command takes."""

    reference: Path | None
    config: Path | None
    quiet: bool


class _FilePath(click.Path):
    """A path; an empty one, as a variable that is not set gives it, is not taken for the folder one stands in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty; '.' is the folder one stands in.", param, ctx)
        return super().convert(value, param, ctx)


FILE = _FilePath(path_type=Path)
_OPTIONS = (
    click.option(
        "--reference",
        "reference_file",
        type=FILE,
        metavar="FILE",
        help="A built reference file; default: TICKERWATCH_REFERENCE, else the embedded one.",
    ),
    click.option("--config", type=FILE, metavar="FILE", help="Settings as TOML."),
    click.option("--quiet", is_flag=True, help="No progress and no remarks; what could not be checked is still said."),
    click.version_option(
        __version__, prog_name="tickerwatch", message="%(prog)s %(version)s", help="Print the version and exit."
    ),
)


def with_common(command: Callable[..., None]) -> Callable[..., None]:
    """Add the common options, which may also stand before the command's name, and pass them on as one argument."""

    @functools.wraps(command)
    def run(*, reference_file: Path | None, config: Path | None, quiet: bool, **own: Any) -> None:
        before = click.get_current_context().find_root().params
        common = Common(
            reference=reference_file if reference_file is not None else before.get("reference_file"),
            config=config if config is not None else before.get("config"),
            quiet=quiet or bool(before.get("quiet")),
        )
        command(common, **own)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


bars_option = click.option(
    "--bars", metavar="SOURCE", help="yahoo (default), sample, none, or a Parquet/CSV file or folder of daily bars."
)
market_option = click.option(
    "--market", metavar="TICKER", help="Ticker in the bars whose volume stands for the market; default: no adjustment."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
