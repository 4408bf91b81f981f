from __future__ import annotations

import json

import pytest

from tickerwatch.reading.article_facts import article_facts
from tickerwatch.reading.html_words import html_tree


def facts(head: str = "", body: str = "", attributes: str = "") -> dict[str, str]:
    return article_facts(html_tree(f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>"))


def linked(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(values)}</script>'


ARTICLE = linked(
    **{
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Not this"},
            {
                "@type": ["NewsArticle"],
                "headline": "Signal climbs",
                "datePublished": "2021-02-01T03:14:15.123+01:00",
                "dateModified": "2021-03-01",
                "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "Ola Nord"}],
                "publisher": {"name": "Example News"},
                "inLanguage": "en-GB",
                "mainEntityOfPage": "https://example.org/a",
            },
        ],
    }
)


def test_linked_data() -> None:
    assert facts(ARTICLE) == {
        "title": "Signal climbs",
        "published_at": "2021-02-01T03:14:15.123+01:00",
        "author": "Jane Doe, Ola Nord",
        "source": "Example News",
        "lang": "en-GB",
        "url": "https://example.org/a",
        "text": "",
    }


def test_meta_elements() -> None:
    head = (
        '<meta property="og:title" content="Signal climbs - Example News">'
        '<meta property="og:site_name" content="Example News">'
        '<meta property="article:published_time" content="2021-02-01T03:14:15Z"><meta name="author" content="Jane Doe">'
        '<link rel="canonical" href="https://example.org/a"><meta property="og:locale" content="de_DE">'
    )
    assert facts(head) == {
        "title": "Signal climbs",
        "published_at": "2021-02-01T03:14:15Z",
        "author": "Jane Doe",
        "source": "Example News",
        "lang": "de-DE",
        "url": "https://example.org/a",
        "text": "",
    }


@pytest.mark.parametrize(
    ("head", "body", "published_at"),
    [
        ('<meta name="date" content="2021-02">', "", "2021-02"),
        ('<meta name="DC.date.issued" content="2021-02-01">', "", "2021-02-01"),
        ('<meta name="date" content="yesterday"><meta name="pubdate" content="2021-02-01">', "", "2021-02-01"),
        (
            "",
            '<article><time datetime="2021-02-01T03:14:15Z">today</time><time datetime="2022-01-01"></time></article>',
            "2021-02-01T03:14:15Z",
        ),
        (
            "",
            '<aside><article><time datetime="2019-01-02"></time></article></aside><article><p>Words</p></article>',
            "",
        ),
        ("", '<article><time datetime=""></time><time datetime="2021-02-01"></time></article>', "2021-02-01"),
        ("", '<aside><time datetime="2022-01-01"></time></aside>', ""),
        ("", '<time itemprop="datePublished" datetime="2021-02-01">1 Feb</time>', "2021-02-01"),
        ('<link rel="canonical" href="https://example.org/2021/02/01/signal">', "", "2021-02-01"),
        ('<link rel="canonical" href="https://example.org/2021/99/01/signal">', "", ""),
        ('<meta property="article:modified_time" content="2021-02-01">', "<p>1 February 2021</p>", ""),
        ('<meta name="date" content="soon">', "", "soon"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-02-01",}</script>',
            "",
            "",
        ),
        (linked(**{"@type": "BlogPosting", "datePublished": "2021-02-01"}), "", "2021-02-01"),
        (linked(**{"@type": "Organization", "datePublished": "2021-02-01"}), "", ""),
    ],
)
def test_the_time_of_publication(head: str, body: str, published_at: str) -> None:
    assert facts(head, body)["published_at"] == published_at


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Signal climbs | Example</title>", "<h1>Example</h1><h1>Signal\nclimbs</h1>", "Signal climbs"),
        ("<title>Signal climbs</title>", "<h1>Other words</h1>", "Signal climbs"),
        ("", "<h1></h1>", ""),
    ],
)
def test_the_headline(head: str, body: str, title: str) -> None:
    assert facts(head, body)["title"] == title


def test_author_language_and_site_where_little_is_said() -> None:
    assert (
        facts('<meta name="author" content="https://example.org/jane">', "<a rel='author'>Jane</a>")["author"] == "Jane"
    )
    assert facts(attributes='lang="ja"')["lang"] == "ja"
    assert facts('<meta http-equiv="content-language" content="not a code">')["lang"] == ""
    assert facts('<link rel="canonical" href="https://www.example.org/a">')["source"] == "example.org"
    assert facts('<link rel="canonical" href="/relative">')["url"] == ""


def test_hostile_linked_data_breaks_nothing() -> None:
    deep = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    assert facts(deep)["published_at"] == ""
    assert facts(linked(**{"@graph": [{"@graph": []}] * 50_000}))["title"] == ""
    odd = linked(**{"@type": "Article", "author": 5, "publisher": [1], "headline": {"a": 1}, "datePublished": 7})
    assert facts(odd)["author"] == ""
