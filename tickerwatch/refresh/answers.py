"""An answer's bytes as text or JSON, or a plain word on why they are neither."""

from __future__ import annotations

import json
from typing import Any

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.exchange import Answer

__all__ = ["json_of", "text_of", "unfit"]


def unfit(answer: Answer, why: str) -> SourceUnavailable:
    """The error of an answer that is whole but not what was asked for; the last snapshot stays the latest."""
    return SourceUnavailable(answer.source, f"{answer.url}: {why}; nothing was taken from it")


def text_of(answer: Answer) -> str:
    """The answer as text; bytes that are not UTF-8 stay as lone surrogates, for their rows to be refused one by one.

    Raises
    ------
    SourceUnavailable
        The answer is empty, a web page, or binary.
    """
    body = _checked(answer)
    if b"\x00" in body:
        raise unfit(answer, "is no UTF-8 text (it has zero bytes, as UTF-16 has)")
    return body.decode("utf-8-sig", errors="surrogateescape")


def json_of(answer: Answer) -> Any:
    """The answer as JSON values.

    Raises
    ------
    SourceUnavailable
        The answer is empty, a web page, not UTF-8, or not JSON.
    """
    body = _checked(answer)
    try:
        return json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise unfit(answer, "is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise unfit(answer, f"is not JSON ({str(error)[:80]})") from error


def _checked(answer: Answer) -> bytes:
    body = answer.body or b""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise unfit(answer, "is empty")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise unfit(answer, "is a web page instead of data")
    return body
