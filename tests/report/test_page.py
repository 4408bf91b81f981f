from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tickerwatch.model import PriceFacts
from tickerwatch.report.page import render_day

VOID = {"meta", "br", "img", "link", "input", "hr"}
RESOURCES = {"src", "srcset", "data", "poster", "background", "action", "formaction"}


class Page(HTMLParser):
    """Reads a page: its elements, its text, and whether every element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.words.append(" ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def test_the_page_is_well_formed(build: Any) -> None:
    page = Page(render_day(build.findings()))
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_html5_reads_it_without_an_error(build: Any) -> None:
    html5lib = pytest.importorskip("html5lib")
    html5lib.HTMLParser(strict=True).parse(render_day(build.findings()))


def test_the_page_needs_nothing_else(build: Any) -> None:
    html = render_day(build.findings())
    page = Page(html)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for _, attributes in page.elements:
        assert not RESOURCES & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_markup_in_a_document_shows_as_text(build: Any) -> None:
    page = Page(render_day(build.findings()))
    assert '<script>alert(1)</script> "><img src=x onerror="alert(2)">' in page.text


def test_reordering_characters_become_visible(build: Any) -> None:
    html = render_day(build.findings())
    assert "[U+202E]gnp.exe[U+202C]" in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f]", html)


FIXED_WORDS = {
    *("alert", "watch", "none", "abnormal", "normal", "not_tested", "listed", "unlisted"),
    *("company", "app", "unrelated", "time", "day"),
}
FIXED_KEYS = {"reference", "as_of", "not_checked", "what", "why"}


def hostile(value: Any, evil: str) -> Any:
    """The same record with every text that is not a fixed word replaced."""
    if isinstance(value, str):
        return value if value in FIXED_WORDS else evil
    if isinstance(value, tuple | list):
        return type(value)(hostile(entry, evil) for entry in value)
    if isinstance(value, dict):
        return {key if key in FIXED_KEYS else f"{evil}{key}": hostile(entry, evil) for key, entry in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {entry.name: hostile(getattr(value, entry.name), evil) for entry in dataclasses.fields(value)}
        return type(value)(**changed)
    return value


def test_every_text_is_escaped_wherever_it_stands(build: Any) -> None:
    findings = build.findings(coverage={"not_checked": [{"what": "a", "why": "b"}], "documents": 3})
    page = Page(render_day(hostile(findings, build.hostile)))
    assert page.open == []
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert page.text.count("<script>alert(1)</script>") > 40


def test_only_web_addresses_become_links(build: Any) -> None:
    mention = build.said(url="javascript:alert(1)")
    page = Page(render_day(build.findings(alerts=(build.alert(mentions=(mention, build.said())),))))
    targets = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert "javascript:alert(1)" in page.text
    assert [target for target in targets if not (target or "").startswith("#")] == [build.said().url]


def test_an_alert_tells_its_whole_story(build: Any) -> None:
    text = Page(render_day(build.findings())).text
    for part in (
        "Monday 1 February 2021",
        "On Clubhouse tonight at 10pm LA time",
        "Elon Musk (@elonmusk), Sunday 31 January 2021, 20:56 UTC",
        "counts for the session of Monday 1 February 2021",
        "Clubhouse, an app made by Alpha Exploration Co., is not listed anywhere: it cannot be bought.",
        "Clubhouse Media Group, Inc.",
        "Not related to what was meant.",
        'shares the rare word "clubhouse".',
        "Other lines of the same issuer: CMGRW (OTCM)",
        "38 times the expected 110k (90% interval 12 to 90)",
        "Adjusted over all tests of the day: q = 0.025.",
        "The bars are constructed, not observed.",
        "No filing or news of the company itself on that day was looked for.",
        "0.35 abnormal verdicts would be expected",
        "GameStop Corp. is listed and can be bought as GME (XNYS).",
    ):
        assert part in text
    assert "<mark>Clubhouse</mark>" in render_day(build.findings())


def test_the_header_counts_and_names_its_sources(build: Any) -> None:
    text = Page(render_day(build.findings())).text
    assert "embedded-1, as of 2026-08-31, 412 securities" in text
    assert "documents read: 12; mentions found: 31" in text
    assert "1 alert 1 to watch 2 near misses 4 not checked" in text
    assert "The bars of this sample day are constructed" in text


def test_an_untested_volume_is_loud(build: Any) -> None:
    html = render_day(build.findings(alerts=(build.watched(),)))
    assert 'class="loud"' in html
    text = Page(html).text
    assert "Volume was not tested: The source has no bars of this line in the period." in text
    assert "Volume of GME (XASX), 1 February 2021 The source has no bars" in text


def test_what_was_not_checked_always_has_a_section(build: Any) -> None:
    full = Page(render_day(build.findings())).text
    assert "2 things were left unchecked and 2 inputs were rejected" in full
    assert "news/broken.jsonl:14 not a JSON object." in full
    quiet = build.findings(alerts=(build.alert(),), near_misses=(), rejected=(), coverage={})
    assert "Nothing was left unchecked, and no input was rejected." in Page(render_day(quiet)).text
    named = dataclasses.replace(quiet, coverage={"not_checked": [{"what": "XETR", "why": "no calendar"}]})
    text = Page(render_day(named)).text
    assert "1 thing was left unchecked and 0 inputs were rejected" in text
    assert "XETR no calendar." in text


def test_a_day_with_nothing_at_all_is_a_page(build: Any) -> None:
    empty = build.findings(alerts=(), near_misses=(), rejected=(), coverage={}, settings={}, provenance={}, notes=())
    text = Page(render_day(empty)).text
    assert "No alert on this day." in text
    assert "nothing is recorded about it" in text
    lost = dataclasses.replace(empty, rejected=build.findings().rejected)
    assert "No alert on this day. Not everything was checked; see below." in Page(render_day(lost)).text


def test_mentions_beyond_the_limit_are_counted(build: Any) -> None:
    many = build.alert(mentions=tuple(build.said(doc_id=f"t{place}") for place in range(8)))
    html = render_day(build.findings(alerts=(many,)))
    assert html.count("<blockquote") == 5
    assert "and 3 more mentions, all in findings.json" in Page(html).text


def test_settings_and_provenance_are_printed(build: Any) -> None:
    text = Page(render_day(build.findings())).text
    assert "volume.window_sessions 259" in text
    assert "reference.securities 412" in text


def test_equal_findings_give_equal_bytes(build: Any) -> None:
    assert render_day(build.findings()) == render_day(build.findings())


def test_a_close_below_the_previous_one_stands_beside_the_volume(build: Any) -> None:
    price = PriceFacts(close=96, previous_close=100, close_change=-0.04, direction="down", p_close_change=0.08)
    plain, priced = (build.alert(volume_test=build.tested(**more)) for more in ({}, {"price": price}))
    said = "Price: closed -4.0 %, below the previous close"
    assert said not in render_day(build.findings(alerts=(plain,)))
    assert said in render_day(build.findings(alerts=(priced,)))


def test_a_caveat_that_is_another_explanation_is_told_once(build: Any) -> None:
    halt, few = "No trades on two days: perhaps a halt.", "Only 80 control sessions are there."
    made = build.alert(volume_test=build.tested(caveats=(few, halt)), rivals=(halt,))
    text = Page(render_day(build.findings(alerts=(made,), near_misses=()))).text
    assert (text.count(halt), text.count(few)) == (1, 1)


def test_which_other_explanations_were_looked_for_stands_at_the_end(build: Any) -> None:
    plain = Page(render_day(build.findings(alerts=(build.watched(),)))).text
    assert "No other explanation was found." in plain
    assert "Looked for" not in plain
    coverage = {"rivals": {"looked_for": ["own news"], "not_looked_for": [{"what": "Halts", "why": "No list"}]}}
    text = Page(render_day(build.findings(alerts=(build.watched(),), coverage=coverage))).text
    assert "No other explanation was found; the end of this page says what was looked for." in text
    assert "Looked for, with each alert: own news. Not looked for: What Why Halts No list." in text
