"""The check of one name in the words that the command writes, and how it ends.

Facts come from :class:`tickerwatch.watch.Watch`; nothing is computed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tickerwatch.watch import Watch

__all__ = ["Checked", "check_in_words"]


class Checked(NamedTuple):
    """What a check writes, what it could not check, and whether it flags something."""

    text: str
    not_checked: tuple[str, ...]
    is_flagged: bool


def check_in_words(watch: Watch, name: str, on: str | None, limit: int | None, as_json: bool) -> Checked:
    """Check a name, and write the result as one JSON object or as text for a terminal.

    Raises
    ------
    UsageError, ReferenceUnusable
        As of ``Watch.name``.
    """
    found = watch.name(name, on, limit=limit)
    if as_json:
        from tickerwatch.report.export import check_dict, dump_json

        text = dump_json(check_dict(found))
    else:
        from tickerwatch.report.terminal import check_text

        text = check_text(found)
    lost = tuple(f"not checked: {entry.what}: {entry.why}" for entry in found.not_checked)
    return Checked(text, lost, watch.is_flagged(found))
