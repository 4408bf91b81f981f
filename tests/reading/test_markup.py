from __future__ import annotations

import io

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.markup import read_markup
from tickerwatch.reading.streams import ByteStream


def read(content: bytes) -> tuple[str, str]:
    markup = read_markup(ByteStream(io.BytesIO(content), "given"), is_page=True)
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


def test_what_a_feed_quotes_declares_nothing() -> None:
    quoted = "<rss><![CDATA[<meta charset=gb2312>]]>é</rss>"
    assert read_markup(ByteStream(io.BytesIO(quoted.encode()), "given")).text == quoted
