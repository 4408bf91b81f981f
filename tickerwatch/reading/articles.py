"""The article of an HTML page: its words without navigation, notices and lists of other articles.

Facts come from the page alone; nothing is fetched. Which words are the article's is judged by trafilatura, set to
rather leave out than to take in: other articles on a page name other companies. The door to trafilatura.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tickerwatch.errors import DocumentError
from tickerwatch.reading.article_facts import article_facts
from tickerwatch.reading.feeds import entry_text
from tickerwatch.reading.html_words import drop_elements, html_tree, plain_words
from tickerwatch.reading.markup import read_markup
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

__all__ = ["read_article"]

_MOST_ELEMENTS = 30_000
"""Articles have some thousands; the time that is needed grows with the square."""
_LEAST_LETTERS = 20
"""Letters below the headline, those of East Asian scripts counted double: the length of a short sentence."""
_LETTERS_OF_ERROR_PAGE = 400
_LINKED_SHARE = 0.65
"""A paragraph of which this share is links points to something else ("Read more: ...")."""
_BULLET = re.compile(r"(?:[-•*] )?(?:[0-9]{1,3}(?:[.)] ?| ))*")
_SENTENCE_ENDS = tuple(".!?。！？؟।")
_ERROR_TITLE = re.compile(
    r"(?:error\s*:?\s*)?(?:40[0-9]|410|429|50[0-9])\b|(?:page )?not found\b|access denied\b", re.IGNORECASE
)
_NO_ARTICLE = "no article in this page (lists, forms and navigation are not read); save the page of the article itself"


def read_article(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read the article of a page.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        One row: the headline, and below it the article. An error, and no row, if there is no article; an error after
        the row if some bytes could not be read.

    Raises
    ------
    DocumentError
        The bytes cannot be read, or the library that reads articles is not installed.
    """
    markup = read_markup(stream, is_page=True)
    tree = html_tree(markup.text)
    if tree is None:
        yield DocumentError(stream.shown, _NO_ARTICLE)
        return
    _make_smaller(tree, stream.shown)
    facts = article_facts(tree)
    headline = facts["title"]
    body = _without_headline(_main_text(tree, stream.shown), headline)
    if _count_letters(body) < _LEAST_LETTERS:
        body = facts["text"]
    letters = _count_letters(body)
    if letters < _LEAST_LETTERS:
        yield DocumentError(stream.shown, _NO_ARTICLE)
    elif letters < _LETTERS_OF_ERROR_PAGE and _ERROR_TITLE.match(headline):
        yield DocumentError(stream.shown, f"an error page instead of an article ({headline[:60]!r}); fetch it again")
    else:
        yield Row(1, 1, {**facts, "text": entry_text(headline, body)})
    if markup.fault:
        yield DocumentError(stream.shown, markup.fault)


def _make_smaller(tree: Any, shown: str) -> None:
    drop_elements(tree, "style", "svg", "template", "figcaption", "iframe", "object")
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise DocumentError(
            shown, f"a page of more than {_MOST_ELEMENTS} elements; save the page of the article itself"
        )


def _main_text(tree: Any, shown: str) -> str:
    import logging

    try:
        import trafilatura
    except ImportError as error:
        raise DocumentError(shown, "an HTML page needs trafilatura; install it: pip install trafilatura") from error

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong is told by the result
    _tell_links_from_sentences(tree)
    pointers = {_without_bullet(link.text_content()) for link in tree.iter("a") if not _leads_within(link)}
    try:
        found = trafilatura.extract(tree, favor_precision=True, include_comments=False, include_tables=True)
    except Exception:  # whatever a hostile page can make it throw
        found = None
    lines = plain_words(found or "").split("\n")
    return "\n".join(line for line in lines if _without_bullet(line) not in pointers)


def _tell_links_from_sentences(tree: Any) -> None:
    """Take out paragraphs that point elsewhere, and unlink the words of sentences, which would count against them."""
    for paragraph in list(tree.iter("p")):
        links = list(paragraph.iter("a"))
        if not links or paragraph.getparent() is None:
            continue
        linked = [plain_words(link.text_content()) for link in links]
        words = plain_words(paragraph.text_content())
        ends_as_sentence = words.rpartition(linked[-1])[2].strip()[-1:] in _SENTENCE_ENDS if linked[-1] else False
        if sum(map(len, linked)) >= _LINKED_SHARE * len(words) and not ends_as_sentence:
            paragraph.drop_tree()
            continue
        for link in links:
            link.drop_tag()


def _without_bullet(line: str) -> str:
    return _BULLET.sub("", plain_words(line).replace("\n", " "), count=1)


def _leads_within(link: Any) -> bool:
    return (link.get("href") or "#").startswith("#")


def _without_headline(body: str, headline: str) -> str:
    first, _, rest = body.partition("\n")
    return rest if headline and first.strip(" #") == headline else body


def _count_letters(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words if letter.isalnum())
