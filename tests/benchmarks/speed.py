"""Speed, as ratios against peers timed in the same run: a build, a cold check, a warm check, scanning tweets.

    python tests/benchmarks/speed.py

needs ``../shared`` beside the project. Peers: bare Python's start (cold check), rapidfuzz's WRatio over all names (warm
check), a plain loop of ``str.casefold`` and ``split`` over the same tweets (scan). Machines are noisy: read the ratios.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
NAMES = (
    "Clubhouse",
    "Signal",
    "Zoom",
    "Ford",
    "Twitter",
    "AMC",
    "Snap",
    "Luminar",
    "Oculus",
    "Apple",
    "Tesla",
    "Nest",
    "Graco",
    "MCI",
)
RUNS = 5


def median_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of several runs after a warm-up."""
    work()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def run(*command: str) -> None:
    """Run a command, whatever its exit status."""
    subprocess.run(command, check=False, capture_output=True)


def build(out: Path) -> None:
    """Build the whole universe in a process of its own, and say what it took."""
    start = time.perf_counter()
    universe = SHARED / "universe"
    subprocess.run(
        [sys.executable, "-m", "tickerwatch.cli", "reference", "build", "--quiet", "--with-embedded", "--out", str(out),
         "--securities", str(universe / "securities.parquet"), "--entities", str(universe / "private_firms.csv")],
        check=True, capture_output=True,
    )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"build: {time.perf_counter() - start:.1f} s, peak {peak:.0f} MB, file {out.stat().st_size / 1e6:.0f} MB")


def cold_check(out: Path) -> None:
    """One check as a process, against bare Python's start."""
    bare = median_seconds(lambda: run(sys.executable, "-c", "pass"))
    cold = median_seconds(
        lambda: run(
            sys.executable, "-m", "tickerwatch.cli", "check", "Clubhouse", "--bars", "none", "--reference", str(out)
        )
    )
    print(f"cold check: {1000 * cold:.0f} ms, {cold / bare:.1f} times bare Python ({1000 * bare:.0f} ms)")


def warm_check(out: Path) -> None:
    """Checks in one process, against rapidfuzz's WRatio over all names of the reference."""
    import sqlite3

    from rapidfuzz import fuzz, process

    from tickerwatch.watch import Watch

    watch = Watch.open(reference=out, bars=None)
    names = [row[0] for row in sqlite3.connect(out).execute("SELECT DISTINCT name FROM listing")]
    for name in NAMES:
        watch.name(name, on="2021-02-01")
    ours = [median_seconds(partial(watch.name, name, on="2021-02-01"), 3) for name in NAMES]
    peer = median_seconds(lambda: process.extract("Clubhouse", names, scorer=fuzz.WRatio, limit=10), 3)
    median = statistics.median(ours)
    print(
        f"warm check: median {1000 * median:.1f} ms, worst {1000 * max(ours):.1f} ms; WRatio over {len(names)} names "
        f"{1000 * peer:.0f} ms, {peer / median:.0f} times as long"
    )


def scan(out: Path, tweets: int = 3000) -> None:
    """Scanning tweets with linking and scoring, on one core."""
    import pandas as pd

    from tickerwatch.watch import Watch

    texts = pd.read_parquet(SHARED / "corpora" / "cashtag_tweets_stocknet.parquet").head(tweets)
    watch = Watch.open(reference=out, bars=None)
    watch.read(texts.head(50))
    start = time.perf_counter()
    found = watch.read(texts)
    taken = time.perf_counter() - start
    loop = median_seconds(lambda: [text.casefold().split() for text in texts["text"]])
    rate, bare = tweets / taken, tweets / loop
    print(f"scan: {rate:.0f} tweets a second, {len(found)} mentions; casefold and split alone {bare:.0f} a second")


def main() -> int:
    """Print the figures."""
    if not SHARED.is_dir():
        print("skipped: ../shared is absent")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "universe.sqlite"
        build(out)
        cold_check(out)
        warm_check(out)
        scan(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
