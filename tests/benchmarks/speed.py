"""Speed, as ratios against peers timed in the same run: scanning, loading, a check of a name warm and cold, a build.

    python tests/benchmarks/speed.py [--reference FILE] [--texts 3000]

needs ``../shared`` beside the project. Without ``--reference`` the whole universe is built first. Peers: flashtext2's
and rapidfuzz's bare matching of the same names, bare Python's start. Machines are noisy: read the ratios.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.watch import Watch

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPORA = ("cashtag_tweets_stocknet", "general_tweets_sample", "musk_tweets")
"""Tweets of markets, of everybody, of one man over twelve years."""
ARTICLE_CHARACTERS = 2900
DAY = "2021-02-01"
WARMED = 40
RUNS = 15


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def wall_seconds(command: Sequence[str], runs: int = RUNS) -> float:
    """The median time on the wall of a command, after one run that compiles its modules."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=False, capture_output=True, env=environment)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


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


def tweets(texts: int) -> pd.DataFrame:
    """Tweets of all corpora, as many of each, in a fixed order."""
    import pandas as pd

    columns = ["id", "published_at", "text"]
    frames = [pd.read_parquet(SHARED / "corpora" / f"{name}.parquet", columns=columns) for name in CORPORA]
    return pd.concat([frame.head(texts // len(CORPORA)) for frame in frames], ignore_index=True)


def articles(texts: int) -> pd.DataFrame:
    """Articles of the usual length, made by joining headlines and sentences of the news."""
    import pandas as pd

    names = ("headlines_benzinga_A", "headlines_sentfin_india", "ner_finentity")
    joined = "\n".join(
        text
        for name in names
        for text in pd.read_parquet(SHARED / "corpora" / f"{name}.parquet", columns=["text"])["text"]
    )
    pieces = [
        joined[at : at + ARTICLE_CHARACTERS] for at in range(0, len(joined) - ARTICLE_CHARACTERS, ARTICLE_CHARACTERS)
    ]
    chosen = pieces[:texts]
    return pd.DataFrame({"id": range(len(chosen)), "published_at": "2019-05-02T15:00:00Z", "text": chosen})


def scan(what: str, reference: Path, documents: pd.DataFrame, peers: dict[str, Callable[[str], object]]) -> None:
    """Scanning with linking and scoring, the first time and again, against bare matching of the same names."""
    from tickerwatch.watch import Watch

    watch = Watch.open(reference=reference, bars=None)
    list(watch.mentions(documents.head(20)))
    found: list[object] = []
    count = len(documents)
    first = count / seconds(lambda: found.extend(watch.mentions(documents)))
    again = count / seconds(lambda: list(watch.mentions(documents)))
    print(f"scan, {what}: {first:,.0f} a second, the same again {again:,.0f}; {len(found)} mentions in {count}")
    for name, match in peers.items():
        some = documents["text"].head(count if name == "flashtext2" else 20)
        bare = len(some) / seconds(lambda match=match, some=some: [match(text) for text in some])
        print(f"  bare matching by {name}: {bare:,.0f} a second; ours is {again / bare:.3f} of it")


def bare_matchers(reference: Path) -> dict[str, Callable[[str], object]]:
    """Peers that find the names of the reference in a text and do nothing else."""
    from rapidfuzz import fuzz, process

    connection = sqlite3.connect(reference)
    keys = [row[0] for row in connection.execute("SELECT text FROM key WHERE text NOT LIKE '@%' ORDER BY id")]
    connection.close()
    peers: dict[str, Callable[[str], object]] = {
        "rapidfuzz (partial_ratio)": lambda text: process.extract(text, keys, scorer=fuzz.partial_ratio, limit=5)
    }
    if importlib.util.find_spec("flashtext2") is None:
        print("flashtext2 is not installed: its bare matching is left out")
        return peers
    from flashtext2 import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=False)
    processor.add_keywords_from_iter(keys)
    return {"flashtext2": processor.extract_keywords, **peers}


def loading(reference: Path) -> None:
    """Opening a reference and loading its matcher, in a process of its own; the memory that the matcher takes."""
    program = (
        "import sys, time, resource\n"
        "from pathlib import Path\n"
        "from tickerwatch.reference.store import Reference\n"
        "import daachorse\n"
        "start = time.perf_counter(); reference = Reference(Path(sys.argv[1])); opened = time.perf_counter()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "reference.matcher; loaded = time.perf_counter()\n"
        "peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024\n"
        "held = int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 1024 - before\n"
        "print(f'{1000 * (opened - start):.0f} {1000 * (loaded - opened):.0f} {peak:.0f} {held / 1024:.0f}')"
    )
    for _ in range(2):  # the first run may have to hash the file
        done = subprocess.run(
            [sys.executable, "-c", program, str(reference)], check=True, capture_output=True, text=True
        )
    opened, loaded, peak, held = done.stdout.split()
    print(f"opening: {opened} ms; matcher: loaded in {loaded} ms, takes {held} MB ({peak} MB while it loads)")


def asked_names(reference: Path) -> list[str]:
    """Names to check: described entities and listings, each only once, in a fixed order."""
    connection = sqlite3.connect(reference)
    entities = connection.execute("SELECT DISTINCT name FROM entity WHERE curated ORDER BY entity_id LIMIT 3000")
    listings = connection.execute("SELECT DISTINCT name FROM listing ORDER BY security_id LIMIT 60000")
    names = [*[row[0] for row in entities][::12], *[row[0] for row in listings][::600]]
    connection.close()
    return list(dict.fromkeys(names))


def warm_check(reference: Path) -> None:
    """`watch.name` in one process: names asked the first time, asked again, against rapidfuzz's WRatio."""
    from rapidfuzz import fuzz, process

    from tickerwatch.watch import Watch

    watch = Watch.open(reference=reference, bars=None)
    names = asked_names(reference)
    for name in names[:WARMED]:
        watch.name(name, on=DAY)
    _tell_times("first", watch, names[WARMED:])
    _tell_times("again", watch, names[-WARMED:])
    connection = sqlite3.connect(reference)
    listed = [row[0] for row in connection.execute("SELECT DISTINCT name FROM listing")]
    peer = seconds(lambda: process.extract("Clubhouse", listed, scorer=fuzz.WRatio, limit=10))
    print(f"  rapidfuzz's WRatio over the {len(listed)} names: {1000 * peer:.0f} ms a name")


def _tell_times(which: str, watch: Watch, names: Iterable[str]) -> None:
    taken = sorted(1000 * seconds(lambda name=name: watch.name(name, on=DAY)) for name in names)
    median, ninth, worst = statistics.median(taken), taken[int(0.9 * len(taken))], taken[-1]
    print(
        f"watch.name, {which}: median {median:.2f} ms, nine of ten {ninth:.1f} ms, worst {worst:.0f} ms ({len(taken)})"
    )


def cold_check(reference: Path) -> None:
    """One check as a process, modules compiled, against bare Python's start."""
    bare = wall_seconds([sys.executable, "-c", "pass"])
    command = [sys.executable, "-m", "tickerwatch.cli", "check", "Clubhouse", "--bars", "none", "--reference"]
    cold = wall_seconds([*command, str(reference)])
    print(f"cold check: median {1000 * cold:.0f} ms, {cold / bare:.1f} times bare Python ({1000 * bare:.0f} ms)")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, help="built before; without it the universe is built first")
    parser.add_argument("--texts", type=int, default=3000, help="tweets scanned; of articles a tenth")
    chosen = parser.parse_args()
    if not SHARED.is_dir():
        print("skipped: ../shared is absent")
        return 0
    print(f"{dt.date.today()}, Python {sys.version.split()[0]}")  # noqa: DTZ011 - when the machine measured
    with tempfile.TemporaryDirectory() as folder:
        reference = chosen.reference or Path(folder) / "universe.sqlite"
        if chosen.reference is None:
            build(reference)
        loading(reference)
        cold_check(reference)
        peers = bare_matchers(reference)
        scan("tweets", reference, tweets(chosen.texts), peers)
        scan("articles of 2.9 kB", reference, articles(chosen.texts // 10), peers)
        warm_check(reference)
    return 0


if __name__ == "__main__":
    sys.exit(main())
