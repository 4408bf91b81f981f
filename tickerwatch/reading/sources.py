"""Which files there are to read.

Facts come from the paths as given. A folder is walked in the order of names; hidden files are skipped, and links that
leave the folder are refused and named. An unpacked X archive is one source: most of its files are not to be read.
Nor are the scripts and pictures of a saved page.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.errors import DocumentError
from tickerwatch.reading.x_archive_names import is_archive

__all__ = ["Source", "explain_path", "find_sources"]

_PAGE_PARTS = ("_files", "-Dateien", "-filer", "_archivos", "_bestanden", "_fichiers")
"""What browsers add to the name of a saved page for the folder of its parts, in several languages."""
_PACKED_ENDINGS = (".gz", ".zst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file or standard input.

    Attributes
    ----------
    label : str
        Base of document ids: the file's name, or its path inside the given folder; never a path of the machine.
    shown : str
        The path as given, for messages.
    path : Path or None
        None is standard input.
    is_archive : bool
        Whether it is the folder of an unpacked X archive, which is read as one.
    """

    label: str
    shown: str
    path: Path | None
    is_archive: bool = False

    @property
    def ending(self) -> str:
        """Last ending in lower case, without ``.gz`` or ``.zst``; empty if there is none."""
        name = self.label.lower()
        for packed in _PACKED_ENDINGS:
            name = name.removesuffix(packed)
        return Path(name).suffix


def find_sources(paths: Sequence[str | Path]) -> Iterator[Source | DocumentError]:
    """Find the files of paths and folders, in the order given; inside a folder in the order of names.

    Hidden files are skipped. A link inside a folder that leads to a file of the same folder is not read a second time.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders, or ``-`` for standard input.

    Yields
    ------
    Source or DocumentError
        An error for a path that is missing, a folder without files, a link that leaves the folder or leads nowhere.
    """
    for given in paths:
        if str(given) == "-":
            yield Source(label="-", shown="-", path=None)
            continue
        path, shown = Path(given), _printable(str(given))
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            yield DocumentError(shown, explain_path(error))
            continue
        if is_folder:
            yield from _find_in_folder(path, shown)
        else:
            yield Source(label=_printable(path.name), shown=shown, path=path)


def _find_in_folder(folder: Path, shown: str) -> Iterator[Source | DocumentError]:
    walk = _FolderWalk(root=Path(os.path.realpath(folder)), visited=set())
    is_empty = True
    for found in walk.run(folder, ""):
        is_empty = False
        yield found if isinstance(found, Source) else DocumentError(found.source, found.why)
    if is_empty:
        yield DocumentError(shown, "no files in this folder (hidden ones are skipped)")


@dataclass(frozen=True, slots=True)
class _FolderWalk:
    root: Path
    visited: set[str]

    def run(self, folder: Path, label: str) -> Iterator[Source | DocumentError]:
        real = os.path.realpath(folder)
        if real in self.visited:
            return
        self.visited.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield DocumentError(_printable(str(folder)), explain_path(error))
            return
        if _is_x_archive(folder, entries):
            yield Source(
                label=_printable(label.rstrip("/") or folder.name),
                shown=_printable(str(folder)),
                path=folder,
                is_archive=True,
            )
            return
        parts_of_pages = _parts_of_pages({entry.name for entry in entries})
        for entry in entries:
            if not entry.name.startswith(".") and entry.name not in parts_of_pages:
                yield from self._entry(entry, f"{label}{entry.name}")

    def _entry(self, entry: os.DirEntry[str], label: str) -> Iterator[Source | DocumentError]:
        path, shown = Path(entry.path), _printable(entry.path)
        if entry.is_symlink():
            verdict = self._judge_link(path)
            if verdict is not None:
                if verdict:
                    yield DocumentError(shown, verdict)
                return
        if path.is_dir():
            yield from self.run(path, f"{label}/")
        elif path.is_file():
            yield Source(label=_printable(label), shown=shown, path=path)
        else:
            yield DocumentError(shown, "not a regular file; name it directly to read it")

    def _judge_link(self, path: Path) -> str | None:
        """Why a link is not followed: a sentence, or empty if its target is read under its own name. None: follow."""
        try:
            target = Path(os.path.realpath(path, strict=True))
        except OSError:
            return "a symbolic link that leads nowhere; remove it or restore its target"
        if not target.is_relative_to(self.root):
            return "a symbolic link that leaves the folder is not followed; name its target directly to read it"
        is_hidden = any(part.startswith(".") for part in target.relative_to(self.root).parts)
        return None if is_hidden else ""


def _is_x_archive(folder: Path, entries: list[os.DirEntry[str]]) -> bool:
    """Whether a folder is an unpacked X archive: with its data in it, or in ``data`` beside the page that shows it."""
    names = {entry.name for entry in entries if entry.is_file(follow_symlinks=False)}
    if "Your archive.html" not in names:
        return is_archive(names)
    inner = folder / "data"
    try:
        return not inner.is_symlink() and is_archive(os.listdir(inner))
    except OSError:
        return is_archive(names)


def _parts_of_pages(names: set[str]) -> set[str]:
    """Folders in which a browser put the scripts and pictures of a page that it saved beside them."""
    pages = {Path(name).stem for name in names if name.lower().endswith((".html", ".htm", ".xhtml"))}
    return {page + ending for page in pages for ending in _PAGE_PARTS} & names


def explain_path(error: Exception) -> str:
    """Say why a path cannot be opened, without the path itself."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    return f"cannot be opened: {getattr(error, 'strerror', None) or type(error).__name__}"


def _printable(words: str) -> str:
    return words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
