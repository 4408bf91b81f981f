"""A piece of HTML as plain text.

Facts come from the markup alone: nothing is fetched, no entity is followed but those of HTML. The door to lxml.
"""

from __future__ import annotations

import html
import re
from typing import Any

__all__ = ["drop_elements", "element_words", "html_tree", "plain_words", "unmark"]

_XML_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<(?:/?[A-Za-z]|!--|!\[CDATA\[)")
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,31});")
_SILENT = ("script", "style", "noscript", "template", "svg", "iframe", "object", "form", "button", "select", "textarea")
_BREAKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    )
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n\s*")


def unmark(fragment: str) -> str:
    """Turn a piece of HTML into plain text: blocks and breaks become line ends, scripts and forms nothing.

    Parameters
    ----------
    fragment : str
        HTML, or words without tags, in which only entities are resolved.

    Returns
    -------
    str
        Without spaces at the ends of lines, and without empty lines.
    """
    if not _TAG.search(fragment):
        return plain_words(_ENTITY.sub(lambda match: html.unescape(match[0]), fragment))
    tree = html_tree(f"<div>{fragment}</div>")
    return "" if tree is None else element_words(tree)


def html_tree(text: str) -> Any:
    """Parse HTML as browsers do, whatever is wrong with it; None if there is nothing to parse.

    Nothing is fetched. libxml2 itself bounds how deep it goes.
    """
    from lxml import etree
    from lxml.html import HTMLParser

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(_XML_UNFIT.sub(" ", text).encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None


def element_words(element: Any) -> str:
    """Give the words in an element as plain text; what a reader does not see of it is taken out of the tree."""
    return plain_words(_words_of(element))


def plain_words(words: str) -> str:
    """Give words with one space between them and without empty lines; line ends stay."""
    return _LINES.sub("\n", _SPACES.sub(" ", words.replace("\r", "\n"))).strip()


def drop_elements(tree: Any, *tags: str) -> None:
    """Take elements with all they hold out of a tree; the words behind them stay."""
    from lxml import etree

    etree.strip_elements(tree, *tags, with_tail=False)


def _words_of(tree: Any) -> str:
    from lxml import etree

    drop_elements(tree, *_SILENT)
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BREAKS:
            parts.append("\n")
        words = element.text if event == "start" else element.tail
        if words:
            parts.append(words if element.tag == "pre" and event == "start" else words.replace("\n", " "))
    return "".join(parts)
