from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.reference.build import build_reference, refusals_by_reason
from tickerwatch.reference.rows import Refusal
from tickerwatch.reference.store import Reference

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
GOOD = {"ticker": "GME", "name": "GameStop Corp.", "mic": "XNYS"}
HEAD = "ticker,name,mic\n"


def file_of(folder: Path, content: str, name: str = "in.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def test_bad_rows_are_counted_and_named_and_do_not_stop_the_build(compiled):
    report = compiled([GOOD, GOOD | {"mic": "????"}, GOOD | {"name": ""}]).report
    assert (report.securities, report.listings) == (1, 1)
    assert [(row.file, row.line) for row in report.refused] == [("securities0.csv", 3), ("securities0.csv", 4)]


def test_rows_of_later_files_refine_earlier_ones(compiled):
    made = compiled([GOOD | {"country": "US", "sector": "Retail"}], [GOOD | {"name": "GameStop", "country": ""}])
    assert made.report.securities == 1
    (found,) = made.reference.as_of(dt.date(2021, 2, 1)).with_ticker("GME")
    assert (found.name, found.country) == ("GameStop", "US")


def test_symbols_that_look_like_missing_values_are_built(compiled):
    rows = [GOOD | {"ticker": ticker, "name": f"Firm {ticker}"} for ticker in ("NA", "NAN", "TRUE")]
    assert compiled(rows).report.securities == 3


def test_the_same_input_gives_the_same_bytes(tmp_path):
    rows = "".join(f"T{number},Firm number {number * 7919 % 1000},XNYS\n" for number in range(300))
    entities = file_of(tmp_path, "name,kind,aliases\nClubhouse,app,ru:Клабхаус\n", "entities.csv")
    made = []
    for name in ("one", "two"):
        source = file_of(tmp_path / name, HEAD + rows)
        made.append(build_reference([source], out=tmp_path / f"{name}.sqlite", entities=[entities]))
    assert made[0].reference_id == made[1].reference_id
    assert made[0].path.read_bytes() == made[1].path.read_bytes()


def test_another_input_gives_another_id(tmp_path):
    ids = set()
    for number, rows in enumerate(("A,Agilent,XNYS\n", "A,Agilent Inc,XNYS\n")):
        source = file_of(tmp_path, HEAD + rows)
        ids.add(build_reference([source], out=tmp_path / f"{number}.sqlite").reference_id)
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("content", "why"), [(HEAD, "no usable security"), (HEAD + "A,,XNYS\n", "in.csv:2: A: no name")]
)
def test_an_input_without_any_security_is_refused(tmp_path, content, why):
    with pytest.raises(DocumentError, match=why):
        build_reference([file_of(tmp_path, content)], out=tmp_path / "o.sqlite")
    assert not (tmp_path / "o.sqlite").exists()


def test_a_place_that_cannot_be_written_is_refused_and_left_clean(tmp_path):
    source = file_of(tmp_path / "in", HEAD + "A,Agilent,XNYS\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    for out in (folder, source / "o.sqlite", source):
        with pytest.raises(UsageError, match="--out"):
            build_reference([source], out=out)
    assert source.read_text().startswith(HEAD)
    assert [path.name for path in tmp_path.rglob("*.part")] == []


def test_a_pipe_or_folder_is_no_place_and_a_link_stays_a_link(tmp_path):
    source = file_of(tmp_path / "in", HEAD + "A,Agilent,XNYS\n")
    os.mkfifo(tmp_path / "pipe")
    for out in (tmp_path / "pipe", tmp_path, Path()):
        with pytest.raises(UsageError, match="name a file"):
            build_reference([source], out=out)
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "link.sqlite").symlink_to("real.sqlite")
    build_reference([source], out=tmp_path / "link.sqlite")
    assert (tmp_path / "link.sqlite").is_symlink()
    assert Reference(tmp_path / "real.sqlite").info.securities == 1


def test_a_file_that_others_may_read(tmp_path):
    report = build_reference([file_of(tmp_path, HEAD + "A,Agilent,XNYS\n")], out=tmp_path / "o.sqlite")
    mask = os.umask(0)
    os.umask(mask)
    assert report.path.stat().st_mode & 0o777 == 0o644 & ~mask


KILLED = """
import sys, time
from pathlib import Path
import tickerwatch.reference.writing as writing
from tickerwatch.reference.build import build_reference
def hang(self, pool):
    print("in the middle", flush=True)
    time.sleep(60)
writing.Writer.names = hang
build_reference([Path(sys.argv[1])], out=Path(sys.argv[2]))
"""


def test_a_build_that_is_killed_leaves_the_old_file_and_hinders_no_other(tmp_path):
    out = tmp_path / "o.sqlite"
    source = file_of(tmp_path, HEAD + "A,Agilent,XNYS\n")
    build_reference([source], out=out)
    old = out.read_bytes()
    file_of(tmp_path, HEAD + "B,Barnes,XNYS\nC,Citigroup,XNYS\n")
    command = [sys.executable, "-c", KILLED, str(source), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGKILL)
    assert out.read_bytes() == old
    assert build_reference([source], out=out).securities == 2
    opened = Reference(out)
    assert opened.info.securities == 2
    opened.close()


def test_a_reader_keeps_what_it_opened_while_a_build_replaces_the_file(tmp_path):
    out = tmp_path / "o.sqlite"
    source = file_of(tmp_path, HEAD + "A,Agilent,XNYS\n")
    build_reference([source], out=out)
    opened = Reference(out)
    build_reference([file_of(tmp_path, HEAD + "B,Barnes,XNYS\n")], out=out)
    assert [row.ticker for row in opened.as_of(dt.date(2021, 2, 1)).ever_with_ticker("A")] == ["A"]
    opened.close()


def test_refusals_are_counted_by_reason():
    refused = [Refusal(file="a.csv", line=line, reason=f"T{line}: unknown venue X") for line in (2, 3)]
    assert refusals_by_reason([*refused, Refusal(file="a.csv", line=9, reason="no ticker")])[0] == (
        "a.csv: unknown venue",
        2,
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_the_shared_brand_list_builds_with_a_master(tmp_path):
    source = file_of(tmp_path, "ticker,name,exchange\nJDE.F,JDE Peet's N.V.,FRA\n")
    brands = SHARED / "universe" / "listed_brands.csv"
    report = build_reference([source], out=tmp_path / "o.sqlite", entities=[brands])
    assert report.entities > 10_000
    opened = Reference(report.path)
    view = opened.as_of(dt.date(2024, 1, 2))
    (owner,) = (view.entity(one.owner) for one in view.owners("12oz") if one.is_entity)
    assert owner is not None
    assert view.issuer(owner.listed_issuer_id).home.ticker == "JDE.F"
    opened.close()
