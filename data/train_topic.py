"""Fit the weights of ``topic_words.csv``: how much each common English word tells that a text is about markets.

    python data/train_topic.py

needs ``../shared/corpora`` beside the project. A logistic regression with a ridge penalty and no base, so that a text
of which nothing is known lies in the middle: finance news and posts against ordinary tweets, each corpus with at most
the weight of 4,000 texts, both sides with the same. Only words that are written in small letters at least a third of
the time, that are common, and that name nothing well known have a weight; other words in small letters stand there with
0, since the list also tells words from names. Texts are split as ``train_mentions.py`` splits them.
The same inputs give the same file.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))  # before the imports below, which is why they stand so late

from shared_cases import SHARED  # noqa: E402

from tickerwatch.linking.candidates import candidates_of_key  # noqa: E402
from tickerwatch.linking.cues import words_of  # noqa: E402
from tickerwatch.linking.topic import prose_words  # noqa: E402
from tickerwatch.names.commonness import zipf  # noqa: E402
from tickerwatch.reference.asof import AsOf  # noqa: E402
from tickerwatch.reference.default import embedded_reference  # noqa: E402
from tickerwatch.watch import Watch  # noqa: E402

OUT = ROOT / "data" / "topic_words.csv"
HELD_OUT = 33
"""Of a hundred texts, how many are not learnt from."""
MARKETS = (
    ("cashtag_tweets_stocknet", "text_masked", 12_000),
    ("finnews_tweets_cashtag", "text_masked", 9_000),
    ("headlines_benzinga_A", "text", 5_000),
    ("headlines_semeval17_company", "text", 1_000),
    ("headlines_sentfin_india", "text", 6_000),
    ("ner_finentity", "text_masked", 1_000),
    ("cashtag_posts_fiqa", "text_masked", 500),
    ("cashtag_stocktwits_stockemotions", "text_masked", 5_000),
)
OTHER = (
    ("negatives_general", "text", 9_000),
    ("ner_wnut17_en", "text", 4_000),
    ("ner_btc_en", "text", 7_000),
    ("general_tweets_sample", "text", 15_000),
)
MOST_OF_A_CORPUS = 4_000
LEAST_TEXTS = 12
LEAST_ZIPF = 3.2
LEAST_SMALL = 0.35
"""Share of a word's uses in small letters, below which it is mostly a name."""
LEAST_WEIGHT = 0.25
RIDGE = 3.0
WELL_KNOWN_ZIPF = 5.0
"""A word as common as this is a word even if a firm is called so."""
NO_WORDS = frozenset(("amp", "gt", "http", "https", "lt", "ly", "null", "rt", "url", "user"))
"""What is left of addresses and marks."""
INSIDE = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Za-z]{2,}")


def is_held_out(doc_id: str) -> bool:
    """Whether a text is not learnt from; sentences written for the project always are."""
    if doc_id.startswith("written-"):
        return False
    return int(hashlib.sha256(f"mentions {doc_id}".encode()).hexdigest()[:8], 16) % 100 < HELD_OUT


def texts_of(name: str, column: str, most: int) -> Iterator[tuple[str, str]]:
    """Id and text of the rows of a corpus, drawn at random."""
    rows = pd.read_parquet(SHARED / "corpora" / f"{name}.parquet")
    if name == "general_tweets_sample":
        rows = rows[rows["lang"] == "en"]
    rows = rows.sample(most, random_state=7) if len(rows) > most else rows
    text = rows[column] if column in rows else rows["text"]
    yield from zip(rows["id"].astype(str), text.astype(str).str.replace("@user", " "), strict=True)


def words_in_small_letters() -> frozenset[str]:
    """Words that are mostly no names, by how they are written inside sentences."""
    small: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for name, column, most in (*OTHER[:1], *OTHER[3:], *MARKETS[:1], MARKETS[5]):
        for _, text in texts_of(name, column, most):
            for word in () if text.upper() == text else INSIDE.findall(text):
                used[word.lower()] += 1
                small[word.lower()] += word.islower()
    return frozenset(word for word, uses in used.items() if uses >= 5 and small[word] >= LEAST_SMALL * uses)


def is_well_known(word: str, view: AsOf) -> bool:
    """Whether a word is a name that the embedded reference describes, and not a very common word besides."""
    described = (one.entity for one in candidates_of_key(word, view) if one.form in ("name", "alias"))
    kinds = ("company", "app", "brand", "person")
    return zipf(word, "en") < WELL_KNOWN_ZIPF and any(
        entity is not None and entity.curated and entity.kind in kinds for entity in described
    )


def vocabulary(texts: list[frozenset[str]], view: AsOf) -> list[str]:
    """The words that get a weight."""
    small = words_in_small_letters() | words_of("company")
    barred = NO_WORDS | words_of("given name") | words_of("place name")
    uses = Counter(word for words in texts for word in words)
    return sorted(
        word
        for word, count in uses.items()
        if count >= LEAST_TEXTS
        and zipf(word, "en") >= LEAST_ZIPF
        and word in small
        and word not in barred
        and not is_well_known(word, view)
    )


def fit(texts: list[frozenset[str]], about_markets: np.ndarray, sure: np.ndarray, words: list[str]) -> np.ndarray:
    """The weight of each word in log odds."""
    place = {word: at for at, word in enumerate(words)}
    pairs = [(at, place[word]) for at, held in enumerate(texts) for word in sorted(held) if word in place]
    rows, columns = zip(*pairs, strict=True)
    matrix = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(texts), len(words)))

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        chance = 1 / (1 + np.exp(-np.clip(matrix @ values, -30, 30)))
        likely = np.where(about_markets == 1, chance, 1 - chance)
        cost = -(sure * np.log(likely + 1e-12)).sum() + RIDGE / 2 * (values**2).sum()
        return cost, matrix.T @ (sure * (chance - about_markets)) + RIDGE * values

    return np.asarray(minimize(loss, np.zeros(len(words)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x)


def main() -> int:
    """Fit, write the weights, print how the texts that were not learnt from lie."""
    texts: list[frozenset[str]] = []
    sides: list[float] = []
    names: list[str] = []
    held: list[bool] = []
    for side, corpora in ((1.0, MARKETS), (0.0, OTHER)):
        for name, column, most in corpora:
            for doc_id, text in texts_of(name, column, most):
                texts.append(prose_words(text))
                sides.append(side)
                names.append(name)
                held.append(is_held_out(doc_id))
    learnt = np.flatnonzero(~np.array(held))
    about = np.array(sides)[learnt]
    of_corpus = Counter(names[at] for at in learnt)
    balance = np.where(about == 1, 0.5 / about.mean(), 0.5 / (1 - about.mean()))
    sure = balance * np.array([min(1.0, MOST_OF_A_CORPUS / of_corpus[names[at]]) for at in learnt])
    view = Watch.open(reference=embedded_reference(), bars=None).reference.as_of(dt.date(2020, 1, 2))
    kept = [texts[at] for at in learnt]
    words = vocabulary(kept, view)
    weights = {word: round(float(weight), 1) for word, weight in zip(words, fit(kept, about, sure, words), strict=True)}
    weights = {word: weight for word, weight in weights.items() if abs(weight) >= LEAST_WEIGHT}
    write({word: 0.0 for word in words_in_small_letters() if zipf(word, "en") >= LEAST_ZIPF} | weights)
    for name in dict.fromkeys(names):
        odds = [
            sum(weights.get(word, 0.0) for word in texts[at])
            for at in range(len(texts))
            if held[at] and names[at] == name
        ]
        low, middle, high = np.percentile(odds, [10, 50, 90])
        print(f"  {name:34} {len(odds):5} texts not learnt from, log odds {low:5.1f} {middle:5.1f} {high:5.1f}")
    return 0


def write(weights: dict[str, float]) -> None:
    """The weights as CSV, by word."""
    with OUT.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("word", "weight"))
        writer.writerows((word, f"{weight:.1f}") for word, weight in sorted(weights.items()))


if __name__ == "__main__":
    sys.exit(main())
