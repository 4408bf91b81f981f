"""The posts in the archive that X lets people download: a zip file, an unpacked folder, or one of its files.

Facts come from the files with posts and from the name of the account. Long posts are joined with their whole text,
which stands in a file of its own. What the files look like, X tells in the archive's own README.txt.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tickerwatch.errors import DocumentError
from tickerwatch.reading.json_rows import read_json
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream, spooled
from tickerwatch.reading.x_archive_files import DAMAGED, ArchiveFiles, FolderFiles, ZipFiles
from tickerwatch.reading.x_archive_names import ACCOUNT_FILES, post_files
from tickerwatch.reading.x_notes import LongForms, note_values
from tickerwatch.reading.x_posts import archive_values

__all__ = ["Found", "read_x_archive_file", "read_x_archive_folder", "read_x_archive_zip"]

_ASSIGNED = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.(?:YTD\.\w+\.part[0-9]+|__THAR_CONFIG)\s*=")
_LONGEST_ASSIGNMENT_BYTES = 256
_HANDLE = re.compile(r'"user[nN]ame"\s*:\s*"(\w{1,30})"')
_ACCOUNT_BYTES = 1 << 20


class Found(NamedTuple):
    """A row or a fault, the file of the archive in which it is, and that file as named in messages."""

    file: str
    shown: str
    item: Row | DocumentError


def read_x_archive_file(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read the posts of one file of an archive; whose they are does not stand in it.

    Parameters
    ----------
    stream : ByteStream

    Raises
    ------
    DocumentError
        The file is damaged or cut short: what follows is lost.
    """
    for row in _objects(stream):
        yield row if isinstance(row, DocumentError) else _as_post(row, "")


def read_x_archive_folder(folder: Path, shown: str) -> Iterator[Found]:
    """Read the posts of an unpacked archive.

    Parameters
    ----------
    folder : Path
        The folder, or the one above its ``data``.
    shown : str
        The folder as named in messages.

    Yields
    ------
    Found
        In the order of the files; whole texts of long posts that belong to no post come last.
    """
    yield from _read(FolderFiles(folder, shown))


def read_x_archive_zip(stream: ByteStream, path: Path | None) -> Iterator[Found]:
    """Read the posts of an archive as downloaded.

    Parameters
    ----------
    stream : ByteStream
        Used where there is no path; it is copied, since zip files are read from their end.
    path : Path or None
        The file itself, if it is one and not compressed again.

    Yields
    ------
    Found
        As of `read_x_archive_folder`.

    Raises
    ------
    DocumentError
        The file is damaged, or holds no posts of X.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb") if path is not None else spooled(stream))
            packed = stack.enter_context(zipfile.ZipFile(file))
        except DocumentError:
            raise
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise DocumentError(stream.shown, DAMAGED) from error
        yield from _read(ZipFiles(packed, stream.shown))


def _read(files: ArchiveFiles) -> Iterator[Found]:
    handle = _handle(files)
    notes = LongForms()
    shown = ""
    for name in post_files(files.names, long_form=True):
        for found in _file_rows(files, name):
            shown = found.shown
            if isinstance(found.item, DocumentError):
                yield found
            else:
                notes.add(found.item)
    seen: set[str] = set()
    for name in post_files(files.names):
        for found in _file_rows(files, name):
            if isinstance(found.item, DocumentError):
                yield found
                continue
            post = _as_post(found.item, handle, notes)
            number = post.values["id"]
            if number is None or str(number) not in seen:
                seen.add(str(number))
                yield found._replace(item=post)
    for row in notes.left():
        yield Found("note-tweet.js", shown, _as_post(row, handle))


def _file_rows(files: ArchiveFiles, name: str) -> Iterator[Found]:
    try:
        with files.open(name) as stream:
            for item in _objects(stream):
                yield Found(name, stream.shown, item)
    except DocumentError as error:
        yield Found(name, error.source, error)


def _objects(stream: ByteStream) -> Iterator[Row | DocumentError]:
    match = _ASSIGNED.match(stream.peek(_LONGEST_ASSIGNMENT_BYTES))
    if match is None:
        raise DocumentError(
            stream.shown, "not a file of an X archive (it does not begin with window.YTD); fetch it again"
        )
    stream.read(match.end())
    yield from read_json(stream)


def _as_post(row: Row, handle: str, notes: LongForms | None = None) -> Row:
    note = row.values.get("noteTweet")
    if isinstance(note, dict):
        return Row(row.line, row.number, note_values(note, handle))
    held = row.values.get("tweet", row.values)
    post = held if isinstance(held, dict) else {}
    return Row(row.line, row.number, archive_values(post, handle, notes.take(post) if notes is not None else None))


def _handle(files: ArchiveFiles) -> str:
    """The name of the account; nothing else of its file is looked at."""
    for name in ACCOUNT_FILES:
        if name not in files.names:
            continue
        try:
            with files.open(name) as stream:
                match = _HANDLE.search(stream.peek(_ACCOUNT_BYTES).decode("utf-8", "replace"))
        except DocumentError:
            continue
        if match is not None:
            return match[1]
    return ""
