"""The files of an X archive, unpacked or zipped: their names, and one opened at a time.

Facts come from the folder or the zip file as given. No file is opened that was not asked for.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from tickerwatch.errors import DocumentError
from tickerwatch.reading.streams import ByteStream
from tickerwatch.reading.x_archive_names import is_archive

__all__ = ["DAMAGED", "ArchiveFiles", "FolderFiles", "ZipFiles"]

DAMAGED = "the zip archive is damaged or cut short; fetch it again"


_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Python unpacks in bounded steps; bzip2 and LZMA can hold gigabytes in a kilobyte."""


class ArchiveFiles(Protocol):
    """The files beside each other that hold the data of an archive."""

    names: list[str]

    def open(self, name: str) -> AbstractContextManager[ByteStream]:
        """Open one of them; every failure is a DocumentError that names it."""
        ...


class FolderFiles:
    """The files of an unpacked archive; none is opened that is a link to somewhere else."""

    def __init__(self, folder: Path, shown: str) -> None:
        is_data = is_archive(os.listdir(folder))
        self.folder, self.shown = (folder, shown) if is_data else (folder / "data", f"{shown}/data")
        self.names = sorted(os.listdir(self.folder))

    @contextmanager
    def open(self, name: str) -> Iterator[ByteStream]:
        """Open a file of the folder."""
        path, shown = self.folder / name, f"{self.shown}/{name}"
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.folder)):
            raise DocumentError(
                shown, "a symbolic link that leaves the folder is not followed; name its target directly to read it"
            )
        try:
            with path.open("rb") as raw:
                yield ByteStream(raw, shown)
        except OSError as error:
            raise DocumentError(shown, f"cannot be opened: {error.strerror or type(error).__name__}") from error


class ZipFiles:
    """The files of a packed archive, from the folder nearest to its top that holds posts."""

    def __init__(self, packed: zipfile.ZipFile, shown: str) -> None:
        self.packed, self.shown = packed, shown
        folders: dict[str, list[str]] = {}
        for entry in packed.namelist():
            folders.setdefault(str(PurePosixPath(entry).parent), []).append(PurePosixPath(entry).name)
        fitting = [folder for folder, names in folders.items() if is_archive(names)]
        if not fitting:
            raise DocumentError(shown, _not_of_x(packed.namelist()))
        self.folder = min(fitting, key=lambda folder: (folder.count("/"), folder))
        self.names = sorted(set(folders[self.folder]))

    @contextmanager
    def open(self, name: str) -> Iterator[ByteStream]:
        """Open a file of the zip file, unpacking it as it is read."""
        inside = name if self.folder == "." else f"{self.folder}/{name}"
        shown = f"{self.shown}/{inside}"
        try:
            if self.packed.getinfo(inside).compress_type not in _BOUNDED:
                raise NotImplementedError(inside)
            raw = self.packed.open(inside)
        except NotImplementedError as error:
            raise DocumentError(shown, "packed in a way that is not read; unpack it") from error
        except RuntimeError as error:
            raise DocumentError(shown, "the zip archive is locked by a password; unpack it") from error
        except (zipfile.BadZipFile, OSError, KeyError, ValueError) as error:
            raise DocumentError(shown, DAMAGED) from error
        with raw:
            yield ByteStream(_Unpacked(raw, shown), shown)


class _Unpacked:
    """A file of a zip archive, whose damage is told as ours."""

    def __init__(self, raw: IO[bytes], shown: str) -> None:
        self._raw, self._shown = raw, shown

    def read(self, size: int, /) -> bytes:
        try:
            return self._raw.read(size)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise DocumentError(self._shown, DAMAGED) from error


def _not_of_x(names: list[str]) -> str:
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "an office document is not read; convert it to JSON Lines with id, published_at, source, author, text"
    return "a zip archive without posts of X (data/tweets.js beside account.js); unpack it"
