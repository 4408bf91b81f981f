"""The findings of a day as one page that needs nothing else: no script, no font, no picture from elsewhere.

All facts come from the findings. Every text of a document is escaped by Jinja2 and its hidden characters are made
visible before that, in one place (`finalize`), so that no template can forget it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tickerwatch.model import Alert, Findings, NotChecked, VolumeTest
from tickerwatch.report import words
from tickerwatch.report.around_words import around_sentences
from tickerwatch.report.chart import volume_chart
from tickerwatch.report.json_text import plain
from tickerwatch.report.visible import is_web_address, one_line, visible

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render", "render_day", "render_volume"]

_NARROW = {"width": 360, "height": 170}
_COUNTS = {
    "documents": "documents read",
    "documents_of_the_day": "of the day's session",
    "documents_of_other_days": "of other days",
    "documents_dated_to_the_month": "dated only to the month",
    "documents_undated": "not dated",
    "rejected": "not readable",
    "mentions_weighed": "mentions weighed",
    "mentions": "mentions found",
    "referents": "names meant",
    "tested": "volume tests made",
    "not_tested": "volume not tested",
    "below_watch": "look-alikes below the watch level",
}


def render_day(findings: Findings) -> str:
    """Render the page of a day.

    Parameters
    ----------
    findings : Findings
        ``settings["alerts"]["mentions_shown"]`` limits the quotations, ``settings["volume"]["interval_level"]`` is
        named with the interval, ``provenance["reference"]`` (id, as_of, securities) stands in the header; each may be
        absent. ``coverage["not_checked"]``, a list of {what, why}, is shown with what was not tested;
        ``coverage["rivals"]`` says which other explanations were looked for, and which were not.

    Returns
    -------
    str
        A whole HTML document; equal findings give equal bytes.
    """
    looked_for, not_looked_for = _rivals(findings)
    return render(
        "day.html.j2",
        rivals_looked_for=looked_for,
        rivals_not_looked_for=not_looked_for,
        findings=findings,
        untested=_untested(findings),
        counts=_counts(findings),
        chance=_expected_by_chance(findings),
        reference=_reference(findings),
        quotations=_number(findings.settings, "alerts", "mentions_shown", 5),
        interval_level=_number(findings.settings, "volume", "interval_level", 0.9),
    )


def render_volume(test: VolumeTest, bars: Sequence[tuple[dt.date, float | None]]) -> str:
    """Render one volume test with its chart, as a part of a page.

    Parameters
    ----------
    test : VolumeTest
    bars : sequence of (date, shares or None)
        As for the chart; none: no chart.
    """
    from markupsafe import Markup

    chart = Markup(volume_chart(bars, test.event_session, test.expected_shares)) if bars else ""  # numbers and dates
    return render("volume.html.j2", test=test, bars=bars, chart=chart)


def render(template: str, **facts: Any) -> str:
    """Fill one of the templates of this room.

    Parameters
    ----------
    template : str
        A file name in ``templates/``.
    **facts
        Strings are made visible and escaped wherever the template prints them.
    """
    return _environment().get_template(template).render(**facts)


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    room = Environment(
        loader=FunctionLoader(_template_text),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    room.globals.update({name: getattr(words, name) for name in words.__all__})
    room.globals.update(
        around_sentences=around_sentences,
        style=Markup(_template_text("style.css")),  # a file of this package
        charts=lambda alert: Markup(_charts(alert)),  # numbers and dates only
        is_web_address=is_web_address,
        rows=_flat,
    )
    room.filters["one_line"] = one_line
    return room


def _template_text(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _charts(alert: Alert) -> str:
    """The chart in two sizes; the style sheet shows the one that fits."""
    test = alert.volume_test
    wide = volume_chart(alert.bars, test.event_session, test.expected_shares)
    narrow = volume_chart(alert.bars, test.event_session, test.expected_shares, **_NARROW)
    return f'<div class="wide">{wide}</div>\n<div class="narrow">{narrow}</div>'


def _untested(findings: Findings) -> list[NotChecked]:
    """What was left unchecked besides refused inputs: volumes that were not tested, and what the coverage names."""
    volumes = [
        NotChecked(
            what=f"Volume of {alert.lookalike.ticker} ({alert.lookalike.mic}), {words.date_words(test.event_session)}",
            why=test.why_untested,
        )
        for alert in (*findings.alerts, *findings.near_misses)
        if (test := alert.volume_test).verdict == "not_tested"
    ]
    return list(dict.fromkeys(volumes + _entries(findings.coverage.get("not_checked", ()))))


def _entries(listed: Iterable[object]) -> list[NotChecked]:
    return [
        NotChecked(what=str(entry["what"]), why=str(entry["why"]))
        for entry in listed
        if isinstance(entry, Mapping) and {"what", "why"} <= entry.keys()
    ]


def _rivals(findings: Findings) -> tuple[list[str], list[NotChecked]]:
    """Which other explanations were looked for, and which were not."""
    rivals = findings.coverage.get("rivals")
    if not isinstance(rivals, Mapping):
        return [], []
    return [str(one) for one in rivals.get("looked_for", ())], _entries(rivals.get("not_looked_for", ()))


def _counts(findings: Findings) -> list[tuple[str, str]]:
    coverage = {key: value for key, value in findings.coverage.items() if key not in ("not_checked", "rivals")}
    return [(_COUNTS.get(key, key.replace("_", " ")), text) for key, text in _flat(coverage)]


def _expected_by_chance(findings: Findings) -> float | None:
    """The same number stands in every alert of a day; None if no test of the day has one."""
    rows = (*findings.alerts, *findings.near_misses)
    return next((row.expected_by_chance for row in rows if row.volume_test.verdict != "not_tested"), None)


def _reference(findings: Findings) -> Mapping[str, Any]:
    reference = findings.provenance.get("reference")
    return reference if isinstance(reference, Mapping) else {}


def _number(settings: Mapping[str, Any], branch: str, key: str, default: float) -> float:
    values = settings.get(branch)
    value = values.get(key, default) if isinstance(values, Mapping) else default
    return value if isinstance(value, int | float) else default


def _flat(value: object, prefix: str = "") -> list[tuple[str, str]]:
    """A tree of settings or facts as (dotted key, text), in the order given."""
    if isinstance(value, Mapping):
        return [row for key, entry in value.items() for row in _flat(entry, f"{prefix}.{key}" if prefix else str(key))]
    return [(prefix, _value_text(value))]


def _value_text(value: object) -> str:
    value = plain(value)
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case list():
            return "; ".join(_value_text(entry) for entry in value) or "none"
        case dict():
            return ", ".join(f"{key} {_value_text(entry)}" for key, entry in value.items())
        case _:
            return str(value)
