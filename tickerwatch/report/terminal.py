"""A check and a volume test as plain text for a terminal: no colour, no control character, at most 80 columns.

Shows the record as it is, what was meant first, then what looks alike, then what was not checked.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tickerwatch.report.around_words import around_sentences
from tickerwatch.report.visible import one_line, padded
from tickerwatch.report.words import (
    date_words,
    day_words,
    relation_words,
    score_words,
    sentence,
    status_sentence,
    top_reason,
    volume_sentence,
)

if TYPE_CHECKING:
    from tickerwatch.model import LookAlike, NameCheck, Referent, VolumeTest

__all__ = ["check_text", "volume_text"]

_COLUMNS = 80
_ROW = (("", 3), ("ticker", 10), ("MIC", 4), ("name", 36), ("risk", 4), ("level", 5))


def check_text(check: NameCheck) -> str:
    """The check of a name, readable without colour.

    Returns
    -------
    str
        Lines of at most 80 columns, apart from single words that are longer; ends with a line feed.
    """
    lines = [
        _head(check),
        "",
        "Meant",
        *_referents(check),
        "",
        "Looks alike",
        *_lookalikes(check),
        "",
        "Not checked",
        *_not_checked(check),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def volume_text(test: VolumeTest) -> str:
    """The test of one security, in words, with its method and every caveat; ends with a line feed."""
    title = f"{one_line(test.ticker)}, {day_words(test.event_session)}: {_verdict(test)}"
    lines = [title, *_wrapped(volume_sentence(test), "  ")]
    for told in around_sentences(test):
        lines += _wrapped(told, "  ")
    if test.q_value is not None:
        lines += _wrapped(f"Adjusted over all tests of this call: q = {test.q_value:.2g}.", "  ")
    if test.method:
        lines += _wrapped(sentence(f"Method: {test.method}"), "  ")
    said = 1 if test.verdict == "not_tested" else 0
    for caveat in test.caveats[said:]:
        lines += _wrapped(sentence(caveat), "  ! ")
    return "\n".join(lines) + "\n"


def _verdict(test: VolumeTest) -> str:
    return {"abnormal": "ABNORMAL", "normal": "normal", "not_tested": "NOT TESTED"}[test.verdict]


def _head(check: NameCheck) -> str:
    held = []
    if "securities" in check.reference:
        held.append(f"{check.reference['securities']:,} securities")
    if "as_of" in check.reference:
        held.append(f"as of {check.reference['as_of']}")
    reference = f"   (reference: {one_line(', '.join(held))})" if held else ""
    return f"{one_line(check.query)}, on {date_words(check.on)}{reference}"


def _referents(check: NameCheck) -> list[str]:
    if not check.referents:
        return _wrapped("The reference knows nothing by this name. That does not mean that it is not listed.", "  ")
    return [line for referent in check.referents for line in _referent(referent)]


def _referent(referent: Referent) -> list[str]:
    lines = _wrapped(f"{status_sentence(referent)}  [{score_words(referent.score)}]", "  ")
    reason = top_reason(referent.evidence)
    return lines + (_wrapped(sentence(reason), "      ") if reason else [])


def _lookalikes(check: NameCheck) -> list[str]:
    if not check.lookalikes:
        return ["  No security of the reference looks alike on this date."]
    heads = "  ".join(padded(name, columns) for name, columns in _ROW)
    return [heads, *(line for lookalike in check.lookalikes for line in _lookalike(lookalike))]


def _lookalike(lookalike: LookAlike) -> list[str]:
    values = (
        f"{lookalike.rank:>3}",
        one_line(lookalike.ticker),
        one_line(lookalike.mic),
        one_line(lookalike.name),
        score_words(lookalike.risk),
        "-" if lookalike.level == "none" else lookalike.level,
    )
    row = "  ".join(padded(text, columns) for text, (_, columns) in zip(values, _ROW, strict=True))
    return [row, *(line for text in _remarks(lookalike) for line in _wrapped(text, "     "))]


def _remarks(lookalike: LookAlike) -> list[str]:
    remarks = [sentence(one.detail) for one in lookalike.evidence[:1]]
    if lookalike.relation in ("affiliate", "same_issuer"):
        remarks.append(relation_words(lookalike.relation))
    if lookalike.other_lines:
        remarks.append(f"Other lines: {', '.join(f'{line.ticker} ({line.mic})' for line in lookalike.other_lines)}")
    if lookalike.volume_test is not None:
        remarks.append(volume_sentence(lookalike.volume_test))
    return [remark for remark in remarks if remark]


def _not_checked(check: NameCheck) -> list[str]:
    if not check.not_checked:
        return ["  Nothing was left unchecked."]
    return [line for entry in check.not_checked for line in _wrapped(sentence(f"{entry.what}: {entry.why}"), "  ")]


def _wrapped(text: str, indent: str) -> list[str]:
    clean = one_line(text)
    return textwrap.wrap(
        clean,
        _COLUMNS,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
