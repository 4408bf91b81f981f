from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reading.markup import drop_elements, element_words, html_tree, plain_words, read_markup, unmark
from tickerwatch.reading.streams import ByteStream


def read(content: bytes) -> tuple[str, str]:
    markup = read_markup(ByteStream(io.BytesIO(content), "given"))
    return markup.text, markup.fault


@pytest.mark.parametrize(
    ("declaration", "codec", "words"),
    [
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "cp1252", "café “so”"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", "Клабхаус"),
        ('<meta charset="shift_jis">', "cp932", "クラブハウス①"),
        ("<META http-equiv=Content-Type content='text/html; charset=gb2312'>", "gb18030", "腾讯公布业绩"),
        ("<meta charset=euc-kr>", "cp949", "클럽하우스"),
        ("<meta charset=windows-1256>", "cp1256", "كلوب هاوس"),
        ("<meta charset=big5>", "big5", "騰訊"),
        ("", "utf-8-sig", "Ünïcode"),
        ("<meta charset=latin1>", "utf-16", "the mark is before the declaration, 日本"),
        ("<meta charset=utf-16>", "utf-8", "what can be read as ASCII is not UTF-16: é"),
        ("<meta charset=no-such-one>", "utf-8", "é"),
        ("<!-- <meta charset=koi8-r> -->", "utf-8", "é"),
        ("<meta charset=utf-7>", "utf-8", "+AGE- é"),
    ],
)
def test_the_declared_encoding_is_the_one_that_browsers_take(declaration: str, codec: str, words: str) -> None:
    text, fault = read(f"{declaration}<p>{words}</p>".encode(codec))
    assert text == f"{declaration}<p>{words}</p>"
    assert fault == ""


def test_bytes_of_no_declared_encoding_are_refused_and_not_guessed() -> None:
    with pytest.raises(DocumentError, match="given: invalid UTF-8 at byte 6; declare the encoding"):
        read("<p>caf\u00e9</p>".encode("cp1252"))


def test_some_bad_bytes_under_a_declaration_lose_themselves_only() -> None:
    text, fault = read(b"<meta charset=utf-8><p>caf\xe9 and more</p>")
    assert text == "<meta charset=utf-8><p>caf\ufffd and more</p>"
    assert fault.startswith("invalid UTF-8 at byte 26")


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickerwatch.reading.markup._MOST_BYTES", 1000)
    with pytest.raises(DocumentError, match="given: more than 0 MiB in one feed or page; split it"):
        read(b"<p>" + b"a" * 2000)


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
