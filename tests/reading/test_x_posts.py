from __future__ import annotations

import pytest

from tickerwatch.reading.x_posts import Included, archive_values, expand_links, post_values, resolve

INCLUDED = Included.of(
    {
        "includes": {
            "users": [{"id": "5", "username": "alice"}, {"id": "6"}, "no user"],
            "tweets": [{"id": "3", "text": "Use Signal &amp; more, the whole of it https://t.co/z", "author_id": "77"}],
        }
    }
)


def test_a_post_becomes_a_row() -> None:
    post = {
        "id": "10",
        "text": "AT&amp;T &lt;3",
        "author_id": "5",
        "created_at": "2021-02-01T03:14:15.123Z",
        "lang": "en",
    }
    assert post_values(post, INCLUDED) == {
        "id": "10",
        "published_at": "2021-02-01T03:14:15.123Z",
        "source": "x.com",
        "author": "alice",
        "lang": "en",
        "url": "https://x.com/alice/status/10",
        "text": "AT&T <3",
    }


def test_an_author_that_is_not_included_is_a_number() -> None:
    values = post_values({"id": "1", "text": "x", "author_id": "6"}, INCLUDED)
    assert (values["author"], values["url"]) == ("6", "https://x.com/i/status/1")
    values = post_values({"id": "1", "text": "x", "author_id": "6", "author": {"username": "bob"}}, INCLUDED)
    assert values["author"] == "bob"


def test_a_long_post_is_read_whole_and_its_links_are_written_out() -> None:
    note = {
        "text": "Long https://t.co/a https://t.co/b https://t.co/c",
        "entities": {
            "urls": [
                {
                    "url": "https://t.co/a",
                    "expanded_url": "https://bit.ly/1",
                    "unwound_url": "https://example.org/full",
                },
                {"url": "https://t.co/b", "expanded_url": "https://twitter.com/a/status/1/photo/1"},
                {"url": "https://t.co/c", "expanded_url": "https://example.org/c"},
            ]
        },
    }
    values = post_values({"id": "1", "text": "Short…", "note_tweet": note}, INCLUDED)
    assert values["text"] == "Long https://example.org/full https://t.co/b https://example.org/c"


def test_a_retweet_is_what_was_passed_on_and_a_quoted_post_is_not_read() -> None:
    retweet = {"id": "1", "text": "RT @boss: Use Sig…", "referenced_tweets": [{"type": "retweeted", "id": "3"}]}
    assert post_values(retweet, INCLUDED)["text"] == "RT @boss: Use Signal & more, the whole of it https://t.co/z"
    assert post_values(retweet, Included())["text"] == "RT @boss: Use Sig…"
    inline = {**retweet, "referenced_tweets": [{"type": "retweeted", "id": "3", "text": "Use Signal inline"}]}
    assert post_values(inline, Included())["text"] == "RT @boss: Use Signal inline"
    quote = {"id": "1", "text": "this https://t.co/q", "referenced_tweets": [{"type": "quoted", "id": "3"}]}
    assert post_values(quote, INCLUDED)["text"] == "this https://t.co/q"


def test_odd_objects_break_nothing() -> None:
    odd = {"id": 1, "text": "x", "entities": [], "note_tweet": "x", "referenced_tweets": {}, "lang": 5, "author": "a"}
    assert post_values(odd, Included.of({"includes": ["x"]}))["text"] == "x"
    bad_link = {"urls": [{"url": "https://t.co/a", "expanded_url": "https://[bad"}, {"url": 5}]}
    assert post_values({"id": 1, "text": "https://t.co/a", "entities": bad_link}, INCLUDED)["text"] == "https://t.co/a"


@pytest.mark.parametrize(
    ("code", "lang"), [("und", ""), ("zxx", ""), ("qme", ""), ("in", "id"), ("iw", "he"), ("ja", "ja")]
)
def test_languages(code: str, lang: str) -> None:
    assert post_values({"id": "1", "text": "x", "lang": code}, INCLUDED)["lang"] == lang


def test_a_post_of_an_archive() -> None:
    post = {
        "id_str": "1",
        "id": "1",
        "full_text": "I use Signal &amp; Clubhouse https://t.co/a https://t.co/p",
        "created_at": "Mon Feb 01 03:14:15 +0000 2021",
        "lang": "en",
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}]},
    }
    values = archive_values(post, "someone")
    assert values["text"] == "I use Signal & Clubhouse https://example.org/a https://t.co/p"
    assert (values["author"], values["url"]) == ("someone", "https://x.com/someone/status/1")
    core = {
        "text": "All &lt;of&gt; it https://t.co/n",
        "urls": [{"shortUrl": "https://t.co/n", "expandedUrl": "https://e.org"}],
    }
    assert archive_values(post, "someone", {"core": core})["text"] == "All <of> it https://e.org"


def test_entities_are_resolved_once() -> None:
    assert resolve("&amp;lt; &quot; &nbsp;") == "&lt; &quot; &nbsp;"
    assert (
        expand_links("https://t.co/ab https://t.co/a", {"https://t.co/a": "https://e.org"})
        == "https://t.co/ab https://e.org"
    )
