"""Which files of an X archive hold posts, and whether a folder is such an archive.

Facts come from names alone. Messages, likes, advertising and what else the archive holds of a person are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["ACCOUNT_FILES", "POST_KINDS", "is_archive", "post_files"]

ACCOUNT_FILES = ("account.js", "manifest.js")
"""Files that name the account."""
POST_KINDS = frozenset({"tweet", "tweets", "community_tweet", "note_tweet"})
"""What stands behind ``window.YTD.`` in files with posts of the account."""
_POST_FILE = re.compile(r"(tweets?|community-tweet|note-tweet)(?:-part([0-9]{1,4}))?\.js")


def post_files(names: Iterable[str], *, long_form: bool = False) -> list[str]:
    """Choose the files with posts, in the order of their parts.

    Parameters
    ----------
    names : iterable of str
        Names of one folder.
    long_form : bool
        Those with the whole text of long posts instead of those with posts.
    """
    found = []
    for name in names:
        match = _POST_FILE.fullmatch(name)
        if match is not None and (match[1] == "note-tweet") == long_form:
            found.append((match[1] == "community-tweet", match[1], int(match[2] or 0), name))
    return [name for *_, name in sorted(found)]


def is_archive(names: Iterable[str]) -> bool:
    """Whether a folder with these names holds the data of an archive: posts, and whose they are."""
    there = set(names)
    return not there.isdisjoint(ACCOUNT_FILES) and bool(post_files(there))
