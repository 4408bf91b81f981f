from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.reading.html_words import drop_elements, element_words, html_tree, plain_words, unmark


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("AT&T", "AT&T"),
        ("<p>one <b>bold</b>ly</p><p>two<br>three</p>", "one boldly\ntwo\nthree"),
        ("a<script>var Tesla = 1</script>b<style>p {}</style>", "ab"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("<!-- Tesla -->seen", "seen"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("line\nbreaks <i>in\nHTML</i> are spaces", "line breaks in HTML are spaces"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("null\x00 <b>byte</b>", "null byte"),
        ("<b>unclosed", "unclosed"),
        ("</div></div><p>out</p> of place", "out\nof place"),
        ("&nbsp;<b>&eacute;&#233;&#xe9;</b>", "ééé"),
        ("<![CDATA[x]]><b></b>", ""),
    ],
)
def test_html_becomes_words(fragment: str, words: str) -> None:
    assert unmark(fragment) == words


def test_nothing_is_fetched_and_nothing_followed() -> None:
    doctype = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert unmark(f"{doctype}<p>a &f; b</p>").endswith("a &f; b")


def test_deep_and_broken_html_ends() -> None:
    assert unmark("<div>" * 50_000 + "words") in ("", "words")
    assert "<" not in unmark("<b" * 50_000)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.sampled_from("<>/&;ab!-\"'= \n\x00\ud800é"), max_size=60))
def test_no_fragment_breaks_it(fragment: str) -> None:
    assert isinstance(unmark(fragment), str)


def test_words_of_a_tree_and_what_is_dropped() -> None:
    tree = html_tree("<body><nav>menu</nav>tail<p>words</p></body>")
    drop_elements(tree, "nav")
    assert element_words(tree) == "tail\nwords"
    assert html_tree("") is None


def test_spaces_and_empty_lines_go() -> None:
    assert plain_words(" a \t b\r\n\n  c\u3000d ") == "a b\nc d"


def test_lxml_is_loaded_only_for_markup() -> None:
    program = (
        "import sys, tickerwatch.reading.documents\n"
        "print(sorted({'lxml', 'feedparser', 'trafilatura', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
