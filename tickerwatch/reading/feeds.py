"""The entries of RSS (0.9x, 1.0, 2.0) and Atom feeds.

Facts come from the feed alone: nothing is fetched, no entity of it is followed. What a damaged feed still holds is
read, and the place of the damage is named. The door to feedparser.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.reading.dates import parse_published
from tickerwatch.reading.html_words import plain_words, unmark
from tickerwatch.reading.markup import read_markup
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

__all__ = ["entry_text", "read_feed"]

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)(?=[\s>])")
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,30});)?")
_MAIL_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?[0-9]{1,2}\s+[A-Za-z]{3,9}\s+[0-9]{2,4}\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    r"\s+(?:[+-][0-9]{4}|UTC?|GMT|Z|[ECMP][SD]T)"
)
"""RFC 2822, with the names of zones that it knows."""
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WITHOUT_WORDS = "an entry without words; it has neither title nor summary nor content"


def read_feed(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read the entries of a feed, in their order.

    The text is the headline, and below it the content, or the summary where there is none. The time is that of
    publication, else of the last update. An entry that is cut off by the end of the file is left out.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        `line` is where the entry begins, if that can be told; an error for each fault of the feed comes last.

    Raises
    ------
    DocumentError
        The bytes cannot be read, or hold no feed.
    """
    markup = read_markup(stream)
    feed, fault = _parse(markup.text)
    entries: list[Any] = feed["entries"]
    places = _lines_of_entries(markup.text, len(entries))
    is_cut = fault is not None and len(entries) > len(_ENTRY_END.findall(markup.text))
    if not entries and fault is None and not (feed.get("version") and feed["feed"].get("title")):
        raise DocumentError(stream.shown, "a feed without a title and without entries; fetch it again")
    seen: set[str] = set()
    for number, entry in enumerate(entries[:-1] if is_cut else entries, start=1):
        values = _values(entry, feed["feed"])
        if values["id"] in seen:
            values["id"] = None
        seen.add(str(values["id"]))
        line = places[number - 1]
        yield Row(line, number, values) if values["text"] else DocumentError(stream.shown, _WITHOUT_WORDS, line)
    if markup.fault:
        yield DocumentError(stream.shown, markup.fault)
    if fault is not None:
        what = "the entry that begins here is cut off and left out" if is_cut else "what follows may be lost or misread"
        line = places[-1] if is_cut and places[-1] is not None else fault[1]
        yield DocumentError(stream.shown, f"damaged XML ({fault[0]}); {what}: fetch it again", line)


def entry_text(title: str, body: str) -> str:
    """Put the headline above the words, once.

    Parameters
    ----------
    title, body : str
        Plain text; either may be empty.
    """
    head = title.strip()
    if not head or body.lstrip().startswith(head):
        return body or head
    return f"{head}\n\n{body}" if body.strip() else head


def _parse(text: str) -> tuple[Any, tuple[str, int | None] | None]:
    """The feed, and what is damaged in it, in which line. What XML forbids but everyone writes is mended first."""
    feed, fault = _ask(text)
    if fault is not None and "<!ENTITY" not in text:
        mended = _mend(text)
        if mended != text:
            again, fault_of_mended = _ask(mended)
            if len(again["entries"]) >= len(feed["entries"]):
                return again, fault_of_mended
    return feed, fault


def _ask(text: str) -> tuple[Any, tuple[str, int | None] | None]:
    import feedparser

    declaration = _DECLARATION.match(text)
    lines_before = text.count("\n", 0, declaration.end()) if declaration else 0
    body = text[declaration.end() if declaration else 0 :]
    content = f"<?xml version='1.0' encoding='utf-8'?>{body}".encode("utf-8", "replace")
    try:
        feed = feedparser.parse(
            io.BytesIO(content),  # a file: bytes or words would be tried as a path or an address first
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # whatever a hostile feed can make it throw
        return {"entries": [], "feed": {}, "version": "broken"}, (type(error).__name__, None)
    found = feed.get("bozo_exception") if feed.get("bozo") else None
    if found is None or isinstance(found, feedparser.exceptions.CharacterEncodingOverride):
        return feed, None
    line = getattr(found, "getLineNumber", lambda: None)()
    why = str(getattr(found, "getMessage", lambda: type(found).__name__)())
    return feed, (why, None if line is None else line + lines_before)


def _mend(text: str) -> str:
    """Escape bare ampersands, resolve the entities of HTML, blank what no XML may hold; CDATA stays as it is."""
    parts, at = [], 0
    while True:
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            parts.append(_REFERENCE.sub(_as_reference, text[at:]))
            return _UNFIT.sub(" ", "".join(parts))
        parts += _REFERENCE.sub(_as_reference, text[at:start]), text[start : end + 3]
        at = end + 3


def _as_reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return match[0] if len(match[0]) > 1 else "&amp;"
    if name in _OF_XML:
        return match[0]
    character = html.unescape(match[0])
    return f"&amp;{name};" if character == match[0] else character


def _lines_of_entries(text: str, n_entries: int) -> list[int | None]:
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if len(starts) != n_entries:
        return [None] * n_entries
    lines: list[int | None] = []
    line, at = 1, 0
    for start in starts:
        line += text.count("\n", at, start)
        lines.append(line)
        at = start
    return lines


def _values(entry: Any, feed: Any) -> dict[str, object]:
    title = _detail_text(entry.get("title_detail"))
    body = next(filter(None, map(_detail_text, [*entry.get("content", ()), entry.get("summary_detail")])), "")
    source = entry.get("source") or {}
    return {
        "id": entry.get("id") or entry.get("link"),
        "published_at": _published(entry),
        "source": _title_of(source) or _detail_text(feed.get("title_detail")),
        "author": plain_words(str(entry.get("author") or feed.get("author") or "")),
        "title": title,
        "lang": _language(entry) or feed.get("language") or "",
        "url": link if ":" in (link := str(entry.get("link") or "")) else "",
        "text": entry_text(title, body),
    }


def _detail_text(detail: Mapping[str, Any] | None) -> str:
    value = str((detail or {}).get("value") or "")
    is_marked = "html" in str((detail or {}).get("type") or "")
    return unmark(value) if is_marked else plain_words(value)


def _title_of(source: Mapping[str, Any]) -> str:
    """The name of a source: Atom's with its kind of text, RSS's without."""
    return _detail_text(source.get("title_detail")) or plain_words(str(source.get("title") or ""))


def _language(entry: Any) -> str:
    details = [*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail")]
    return next((str(one["language"]) for one in details if one and one.get("language")), "")


def _published(entry: Any) -> object:
    """The time as written, since feedparser's own has no fractions and no months; its own where we cannot read it."""
    for name in ("published", "updated", "created"):
        written = entry.get(name)
        if not written:
            continue
        try:
            parse_published(written)
        except UsageError:
            return _of_mail(str(written), entry.get(f"{name}_parsed")) or written
        return written
    return None


def _of_mail(written: str, parsed: Any) -> dt.datetime | None:
    """The time of a date as mails write it, with a clock and a zone that is known; None for all else.

    feedparser fills in what a date leaves out from today, and takes zones that it does not know for GMT.
    """
    if parsed is None or not _MAIL_DATE.fullmatch(written.strip()):
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), tz=dt.UTC)
    except (ValueError, OverflowError):
        return None
