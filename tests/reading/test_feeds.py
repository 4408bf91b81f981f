from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reading.dates import parse_published
from tickerwatch.reading.feeds import entry_text, read_feed
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example News</title><language>en</language>
{}
</channel></rss>"""
ITEM = (
    "<item><title>Title {0}</title><guid isPermaLink='false'>g{0}</guid>\n<description>Words {0}</description></item>"
)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl" xml:base="https://example.org/blog/">
<title>Blog</title><author><name>Whole Feed</name></author>
{}
</feed>"""


def read(content: str | bytes) -> tuple[list[Row], list[str]]:
    whole = content.encode() if isinstance(content, str) else content
    items = list(read_feed(ByteStream(io.BytesIO(whole), "given")))
    rows = [item for item in items if isinstance(item, Row)]
    return rows, [str(item) for item in items if isinstance(item, DocumentError)]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def test_rss_2_with_content_creator_and_zone() -> None:
    rows, errors = read(
        RSS.format(
            "<item><title>AT&amp;T &lt;b&gt;buys&lt;/b&gt; Clubhouse</title><link>https://example.org/1</link>"
            "<guid isPermaLink='false'>tag:1</guid><pubDate>Sun, 31 Jan 2021 20:56:10 -0500</pubDate>"
            "<dc:creator>Jane Doe</dc:creator><description>Short.</description>"
            "<content:encoded><![CDATA[<p>It is <b>not</b> listed &amp; small.</p><script>Tesla</script>"
            "<p>Second.</p>]]></content:encoded></item>"
        )
    )
    assert errors == []
    assert rows[0].line == 4
    assert dict(rows[0].values) == {
        "id": "tag:1",
        "published_at": "Sun, 31 Jan 2021 20:56:10 -0500",
        "source": "Example News",
        "author": "Jane Doe",
        "title": "AT&T buys Clubhouse",
        "lang": "en",
        "url": "https://example.org/1",
        "text": "AT&T buys Clubhouse\n\nIt is not listed & small.\nSecond.",
    }


def test_atom_keeps_language_precision_and_the_base_of_links() -> None:
    rows, errors = read(
        ATOM.format(
            "<entry xml:lang='de'><id>urn:1</id><title type='html'>Die &lt;i&gt;App&lt;/i&gt; &amp;amp; mehr</title>"
            "<link href='p/1'/><updated>2021-03-01T00:00:00Z</updated>"
            "<published>2021-02-01T03:14:15.123+01:00</published><summary>kurz</summary>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Ein <b>Satz</b>.</p><p>Zwei.</p></div>"
            "</content></entry>"
            "<entry><id>urn:2</id><title>Maand</title><updated>2021-02</updated><author><name>Own</name></author></entry>"
        )
    )
    assert errors == []
    first, second = (row.values for row in rows)
    assert first["text"] == "Die App & mehr\n\nEin Satz.\nZwei."
    assert (first["lang"], first["url"], first["author"]) == ("de", "https://example.org/blog/p/1", "Whole Feed")
    moment, precision = parse_published(first["published_at"])
    assert moment is not None
    assert (moment.isoformat(), precision) == ("2021-02-01T02:14:15.123000+00:00", "time")
    assert (second["text"], second["lang"], second["author"]) == ("Maand", "nl", "Own")
    assert parse_published(second["published_at"])[1] == "month"


def test_rss_1_and_0_91() -> None:
    rows, _ = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://e.org/"><title>R</title>'
        '<dc:language>fr</dc:language></channel><item rdf:about="https://e.org/1"><title>Un</title>'
        "<description>mots</description><dc:date>2021-02-01T03:14+01:00</dc:date><dc:creator>Zoé</dc:creator></item></rdf:RDF>"
    )
    assert rows[0].values["id"] == "https://e.org/1"
    assert rows[0].values["published_at"] == "2021-02-01T03:14+01:00"
    assert (rows[0].values["author"], rows[0].values["lang"]) == ("Zoé", "fr")
    rows, errors = read(
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title>'
        "<item><title>First</title><link>https://e.org/1</link></item></channel></rss>"
    )
    assert errors == []
    assert (rows[0].values["id"], rows[0].values["text"]) == ("https://e.org/1", "First")


def test_media_texts_and_the_source_of_an_aggregated_entry() -> None:
    rows, _ = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>All</title>'
        "<entry><id>v</id><title>Video</title><source><title>Origin</title></source>"
        "<media:group><media:description>About Clubhouse</media:description></media:group></entry></feed>"
    )
    assert rows[0].values["text"] == "Video\n\nAbout Clubhouse"
    assert rows[0].values["source"] == "Origin"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, 01 Feb 2021 03:14:15 GMT", "2021-02-01T03:14:15+00:00"),
        ("Mon, 01 Feb 2021 03:14:15 EST", "2021-02-01T08:14:15+00:00"),
        ("1 Feb 21 03:14 +0530", "2021-01-31T21:44:00+00:00"),
        ("2021-02-01", "2021-02-01T00:00:00+00:00"),
    ],
)
def test_dates_become_utc(written: str, expected: str) -> None:
    rows, _ = read(RSS.format(f"<item><title>x</title><pubDate>{written}</pubDate></item>"))
    moment, _ = parse_published(rows[0].values["published_at"])
    assert moment is not None
    assert moment.isoformat() == expected


def test_a_date_that_nobody_can_read_is_handed_on_as_written() -> None:
    rows, _ = read(RSS.format("<item><title>x</title><pubDate>the other day</pubDate></item>"))
    assert rows[0].values["published_at"] == "the other day"


def test_ids_used_twice_are_given_once() -> None:
    rows, _ = read(RSS.format((ITEM.format(1) + "\n") * 2))
    assert [row.values["id"] for row in rows] == ["g1", None]
    assert [row.line for row in rows] == [4, 6]


def test_an_entry_without_words_is_named_by_its_line() -> None:
    rows, errors = read(RSS.format(ITEM.format(1) + "\n<item><guid>g2</guid></item>"))
    assert len(rows) == 1
    assert errors == ["given:6: an entry without words; it has neither title nor summary nor content"]


def test_what_xml_forbids_and_everyone_writes_is_mended() -> None:
    rows, errors = read(
        RSS.format(
            "<item><title>AT&T caf&eacute;&nbsp;R&D &#233; &copy</title><description><![CDATA[a & b &amp; <b>c</b>]]>"
            "</description></item>" + ITEM.format(2).replace("Words", "W\x01ords")
        )
    )
    assert errors == []
    assert rows[0].values["text"] == "AT&T café R&D é &copy\n\na & b & c"
    assert rows[1].values["text"] == "Title 2\n\nW ords 2"


def test_a_cut_feed_gives_what_is_whole_and_names_the_rest() -> None:
    whole = RSS.format("\n".join(ITEM.format(number) for number in range(1, 4)))
    rows, errors = read(whole[: whole.index("Words 3")])
    assert [row.values["id"] for row in rows] == ["g1", "g2"]
    assert len(errors) == 1
    assert errors[0].startswith("given:8: damaged XML (")
    assert "the entry that begins here is cut off and left out" in errors[0]


def test_a_malformed_place_is_named_and_the_rest_is_read() -> None:
    rows, errors = read(RSS.format(ITEM.format(1) + "\n<item><title>x</b></title></item>\n" + ITEM.format(3)))
    assert [row.values["id"] for row in rows] == ["g1", None, "g3"]
    assert len(errors) == 1
    assert errors[0].startswith("given:6: damaged XML (mismatched tag)")


def test_no_declaration_and_lines_before_it_keep_the_line_numbers() -> None:
    broken = "<item><title>x</b></title></item>"
    for before in ("", "\n\n", "<?xml version='1.0'?>\n", "\n<?xml\nversion='1.0'\n?>\n"):
        _, errors = read(f"{before}<rss version='2.0'><channel>\n{broken}</channel></rss>")
        assert errors[0].startswith(f"given:{2 + before.count(chr(10))}: damaged XML"), before


def test_encodings_and_bytes_that_are_not_of_them() -> None:
    rows, errors = read(RSS.replace("utf-8", "windows-1251").format(ITEM.format("Клабхаус")).encode("cp1251"))
    assert errors == []
    assert rows[0].values["title"] == "Title Клабхаус"
    rows, errors = read(RSS.format(ITEM.format(1)).encode().replace(b"Words", b"W\xe9rds"))
    assert rows[0].values["text"] == "Title 1\n\nW\ufffdrds 1"
    assert len(errors) == 1
    assert errors[0].startswith("given: invalid UTF-8 at byte")


@pytest.mark.parametrize("content", ["<channel-list>x</channel-list>", "<rss version='2.0'></rss>", "<feed/>"])
def test_what_is_no_feed_is_refused(content: str) -> None:
    with pytest.raises(DocumentError, match="given: a feed without a title and without entries; fetch it again"):
        read(content)


def test_an_empty_feed_is_no_error() -> None:
    assert read(RSS.format("")) == ([], [])


def test_entities_neither_explode_nor_read_files() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with at_most(20):
        rows, _ = read(
            f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]><rss version="2.0"><channel>'
            "<item><title>a &l9; b</title></item></channel></rss>"
        )
    assert sum(len(str(row.values["text"])) for row in rows) < 10_000
    rows, _ = read(
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
        "<item><title>a&x;b</title></item></channel></rss>"
    )
    assert "root" not in str(rows[0].values["text"])


@pytest.mark.parametrize(
    "flood",
    ["<a>" * 30_000, "&" * 50_000, "<![CDATA[" * 20_000, "<" * 50_000, "<!--" * 20_000, "<item>" * 3_000, "\x00" * 9],
)
def test_floods_end_and_what_came_before_is_read(flood: str) -> None:
    with at_most(30):
        rows, errors = read(RSS.format(ITEM.format(1) + f"<item><title>{flood}</title></item>"))
    assert rows[0].values["id"] == "g1"
    assert errors or len(rows) == 2


def test_many_entries_end() -> None:
    feed = RSS.format("\n".join(ITEM.format(number) for number in range(4_000)))
    with at_most(60):
        rows, errors = read(feed)
    assert (len(rows), errors) == (4_000, [])


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    rows, _ = read(RSS.format("<item><title>x</title><link>https://example.org/1</link></item>"))
    assert rows[0].values["url"] == "https://example.org/1"


def test_whatever_the_library_throws_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def throw(*_: object, **__: object) -> None:
        raise AttributeError("inside")

    monkeypatch.setattr("feedparser.parse", throw)
    rows, errors = read(RSS.format(ITEM.format(1)))
    assert rows == []
    assert errors == ["given: damaged XML (AttributeError); what follows may be lost or misread: fetch it again"]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_cut_and_no_damaged_byte_breaks_it(data: st.DataObject) -> None:
    content = bytearray((RSS if data.draw(st.booleans()) else ATOM).format(ITEM.format(1) + ITEM.format(2)).encode())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DocumentError):
        read(bytes(content[: data.draw(st.integers(1, len(content)))]))


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Head", "Body", "Head\n\nBody"),
        ("Head", "Head and more", "Head and more"),
        ("Head", "", "Head"),
        ("", "Body", "Body"),
    ],
)
def test_the_headline_stands_above_the_words_once(title: str, body: str, expected: str) -> None:
    assert entry_text(title, body) == expected


@pytest.mark.parametrize(
    "written",
    [
        "9999-12-31T24:00:00Z", "0001-01-01T00:00:00+14:00", "0000-00-00T00:00:00Z", "2026-13-45T99:99:99Z",
        "-0001-01-01", "2020-W05", "Mon, 01 Feb 2021 03:14:15 AEST", "soon",
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_read_is_not_guessed(written: str) -> None:
    entry = f"<item><title>On Clubhouse tonight</title><pubDate>{written}</pubDate></item>"
    rows, _ = read(f"<rss version='2.0'><channel>{entry}</channel></rss>")
    assert [row.values["published_at"] for row in rows] == [written]


def test_the_source_of_an_entry_of_rss_is_its_own() -> None:
    entry = "<item><title>On Clubhouse tonight</title><source url='https://wire.example'>The Wire</source></item>"
    rows, _ = read(f"<rss version='2.0'><channel><title>All news</title>{entry}</channel></rss>")
    assert rows[0].values["source"] == "The Wire"
