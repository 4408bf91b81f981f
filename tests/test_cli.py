"""The commands as a user meets them: another process, its two streams, its exit status."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from tickerwatch.cli import main
from tickerwatch.cli.door import _spread
from tickerwatch.sample import sample_bars, sample_documents

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ["check", "scan", "volume", "report", "pairs"]
BELOW = ["reference build", "reference find", "reference info", "reference update"]
CLUBHOUSE = {"id": "c", "published_at": "2021-01-31T20:56:10Z", "source": "x", "author": "a", "text": "On Clubhouse"}
DATED = ("--date", "2021-02-01")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(cache: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TICKERWATCH_")}
    path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    return kept | {"TICKERWATCH_CACHE": str(cache), "PYTHONPATH": path}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Run a command in a folder of its own; whatever it does, there must be no traceback."""

    def call(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        env = environment | more.pop("env", {})
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tickerwatch.cli", *words],
            **{"cwd": tmp_path, "env": env, "capture_output": True, "text": True, "check": False, "timeout": 120}
            | more,
        )
        assert "Traceback" not in (done.stderr or ""), done.stderr
        return done

    return call


@pytest.fixture
def bad_inputs(tmp_path: Path) -> dict[str, str]:
    """Inputs that cannot be read, by name, each with a word of the reason."""
    good = json.dumps(CLUBHOUSE)
    (tmp_path / "good.jsonl").write_text(good + "\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "latin.txt").write_bytes("Caf\xe9 au lait".encode("latin-1"))
    (tmp_path / "half.jsonl").write_text(good + "\n" + good[: len(good) // 2], encoding="utf-8")
    (tmp_path / "columns.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    pd.DataFrame([CLUBHOUSE]).to_parquet(tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    future = CLUBHOUSE | {"published_at": (dt.date.today() + dt.timedelta(days=400)).isoformat()}  # noqa: DTZ011
    (tmp_path / "future.jsonl").write_text(json.dumps(future) + "\n", encoding="utf-8")
    return {
        "missing.txt": "no such file",
        "empty.txt": "empty",
        "latin.txt": "UTF-8",
        "half.jsonl": "not valid JSON",
        "columns.csv": "no column text",
        "cut.parquet": "damaged or cut short",
        "future.jsonl": "in the future",
    }


# --- wrong usage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["check"],
        ["check", ""],
        ["check", "Zoom", "--on", "soon"],
        ["check", "Zoom", "--on", "2999-01-01"],
        ["check", "Zoom", "--limit", "0"],
        ["check", "Zoom", "--on", "2019-04-18", "--bars", "absent.parquet"],
        ["check", "Zoom", "--config", "absent.toml"],
        ["scan"],
        ["scan", "a.txt", "--min-score", "2"],
        ["scan", "a.txt", "--format", "xml"],
        ["scan", "a.txt", "--workers", "0"],
        ["scan", "a.txt", "--date", "2999-01-01"],
        ["volume", "GME"],
        ["volume", "GME", "--event", "2999-01-01", "--bars", "sample"],
        ["volume", "GME", "--event", "2021-02-01", "--bars", "none"],
        ["volume", "GME", "--event", "2021-02-01", "--bars", "sample", "--mic", "NOPE"],
        ["report", "--date", "2999-01-01", "--documents", "a.txt"],
        ["report", "--date", "2020-01-01"],
        ["report", "--documents"],
        ["report", "--documents", "--out", "x"],
        ["report", "stray.txt"],
        ["report", "--documents", "missing.txt"],
        ["reference", "update", "--source", "moon"],
        ["reference", "build", "--out", "x.sqlite"],
        ["reference", "build", "--securities", "absent.csv", "--out", "x.sqlite"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_leaves_stdout_empty(
    words: list[str], cache: Path, monkeypatch: Any, tmp_path: Any
) -> None:
    monkeypatch.setenv("TICKERWATCH_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2, answer.output
    assert answer.stdout == ""
    assert answer.stderr.strip()


def test_an_error_of_the_library_is_one_line(run: Run) -> None:
    done = run("check", "Zoom", "--on", "2999-01-01")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("tickerwatch: --on: 2999-01-01: lies in the future")


@pytest.mark.parametrize("command", ["", *COMMANDS, *BELOW])
def test_every_command_has_the_common_options(command: str) -> None:
    assert CliRunner().invoke(main, [*command.split(), "--version"]).stdout.startswith("tickerwatch 0.")
    text = CliRunner().invoke(main, [*command.split(), "--help"]).stdout
    for option in ("--reference", "--config", "--quiet", "--version", "--help"):
        assert option in text, (command, option)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("check", ["NAME", "--on", "--limit", "--bars", "--json"]),
        ("scan", ["PATH...", "--out", "--format", "--min-score", "--workers", "--date"]),
        ("volume", ["TICKER", "--event", "--mic", "--bars", "--json"]),
        ("report", ["--date", "--documents", "--bars", "--out"]),
        ("reference build", ["--securities", "--entities", "--venues", "--changes", "--out"]),
        ("reference find", ["NAME", "--on", "--limit", "--json"]),
    ],
)
def test_every_option_of_the_contract_is_there(command: str, options: list[str]) -> None:
    text = CliRunner().invoke(main, [*command.split(), "--help"]).stdout
    assert [option for option in options if option not in text] == []


# --- list options -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "spread"),
    [
        (["--d", "a", "b", "--o", "x"], ["--d", "a", "--d", "b", "--o", "x"]),
        (["--o", "x", "--d", "a", "--d", "b", "c"], ["--o", "x", "--d", "a", "--d", "b", "--d", "c"]),
        (["--d=a", "b"], ["--d=a", "--d", "b"]),
        (["--d", "-", "a"], ["--d", "-", "--d", "a"]),
        (["--d", "a", "--", "--d", "b"], ["--d", "a", "--", "--d", "b"]),
        (["x", "--o", "y"], ["x", "--o", "y"]),
        ([], []),
    ],
)
def test_the_values_after_a_list_option_all_belong_to_it(given: list[str], spread: list[str]) -> None:
    assert _spread(given, {"--d"}) == spread


def test_several_documents_may_follow_one_option_in_any_place(run: Run, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(CLUBHOUSE | {"id": str(number)}) + "\n", encoding="utf-8")
    for words in (
        ["--documents", "0.jsonl", "1.jsonl", "2.jsonl", *DATED],
        [*DATED, "--documents", "0.jsonl", "--documents", "1.jsonl", "2.jsonl"],
    ):
        done = run("report", *words, "--bars", "sample", "--out", "out")
        assert done.returncode == 1, done.stderr
        findings = json.loads((tmp_path / "out" / "2021-02-01" / "findings.json").read_text(encoding="utf-8"))
        assert findings["coverage"]["documents"] == 3


def test_several_masters_may_follow_one_option(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ticker,name,mic\nAAA,Alpha Holdings,XNYS\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("ticker,name,mic\nNA,North Atlantic,XNYS\n", encoding="utf-8")
    done = run("reference", "build", "--securities", "a.csv", "b.csv", "--out", "r.sqlite")
    assert done.returncode == 0, done.stderr
    info = run("reference", "info", "--json", "--reference", "r.sqlite")
    assert json.loads(info.stdout)["securities"] == 2


# --- the reference ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["check", "Zoom"],
        ["scan", "a.txt"],
        ["volume", "GME", "--event", "2021-02-01", "--bars", "sample"],
        ["report", "--out", "out"],
        ["reference", "info"],
        ["reference", "find", "Zoom"],
    ],
    ids=" ".join,
)
def test_an_unusable_reference_is_4(words: list[str], cache: Path, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("TICKERWATCH_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.sqlite").write_text("no reference", encoding="utf-8")
    for bad in ("absent.sqlite", "text.sqlite"):
        for answer in (
            CliRunner().invoke(main, [*words, "--reference", bad]),
            CliRunner().invoke(main, ["--reference", bad, *words]),
            CliRunner().invoke(main, words, env={"TICKERWATCH_REFERENCE": bad}),
        ):
            assert answer.exit_code == 4, answer.output
            assert answer.stdout == ""
            assert answer.stderr.startswith(f"tickerwatch: {bad}: ")
            assert answer.stderr.count("\n") == 1


def test_a_reference_with_a_hole_in_it_is_4(run: Run, cache: Path, tmp_path: Path) -> None:
    run("reference", "info")
    whole = bytearray(next(cache.glob("reference-*.sqlite")).read_bytes())
    whole[8192:] = bytes(len(whole) - 8192)
    (tmp_path / "hole.sqlite").write_bytes(whole)
    done = run("scan", str(sample_documents()), "--reference", "hole.sqlite")
    assert done.returncode == 4
    assert "build it again" in done.stderr
    assert done.stderr.count("\n") == 1


# --- bad input --------------------------------------------------------------------------------------------------------


def test_scan_says_what_it_could_not_read_and_goes_on(run: Run, bad_inputs: dict[str, str]) -> None:
    done = run("scan", *bad_inputs, "good.jsonl", "--quiet")
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert len(lines) == len(bad_inputs)
    for line, (name, reason) in zip(lines, bad_inputs.items(), strict=True):
        assert line.startswith(name), line
        assert reason in line, line
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["surface"] for row in rows] == [
        "Clubhouse",
        "Clubhouse",
    ]  # the whole line of half.jsonl, and good.jsonl


@pytest.mark.parametrize("workers", ["1", "2"])
def test_one_bad_file_alone_is_still_3(run: Run, bad_inputs: dict[str, str], workers: str) -> None:
    done = run("scan", "empty.txt", "--workers", workers)
    assert (done.returncode, done.stdout) == (3, "")
    assert "0 mentions; 1 inputs could not be read" in done.stderr


def test_the_report_counts_what_was_lost_in_every_place(run: Run, bad_inputs: dict[str, str], tmp_path: Path) -> None:
    done = run("report", *DATED, "--documents", *bad_inputs, "good.jsonl", "--bars", "sample", "--out", "out")
    assert done.returncode == 3
    folder = tmp_path / "out" / "2021-02-01"
    findings = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert findings["coverage"]["rejected"] == len(findings["rejected"]) == len(bad_inputs)
    assert [alert["lookalike"]["ticker"] for alert in findings["alerts"]] == ["CMGR"]
    assert "7 inputs were rejected" in page
    for row, (name, reason) in zip(findings["rejected"], bad_inputs.items(), strict=True):
        assert row["what"].startswith(name)
        assert reason in row["why"]
        assert name in page
        assert sum(line.startswith(f"not checked: {name}") for line in done.stderr.splitlines()) == 1


def test_absolute_inputs_leave_no_path_in_the_outputs(run: Run, bad_inputs: dict[str, str], tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in (*bad_inputs, "good.jsonl")]
    done = run("report", *DATED, "--documents", *paths, "--bars", str(sample_bars()), "--out", "out")
    assert done.returncode == 3
    for name in ("findings.json", "manifest.json", "alerts.csv", "index.html"):
        text = (tmp_path / "out" / "2021-02-01" / name).read_text(encoding="utf-8")
        assert str(tmp_path) not in text, name
        assert str(sample_bars().parent) not in text, name


def test_an_unknown_ticker_is_not_tested_and_3(run: Run) -> None:
    done = run("volume", "NOSUCH", "--event", "2021-02-01", "--bars", "sample", "--json")
    test = json.loads(done.stdout)
    assert done.returncode == 3
    assert (test["verdict"], test["q_value"], test["p_value"]) == ("not_tested", None, None)
    assert done.stderr == "not checked: volume of NOSUCH on 2021-02-01: NOSUCH: no bars in sample\n"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PAR1 and then nothing"])
def test_bars_that_are_no_bars_are_wrong_usage(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ("bars.parquet" if content.startswith(b"PAR1") else "bars.csv")
    path.write_bytes(content)
    done = run("volume", "GME", "--event", "2021-02-01", "--bars", path.name)
    assert done.returncode == 2
    assert done.stderr.startswith(f"tickerwatch: --bars: {path.name}")
    assert done.stderr.count("\n") == 1


def test_a_damaged_file_among_the_bars_is_named_on_the_page(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bars").mkdir()
    (tmp_path / "bars" / "good.csv").write_bytes(sample_bars().read_bytes())
    (tmp_path / "bars" / "cut.parquet").write_bytes(b"PAR1 and then nothing")
    (tmp_path / "good.jsonl").write_text(json.dumps(CLUBHOUSE) + "\n", encoding="utf-8")
    done = run("report", *DATED, "--documents", "good.jsonl", "--bars", "bars", "--out", "out")
    folder = tmp_path / "out" / "2021-02-01"
    findings = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert [entry["what"] for entry in findings["coverage"]["not_checked"]] == ["cut.parquet"]
    assert "cut.parquet" in (folder / "index.html").read_text(encoding="utf-8")
    assert "left out: cut.parquet" in done.stderr
    assert done.returncode == 1  # every volume that was needed could be tested


def test_an_output_that_cannot_be_written_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for words in (["report"], ["scan", str(sample_documents())]):
        done = run(*words, "--out", "file/below")
        assert (done.returncode, done.stdout) == (2, ""), words
        assert done.stderr.count("\n") == 1


# --- streams ----------------------------------------------------------------------------------------------------------


def test_a_reader_that_leaves_early_is_no_accident(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "big.jsonl").write_text((json.dumps(CLUBHOUSE) + "\n") * 4000, encoding="utf-8")
    command = [sys.executable, "-m", "tickerwatch.cli", "scan", "big.jsonl"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["surface"] == "Clubhouse"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line(run: Run) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("scan", str(sample_documents()), capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("tickerwatch: output: ")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_with_one_line_and_never_with_1(environment: dict[str, str], tmp_path: Path, workers: str) -> None:
    (tmp_path / "big.jsonl").write_text((json.dumps(CLUBHOUSE) + "\n") * 4000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "tickerwatch.cli", "scan", "big.jsonl", "--workers", workers],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it is at work now, and soon waits for a reader of the rest
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.decode() == "tickerwatch: interrupted\n"


def test_an_unforeseen_error_is_one_line_and_never_1(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    def fail(*words: object, **more: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setenv("TICKERWATCH_CACHE", str(cache))
    monkeypatch.delenv("TICKERWATCH_DEBUG", raising=False)
    monkeypatch.setattr("tickerwatch.watch.Watch.name", fail)
    answer = CliRunner().invoke(main, ["check", "Zoom"])
    assert answer.exit_code == 70
    assert "RuntimeError: two lines" in answer.stderr
    assert answer.stderr.count("\n") == 1
    monkeypatch.setenv("TICKERWATCH_DEBUG", "1")
    assert isinstance(CliRunner().invoke(main, ["check", "Zoom"]).exception, RuntimeError)


def test_data_and_remarks_do_not_mix_and_quiet_takes_the_remarks_away(run: Run) -> None:
    loud, quiet = (run("scan", str(sample_documents()), *more) for more in ([], ["--quiet"]))
    assert loud.stdout == quiet.stdout
    assert [json.loads(line) for line in loud.stdout.splitlines()]
    assert "mentions" in loud.stderr
    assert quiet.stderr == ""
    assert "\r" not in loud.stderr  # no progress where stderr is no terminal


def test_scan_reads_standard_input_and_writes_all_formats(run: Run, tmp_path: Path) -> None:
    given = json.dumps(CLUBHOUSE) + "\n"
    assert json.loads(run("scan", "-", input=given).stdout)["surface"] == "Clubhouse"
    for form, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        done = run("scan", "-", "--format", form, "--out", f"m.{form}", input=given)
        assert (done.returncode, done.stdout) == (0, "")
        assert read(tmp_path / f"m.{form}")["surface"].tolist() == ["Clubhouse"]


def test_scan_counts_in_characters_of_the_text(run: Run, tmp_path: Path) -> None:
    texts = {row["id"]: row["text"] for row in map(json.loads, sample_documents().read_text("utf-8").splitlines())}
    rows = [json.loads(line) for line in run("scan", str(sample_documents()), "--min-score", "0").stdout.splitlines()]
    assert len(rows) > 20
    for row in rows:
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["surface"]


# --- the answers ------------------------------------------------------------------------------------------------------


def _refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} in JSON")


strict_json = functools.partial(json.loads, parse_constant=_refuse_constant)


def test_check_as_the_contract_has_it(run: Run) -> None:
    done = run("check", "Clubhouse", "--on", "2021-02-01", "--bars", "sample", "--json", "--limit", "3")
    assert done.returncode in (1, 3)
    found = strict_json(done.stdout)
    keys = ["schema", "query", "on", "reference", "referents", "lookalikes", "not_checked"]
    assert list(found) == keys
    assert (found["schema"], found["query"], found["on"]) == ("tickerwatch.check/1", "Clubhouse", "2021-02-01")
    assert set(found["reference"]) >= {"id", "as_of", "securities"}
    assert found["referents"][0]["status"] == "unlisted"
    assert 1 <= len(found["lookalikes"]) <= 3
    first = found["lookalikes"][0]
    assert (first["rank"], first["ticker"], first["volume_test"]["verdict"]) == (1, "CMGR", "abnormal")
    risks = [row["risk"] for row in found["lookalikes"]]
    assert risks == sorted(risks, reverse=True)
    assert (done.returncode == 3) is bool(found["not_checked"])


def test_check_without_a_date_is_today_without_volume_and_says_if_bars_were_given(run: Run) -> None:
    done = run("check", "Clubhouse", "--json", "--bars", "absent.csv")
    found = strict_json(done.stdout)
    assert found["on"] == dt.date.today().isoformat()  # noqa: DTZ011
    assert all(row["volume_test"] is None for row in found["lookalikes"])
    assert "--bars is not used without --on" in done.stderr


def test_a_name_that_nobody_knows_is_3_and_says_so(run: Run) -> None:
    done = run("check", "Qxzvbnmwrt", "--on", "2021-02-01", "--bars", "none", "--json")
    found = strict_json(done.stdout)
    assert done.returncode == 3
    assert (found["referents"][0]["status"], found["lookalikes"]) == ("unknown", [])
    assert [entry["what"] for entry in found["not_checked"]] == ["what Qxzvbnmwrt means"]


class _NoNetwork(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(503)

    do_CONNECT = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[dict[str, str]]:
    _NoNetwork.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _NoNetwork)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_address[1]}"
    yield {name: place for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")}
    server.shutdown()
    server.server_close()


def test_without_a_date_the_network_is_not_touched_and_the_sample_day_needs_none(
    run: Run, proxy: dict[str, str], tmp_path: Path
) -> None:
    assert run("check", "Zoom", env=proxy).returncode in (0, 1)
    assert run("report", "--out", "out", env=proxy).returncode in (1, 3)
    assert _NoNetwork.asked == []


def test_the_report_of_the_sample_day(run: Run, tmp_path: Path) -> None:
    done = run("report")
    folder = tmp_path / "tickerwatch-report" / "2021-02-01"
    names = ["index.html", "alerts.csv", "findings.json", "manifest.json"]
    assert done.stdout.splitlines() == [str(Path("tickerwatch-report") / "2021-02-01" / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    findings = strict_json((folder / "findings.json").read_text(encoding="utf-8"))
    assert done.returncode == (3 if findings["coverage"]["not_tested"] else 1), done.stderr
    assert findings["schema"] == "tickerwatch.findings/1"
    assert findings["alerts"][0]["lookalike"]["ticker"] == "CMGR"
    assert any("constructed" in note for note in findings["notes"])
    assert any("constructed" in caveat for caveat in findings["alerts"][0]["volume_test"]["caveats"])
    assert "constructed" in (folder / "index.html").read_text(encoding="utf-8")


def test_no_volume_test_by_request_is_not_a_part_left_undone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.jsonl").write_text(json.dumps(CLUBHOUSE) + "\n", encoding="utf-8")
    words = ["report", "--documents", "good.jsonl", "--out", "out"]
    assert run(*words, "--bars", "none").returncode == 1
    (tmp_path / "other.csv").write_text("ticker,date,volume\nGME,2021-02-01,5\n", encoding="utf-8")
    done = run(*words, "--bars", "other.csv")
    assert done.returncode == 3
    assert "not checked: volume of CMGR on 2021-02-01" in done.stderr


def test_text_in_a_document_stays_text_on_the_page(run: Run, tmp_path: Path) -> None:
    hostile = CLUBHOUSE | {"text": "On Clubhouse tonight <script>alert(1)</script>", "author": "<i>x</i>"}
    (tmp_path / "h.jsonl").write_text(json.dumps(hostile) + "\n", encoding="utf-8")
    run("report", "--documents", "h.jsonl", "--bars", "sample", "--out", "out")
    page = (tmp_path / "out" / "2021-02-01" / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<i>x</i>" not in page


# --- the same again ---------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_whatever_surrounds_it(run: Run, tmp_path: Path) -> None:
    first = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    second = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8"}
    reports = []
    for name, env in (("one", first), ("two", second)):
        run("report", "--out", name, env=env)
        folder = tmp_path / name / "2021-02-01"
        reports.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert reports[0] == reports[1]
    documents = str(sample_documents())
    scans = [
        run("scan", documents, "--min-score", "0", "--workers", workers, env=env).stdout
        for workers, env in (("1", first), ("1", second), ("2", second))
    ]
    assert scans[0]
    assert scans[0] == scans[1] == scans[2]
