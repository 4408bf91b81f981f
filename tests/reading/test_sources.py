from __future__ import annotations

import os
from pathlib import Path

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.sources import Source, find_sources


def labels(path: Path) -> list[str]:
    return [found.label for found in find_sources([path]) if isinstance(found, Source)]


def errors(path: Path) -> list[DocumentError]:
    return [found for found in find_sources([path]) if isinstance(found, DocumentError)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "news"
    (root / "b").mkdir(parents=True)
    for name in ("c.txt", "a.txt", "b/x.jsonl.gz", "b/.hidden.txt"):
        (root / name).write_text("words")
    return root


def test_folders_are_walked_in_the_order_of_names_without_hidden_files(folder: Path) -> None:
    assert labels(folder) == ["a.txt", "b/x.jsonl.gz", "c.txt"]


def test_endings_are_those_of_the_unpacked_file(folder: Path) -> None:
    endings = [found.ending for found in find_sources([folder]) if isinstance(found, Source)]
    assert endings == [".txt", ".jsonl", ".txt"]


def test_a_file_is_named_by_its_base_name_and_shown_as_given(folder: Path) -> None:
    (found,) = find_sources([folder / "a.txt"])
    assert isinstance(found, Source)
    assert (found.label, found.shown) == ("a.txt", str(folder / "a.txt"))


def test_links_that_leave_the_folder_are_refused_and_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "news-other").mkdir()
    (folder / "file-link").symlink_to(tmp_path / "secret.txt")
    (folder / "folder-link").symlink_to(tmp_path / "news-other", target_is_directory=True)
    (folder / "b" / "up").symlink_to("../../secret.txt")
    assert labels(folder) == ["a.txt", "b/x.jsonl.gz", "c.txt"]
    found = errors(folder)
    assert [Path(error.source).name for error in found] == ["up", "file-link", "folder-link"]
    assert all("leaves the folder" in error.why and "secret" not in error.why for error in found)


def test_links_inside_the_folder_are_not_read_twice_and_cannot_loop(folder: Path) -> None:
    (folder / "again.txt").symlink_to("a.txt")
    (folder / "b" / "loop").symlink_to("..", target_is_directory=True)
    assert labels(folder) == ["a.txt", "b/x.jsonl.gz", "c.txt"]
    assert errors(folder) == []


def test_links_to_hidden_files_of_the_folder_are_followed(folder: Path) -> None:
    (folder / ".data").mkdir()
    (folder / ".data" / "n.txt").write_text("words")
    (folder / ".data" / "loop").symlink_to(".", target_is_directory=True)
    (folder / "data").symlink_to(".data", target_is_directory=True)
    assert labels(folder) == ["a.txt", "b/x.jsonl.gz", "c.txt", "data/n.txt"]


def test_a_link_named_directly_is_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert labels(tmp_path / "link") == ["a.txt", "b/x.jsonl.gz", "c.txt"]


def test_a_link_that_leads_nowhere_is_named(folder: Path) -> None:
    (folder / "broken").symlink_to("gone.txt")
    (error,) = errors(folder)
    assert error.source.endswith("broken")
    assert "leads nowhere" in error.why


def test_missing_paths_and_empty_folders_are_named(tmp_path: Path) -> None:
    (error,) = errors(tmp_path / "gone.jsonl")
    assert str(error) == f"{tmp_path / 'gone.jsonl'}: no such file or folder; check the path"
    (error,) = errors(tmp_path)
    assert "no files in this folder" in error.why


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_impossible_paths_are_errors_as_values(path: str) -> None:
    (error,) = find_sources([path])
    assert isinstance(error, DocumentError)


def test_a_pipe_inside_a_folder_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (error,) = errors(folder)
    assert "not a regular file" in error.why


def test_standard_input_and_order_of_the_given_paths(folder: Path) -> None:
    found = [source for source in find_sources([folder / "c.txt", "-", folder / "a.txt"]) if isinstance(source, Source)]
    assert [source.label for source in found] == ["c.txt", "-", "a.txt"]


def test_names_that_are_no_unicode_can_be_written_out(folder: Path) -> None:
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_text("words")
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    assert "caf\ufffd.txt" in labels(folder)


def archive(root: Path, inner: str = "data/") -> Path:
    (root / inner).mkdir(parents=True, exist_ok=True)
    for name in ("account.js", "tweets.js", "direct-messages.js", "deeper/like.js"):
        (root / inner / name).parent.mkdir(exist_ok=True)
        (root / inner / name).write_text("words")
    return root


def test_an_unpacked_x_archive_is_one_source(folder: Path, tmp_path: Path) -> None:
    (archive(tmp_path / "twitter-2021") / "Your archive.html").write_text("page")
    (tmp_path / "twitter-2021" / "assets").mkdir()
    (tmp_path / "twitter-2021" / "assets" / "app.js").write_text("code")
    (found,) = find_sources([tmp_path / "twitter-2021"])
    assert isinstance(found, Source)
    assert (found.label, found.is_archive, found.path) == ("twitter-2021", True, tmp_path / "twitter-2021")
    (tmp_path / "twitter-2021").rename(folder / "b" / "mine")
    assert labels(folder) == ["a.txt", "b/mine", "b/x.jsonl.gz", "c.txt"]


def test_its_data_alone_is_an_archive_and_what_lies_beside_it_is_read(folder: Path) -> None:
    archive(folder)
    assert labels(folder) == ["a.txt", "b/x.jsonl.gz", "c.txt", "data"]
    assert labels(folder / "data") == ["data"]


def test_posts_without_an_account_beside_them_are_plain_files(folder: Path) -> None:
    (folder / "b" / "tweets.js").write_text("words")
    assert "b/tweets.js" in labels(folder)


def test_data_that_is_a_link_is_not_followed_as_an_archive(folder: Path, tmp_path: Path) -> None:
    archive(tmp_path / "elsewhere")
    (folder / "Your archive.html").write_text("page")
    (folder / "data").symlink_to(tmp_path / "elsewhere" / "data", target_is_directory=True)
    assert [Path(error.source).name for error in errors(folder)] == ["data"]


def test_scripts_and_pictures_of_a_saved_page_are_no_documents(folder: Path) -> None:
    for name in ("News.html", "News_files/app.js", "Other_files/a.txt", "Blatt.htm", "Blatt-Dateien/x.css"):
        (folder / "b" / name).parent.mkdir(exist_ok=True)
        (folder / "b" / name).write_text("words")
    assert labels(folder / "b") == ["Blatt.htm", "News.html", "Other_files/a.txt", "x.jsonl.gz"]
