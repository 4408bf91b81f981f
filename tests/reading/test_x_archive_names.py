from __future__ import annotations

import pytest

from tickerwatch.reading.x_archive_names import is_archive, post_files

NAMES = [
    "account.js",
    "community-tweet.js",
    "deleted-tweets.js",
    "direct-messages.js",
    "like.js",
    "note-tweet.js",
    "tweet-headers.js",
    "tweets-part10.js",
    "tweets-part2.js",
    "tweets.js",
    "tweets_media",
    "twitter-circle-tweet.js",
]


def test_only_files_with_posts_are_chosen_in_the_order_of_their_parts() -> None:
    assert post_files(NAMES) == ["tweets.js", "tweets-part2.js", "tweets-part10.js", "community-tweet.js"]
    assert post_files(NAMES, long_form=True) == ["note-tweet.js"]
    assert post_files(["tweet.js"]) == ["tweet.js"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [(NAMES, True), (["tweet.js", "manifest.js"], True), (["tweets.js"], False), (["account.js", "like.js"], False)],
)
def test_an_archive_has_posts_and_says_whose(names: list[str], expected: bool) -> None:
    assert is_archive(names) is expected
