from __future__ import annotations

import contextlib
import io
import sys
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reading.articles import read_article
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

OTHERS = ("Tesla recalls two million cars", "Apple unveils a headset", "Ford Motor cuts jobs", "Zoom shares fall")
SENTENCE = "The firm said on Monday that demand for its audio rooms had doubled since the start of the year. "
PAGE = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="{charset}"><title>{title} | Example News</title>
<meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2021-02-01T03:14:15.123+01:00">
<link rel="canonical" href="https://example.org/a/1"></head><body>
<div id="cookie-banner" class="cookie-consent"><p>We and Google and Meta use cookies.</p><button>OK</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/f">Ford Motor</a></li></ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By Jane Doe</p>{body}
<aside class="related"><h3>Related</h3><ul>{others}</ul></aside></article>
<div class="newsletter"><p>Sign up for our newsletter powered by Salesforce.</p></div>
<section class="most-read"><h2>Most read</h2><ol>{others}</ol></section></main>
<footer><p>Copyright Example News, a Thomson Reuters company.</p></footer></body></html>"""
NOT_OF_THE_ARTICLE = ("Google", "Meta", "Ford", "Tesla", "Apple", "Zoom", "Salesforce", "Reuters", "cookies", "Jane")


def page(body: str, title: str = "Clubhouse raises money", lang: str = "en", charset: str = "utf-8") -> str:
    others = "".join(f"<li><a href='/{number}'>{words}</a></li>" for number, words in enumerate(OTHERS))
    return PAGE.format(body=body, title=title, lang=lang, charset=charset, others=others)


def read(content: str | bytes) -> tuple[list[Row], list[str]]:
    whole = content.encode() if isinstance(content, str) else content
    items = list(read_article(ByteStream(io.BytesIO(whole), "given")))
    rows = [item for item in items if isinstance(item, Row)]
    return rows, [str(item) for item in items if isinstance(item, DocumentError)]


def test_the_article_without_what_surrounds_it() -> None:
    quote = "<blockquote><p>“We grow,” said a founder of Clubhouse.</p></blockquote>"
    rows, errors = read(page(f"<p>{SENTENCE * 2}</p>{quote}<p>It is not listed.</p>"))
    assert errors == []
    values = rows[0].values
    assert values["text"] == (
        f"Clubhouse raises money\n\n{(SENTENCE * 2).strip()}\n“We grow,” said a founder of Clubhouse.\n"
        "It is not listed."
    )
    assert (values["title"], values["source"], values["lang"]) == ("Clubhouse raises money", "Example News", "en")
    assert (values["published_at"], values["url"]) == ("2021-02-01T03:14:15.123+01:00", "https://example.org/a/1")
    assert not any(word in str(values["text"]) for word in NOT_OF_THE_ARTICLE)


@pytest.mark.parametrize(
    "pointer",
    [
        "<p><strong>READ MORE:</strong> <a href='/t'>Tesla recalls two million cars</a></p>",
        "<p><a href='/f'>See also: Ford Motor cuts jobs in Germany</a></p>",
        "<ul><li><a href='/z'>Zoom shares fall after results</a></li><li><a href='/t'>Tesla recalls cars</a></li></ul>",
        "<h3><a href='/t'>Tesla recalls two million cars</a></h3>",
        "<div><a href='/t'>Tesla recalls two million cars</a></div>",
        "<figure><img src=x><figcaption>A car. Picture: Reuters</figcaption></figure>",
        "<script>var related = ['Tesla']</script><style>.Apple {}</style><noscript>Google</noscript>",
    ],
)
def test_pointers_between_the_paragraphs_are_left_out(pointer: str) -> None:
    body = f"<p>Clubhouse grows. {SENTENCE}</p>{pointer}<p>It is not listed. {SENTENCE}</p><p>Third. {SENTENCE}</p>"
    rows, _ = read(page(body))
    assert "It is not listed" in str(rows[0].values["text"])
    assert not any(word in str(rows[0].values["text"]) for word in NOT_OF_THE_ARTICLE)


def test_a_heading_that_links_to_itself_stays() -> None:
    rows, _ = read(page(f"<p>{SENTENCE}</p><h2><a href='#how'>How it grew</a></h2><p>{SENTENCE}</p><p>{SENTENCE}</p>"))
    assert "\nHow it grew\n" in str(rows[0].values["text"])


def test_links_within_sentences_stay() -> None:
    linked = "<p>The app <a href='/c'>Clubhouse</a> rivals <a href='/d'>Discord</a> in audio.</p>"
    most = "<p><a href='/c'>Clubhouse Media Group</a> <b><a href='/c'>rose</a></b>.</p>"
    rows, _ = read(page(f"<p>{SENTENCE}</p>{linked}{most}"))
    text = str(rows[0].values["text"])
    assert text.endswith("The app Clubhouse rivals Discord in audio.\nClubhouse Media Group rose.")


@pytest.mark.parametrize(
    ("lang", "charset", "codec", "title", "words"),
    [
        (
            "ja",
            "shift_jis",
            "cp932",
            "クラブハウスが資金調達",
            "音声アプリのクラブハウスは月曜日、新たに資金を調達したと発表した。",
        ),
        (
            "zh",
            "gb2312",
            "gb18030",
            "Clubhouse完成融资",
            "音频应用Clubhouse周一宣布完成新一轮融资，并计划在三个城市招聘工程师。",
        ),
        (
            "ar",
            "windows-1256",
            "cp1256",
            "كلوب هاوس تجمع تمويلا",
            "أعلنت شركة كلوب هاوس يوم الاثنين أنها جمعت تمويلا جديدا.",
        ),
        (
            "ru",
            "windows-1251",
            "cp1251",
            "Клабхаус растёт",
            "Компания Клабхаус сообщила, что число пользователей удвоилось.",
        ),
        (
            "de",
            "iso-8859-1",
            "cp1252",
            "Clubhouse wächst",
            "Die App Clubhouse wächst “schnell” und ist nicht börsennotiert.",
        ),
        (
            "ko",
            "euc-kr",
            "cp949",
            "클럽하우스 투자 유치",
            "음성 앱 클럽하우스는 월요일 새로운 투자를 유치했다고 밝혔다.",
        ),
    ],
)
def test_short_articles_in_other_scripts_and_encodings(
    lang: str, charset: str, codec: str, title: str, words: str
) -> None:
    rows, errors = read(page(f"<p>{words}</p>", title, lang, charset).encode(codec))
    assert errors == []
    assert rows[0].values["text"] == f"{title}\n\n{words}"
    assert rows[0].values["lang"] == lang


@pytest.mark.parametrize(
    "content",
    [
        "<html><head><title>News</title></head><body><ul>"
        + "".join(f"<li><a href=/>{words}</a>" for words in OTHERS * 10),
        "<html><body><main><ol class=chapter>"
        + "".join(
            f"<li><strong>1.</strong> <a href='/c{number}'>{words}</a></li>" for number, words in enumerate(OTHERS)
        )
        + "</ol></main></body></html>",
        "<html><body><form><input><button>Log in</button></form><script>var x = 'Tesla'</script></body></html>",
        "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1><hr>nginx</body></html>",
        "<html><body><div id=root></div><noscript>You need JavaScript to run this app.</noscript></body></html>",
        "<html></html>",
        "<!-- -->",
    ],
)
def test_a_page_without_an_article_is_refused(content: str) -> None:
    rows, errors = read(content)
    assert rows == []
    assert errors == [
        "given: no article in this page (lists, forms and navigation are not read); save the page of the article itself"
    ]


def test_an_error_page_is_told() -> None:
    head = "<title>404 Page not found</title>"
    body = "<p>The page that you are looking for has moved or never existed.</p>"
    rows, errors = read(f"<html><head>{head}</head><body>{body}</body></html>")
    assert rows == []
    assert errors == ["given: an error page instead of an article ('404 Page not found'); fetch it again"]


def test_bad_bytes_are_named_and_the_rest_is_read() -> None:
    rows, errors = read(page(f"<p>{SENTENCE}</p>").encode().replace(b"Monday", b"M\xf6nday"))
    assert "on M\ufffdnday that" in str(rows[0].values["text"])
    assert len(errors) == 1
    assert errors[0].startswith("given: invalid UTF-8 at byte")


def test_an_article_that_stands_only_in_linked_data_is_read() -> None:
    data = '{"@type": "NewsArticle", "headline": "Signal climbs", "articleBody": "' + SENTENCE * 3 + '"}'
    rows, _ = read(
        f'<html><head><script type="application/ld+json">{data}</script></head><body><div id=app></div></body></html>'
    )
    assert SENTENCE.strip() in str(rows[0].values["text"])


@pytest.mark.parametrize(
    "flood",
    [
        "<div>" * 50_000,
        "<b>" * 20_000,
        "<a href=x>Tesla</a> " * 9_000,
        "<td>Tesla" * 9_000,
        "<" * 50_000,
        "<!--" * 50_000,
        "\x00" * 9,
        "&" * 50_000,
    ],
)
def test_floods_end(flood: str) -> None:
    start = time.process_time()
    with contextlib.suppress(DocumentError):
        read(f"<html><body><article>{flood}<p>{SENTENCE * 3}</p></article>")
    assert time.process_time() - start < 20


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(
        DocumentError, match="given: a page of more than 30000 elements; save the page of the article itself"
    ):
        read("<html><body>" + "<i>x</i>" * 30_001)


def test_the_same_page_gives_the_same_text_again_and_again() -> None:
    content = page(f"<p>{SENTENCE}</p><p>It is not listed.</p>")
    assert len({str(read(content)[0][0].values["text"]) for _ in range(6)}) == 1


def test_without_the_library_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(
        DocumentError, match="given: an HTML page needs trafilatura; install it: pip install trafilatura"
    ):
        read(page(f"<p>{SENTENCE}</p>"))


def test_nothing_is_said_on_the_side(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read("<html><body><p>x</p></body></html>")
    assert capfd.readouterr() == ("", "")


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_no_cut_and_no_damaged_byte_breaks_it(data: st.DataObject) -> None:
    content = bytearray(page(f"<p>{SENTENCE * 2}</p>").encode())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DocumentError):
        read(bytes(content[: data.draw(st.integers(1, len(content)))]))
