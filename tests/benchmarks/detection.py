"""Quality of detection on the shared cases and corpora: ranks of look-alikes, controls raised, false mentions.

    python tests/benchmarks/detection.py --reference FILE [--freeze | --compare]

prints the figures, those of the cases with 95 % intervals (Wilson 1927, J. Am. Stat. Assoc. 22) and by mechanism,
language and market; ``../shared`` must lie beside the project. The reference is built from the shared universe and the
project's own data, as the README shows. ``--freeze`` writes the figures to ``tests/benchmarks/detection.json``,
``--compare`` prints what differs from it. ``--predictions 200`` prints mentions of finance texts drawn at random, to be
judged by eye.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path

from recall import CORPORA, report_recall
from shared_cases import SHARED, day_of, load_cases, queries_of, tickers_of

from tickerwatch.watch import Watch

FROZEN = Path(__file__).with_name("detection.json")
Figures = dict[str, float]


def rank_of(case: dict[str, str], watch: Watch, limit: int = 25) -> tuple[int | None, str]:
    """Rank of the documented look-alike, and the level it was given."""
    wanted = set(tickers_of(case))
    for query in queries_of(case):
        for one in watch.name(query, day_of(case), limit=limit).lookalikes:
            lines = {one.ticker, *(line.ticker for line in one.other_lines)}
            bare = {line.upper() for line in lines} | {line.upper().split(".")[0] for line in lines}
            if wanted & bare:
                return one.rank, one.level
    return None, "-"


def interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, in percent."""
    z = 1.96
    middle = (hits + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(hits * (n - hits) / n + z * z / 4)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def told(ranks: list[int | None]) -> str:
    """Shares of ranks within the first 1, 3 and 10, with their intervals."""
    parts = []
    for top in (1, 3, 10):
        hits = sum(rank is not None and rank <= top for rank in ranks)
        low, high = interval(hits, len(ranks))
        parts.append(f"first {top}: {100 * hits / len(ranks):.0f} % ({low:.0f} to {high:.0f})")
    return f"n={len(ranks):3}  " + ", ".join(parts)


def script_of(text: str) -> str:
    """The script that a name is mostly written in, as far as the cases need it."""
    for name, first, last in (("Hangul", 0xAC00, 0xD7A3), ("kana", 0x3040, 0x30FF), ("Han", 0x3400, 0x9FFF)):
        if any(first <= ord(character) <= last for character in text):
            return name
    return "Latin" if text.isascii() else "other"


def report_cases(watch: Watch, verbose: bool) -> Figures:
    """Ranks of the documented look-alikes, by case and by pair, and the controls raised."""
    ranks: dict[str, list[int | None]] = defaultdict(list)
    of_pair: dict[str, dict[str, list[int | None]]] = defaultdict(lambda: defaultdict(list))
    by: dict[str, dict[str, list[int | None]]] = defaultdict(lambda: defaultdict(list))
    raised = []
    for case in load_cases():
        if case["confidence"] == "C" or not case["lookalike_ticker"] or case["lookalike_ticker"] == "(none)":
            continue
        rank, level = rank_of(case, watch)
        group = (
            "control" if case["polarity"] != "positive" else "wordplay" if case["label"] == "wordplay" else "positive"
        )
        ranks[group].append(rank)
        of_pair[group][case["pair_id"]].append(rank)
        if group == "control":
            raised.append(level == "alert")
        else:
            by["mechanism"][case["mechanism"].split(";")[0]].append(rank)
            by["market"][case["market"]].append(rank)
            by["script"][script_of(queries_of(case)[0])].append(rank)
        if verbose:
            wanted = f"{queries_of(case)[0]:28.28} -> {case['lookalike_ticker']:14.14}"
            print(f"  {group:9} {case['case_id']:24} {wanted} rank {rank} {level}")
    for group, found in ranks.items():
        pairs = [worst(listed) for listed in of_pair[group].values()]
        print(f"{group:9} by case {told(found)}\n{'':9} by pair {told(pairs)}")
    for what, groups in by.items():
        for name, found in sorted(groups.items()):
            print(f"   {what} {name:30} {told(found)}")
    print(f"controls raised to alert: {sum(raised)} of {len(raised)}")
    within = {f"{group} within {top}": sum(rank is not None and rank <= top for rank in found)
              for group, found in ranks.items() for top in (1, 3, 10)}  # fmt: skip
    return {**within, "controls raised": sum(raised)}


def worst(ranks: list[int | None]) -> int | None:
    """The worst rank of a pair's cases: a pair counts as found if each of its cases is."""
    return None if None in ranks else max(rank for rank in ranks if rank is not None)


def report_negatives(watch: Watch, rows: int, seed: int) -> Figures:
    """Texts without a company in which one is found all the same."""
    import pandas as pd

    texts = pd.read_parquet(SHARED / "corpora" / "negatives_general.parquet")
    texts = texts.sample(min(rows, len(texts)), random_state=seed).sort_index()
    found = watch.read(texts, default_date="2014-01-01")
    listed = found[found["tickers"].map(bool)]
    wrong, wrong_listed = found["doc_id"].nunique(), listed["doc_id"].nunique()
    rate = 1000 * wrong_listed / len(texts)
    print(f"negatives: {len(texts)} texts, {wrong} with a false mention, {wrong_listed} of a listed company,", end=" ")
    print(f"{rate:.1f} in 1,000")
    print("  most frequent:", dict(listed["surface"].value_counts().head(25)))
    return {"false listed in 1,000": round(rate, 1), "false in 1,000": round(1000 * wrong / len(texts), 1)}


def print_predictions(watch: Watch, rows: int, seed: int) -> None:
    """Mentions at the default threshold on finance texts, drawn at random, each in its text, to be judged by eye."""
    import pandas as pd

    found = []
    for corpus in CORPORA:
        texts = pd.read_parquet(SHARED / "corpora" / f"{corpus.file}.parquet").sample(300, random_state=seed)
        text = texts[corpus.column].str.replace("\0", " ")
        texts = texts[[name for name in ("id", "published_at", "source", "author", "lang") if name in texts]]
        texts = texts.assign(text=text)[text.str.strip() != ""]
        full = dict(zip(texts["id"].astype(str), texts["text"], strict=True))
        for row in watch.read(texts, default_date=corpus.day).to_dict("records"):
            shown = full[row["doc_id"]][max(0, row["start"] - 80) : row["end"] + 70].replace("\n", " ")
            lines = " ".join(f"{line['ticker']}:{line['mic']}" for line in row["tickers"][:2])
            found.append(f"{row['score']:.2f} [{row['surface']}] {row['name']} | {row['status']} {lines} | {shown}")
    random.Random(seed).shuffle(found)
    print(f"{len(found)} mentions; {min(rows, len(found))} of them:")
    for number, line in enumerate(found[:rows], 1):
        print(f"  {number}. {line}")


def report_musk(watch: Watch) -> Figures:
    """Alerts before any volume test on Elon Musk's tweets of January to June 2021, one row an alert."""
    import pandas as pd

    from tickerwatch.reference.sessions import event_session

    tweets = pd.read_parquet(SHARED / "corpora" / "musk_tweets.parquet")
    tweets = tweets[(tweets["published_at"] >= "2021-01-01") & (tweets["published_at"] < "2021-07-01")]
    stamps = pd.to_datetime(tweets["published_at"], utc=True)
    sessions = [event_session(stamp.to_pydatetime(), "time", "XNYS") for stamp in stamps]
    total = 0
    for session, rows in tweets.groupby(pd.Series(sessions, index=tweets.index), sort=True):
        for alert in watch.day(session, rows).alerts:
            total += 1
            said = alert.mentions[0]
            lookalike = alert.lookalike
            bought = f"{lookalike.ticker} {lookalike.mic} rank {lookalike.rank} risk {lookalike.risk:.2f}"
            print(f"  {session} {alert.mentioned!r} -> {bought}:")
            print(f"      {said.before[-40:]!r} [{said.surface}] {said.after[:40]!r}")
    replies, rate = int(tweets["is_reply"].sum()), 100 * total / len(tweets)
    print(f"musk: {len(tweets)} tweets ({replies} replies), {total} alerts, {rate:.1f} in 100 tweets")
    return {"alerts on Musk's tweets": total}


def compare(figures: Figures) -> None:
    """What differs from the frozen figures."""
    frozen: Figures = json.loads(FROZEN.read_text(encoding="utf-8"))
    for name in sorted({*figures, *frozen}):
        old, new = frozen.get(name), figures.get(name)
        if old != new:
            print(f"  {name}: {old} frozen, {new} now")
    print(f"{sum(figures.get(name) == value for name, value in frozen.items())} of {len(frozen)} figures as frozen")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--negatives", type=int, default=2000)
    parser.add_argument("--texts", type=int, default=1500, help="texts of each corpus with gold, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--predictions", type=int, default=0, help="print so many mentions to be judged, and no figure")
    parser.add_argument("--freeze", action="store_true", help="write the figures to detection.json")
    parser.add_argument("--compare", action="store_true", help="print what differs from detection.json")
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    if not SHARED.is_dir():
        print("skipped: ../shared is absent")
        return 0
    watch = Watch.open(reference=chosen.reference, bars=None)
    if chosen.predictions:
        print_predictions(watch, chosen.predictions, chosen.seed)
        return 0
    figures = report_cases(watch, chosen.verbose)
    figures |= report_recall(watch, chosen.texts, chosen.seed, chosen.verbose)
    figures |= report_negatives(watch, chosen.negatives, chosen.seed)
    figures |= report_musk(watch)
    if chosen.freeze:
        FROZEN.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if chosen.compare:
        compare(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
