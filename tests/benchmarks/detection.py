"""Quality of detection on the shared cases and corpora: ranks of look-alikes, controls raised, false mentions.

    python tests/benchmarks/detection.py --reference FILE

prints the figures; ``../shared`` must lie beside the project. The reference is built from the shared universe and the
project's own data, as the README shows.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict

from recall import report_recall
from shared_cases import SHARED, day_of, load_cases, queries_of, tickers_of

from tickerwatch.watch import Watch


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


def share(ranks: list[int | None], top: int) -> float:
    """Share of ranks within the first `top`."""
    return 100 * sum(rank is not None and rank <= top for rank in ranks) / max(len(ranks), 1)


def report_cases(watch: Watch, verbose: bool) -> None:
    """Ranks of the documented look-alikes, by case and by pair, and the controls raised."""
    ranks: dict[str, list[int | None]] = defaultdict(list)
    raised = []
    for case in load_cases():
        if case["confidence"] == "C" or not case["lookalike_ticker"] or case["lookalike_ticker"] == "(none)":
            continue
        rank, level = rank_of(case, watch)
        group = (
            "control" if case["polarity"] != "positive" else "wordplay" if case["label"] == "wordplay" else "positive"
        )
        ranks[group].append(rank)
        if group == "control":
            raised.append(level == "alert")
        if verbose:
            wanted = f"{queries_of(case)[0]:28.28} -> {case['lookalike_ticker']:14.14}"
            print(f"  {group:9} {case['case_id']:24} {wanted} rank {rank} {level}")
    for group, found in ranks.items():
        shares = ", ".join(f"first {top}: {share(found, top):.0f} %" for top in (1, 3, 10))
        print(f"{group:9} n={len(found):3}  {shares}")
    print(f"controls raised to alert: {sum(raised)} of {len(raised)}")


def report_negatives(watch: Watch, rows: int, seed: int) -> None:
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


def report_musk(watch: Watch) -> None:
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


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--negatives", type=int, default=2000)
    parser.add_argument("--texts", type=int, default=1500, help="texts of each corpus with gold, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    if not SHARED.is_dir():
        print("skipped: ../shared is absent")
        return 0
    watch = Watch.open(reference=chosen.reference, bars=None)
    report_cases(watch, chosen.verbose)
    report_recall(watch, chosen.texts, chosen.seed, chosen.verbose)
    report_negatives(watch, chosen.negatives, chosen.seed)
    report_musk(watch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
