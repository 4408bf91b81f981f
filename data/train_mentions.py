"""Fit the weights of ``mention_weights.csv``: what each sign of a mention says, learnt from the development corpora.

    python data/train_mentions.py --reference FILE [--dry]

needs ``../shared/corpora`` beside the project and a reference built from the shared universe and the project's own data
(as the README shows). A logistic regression with a ridge penalty over the signs of :mod:`tickerwatch.linking.signs`.
The texts are read with that reference and with the embedded one, since a user may have either. They are split by a hash
of their id, and the figures printed are of the third that was not learnt from. The same inputs give the same file. No
text, and nothing of a single word or firm, enters the weights: only levels of signs.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))  # before the imports below, which is why they stand so late

from recall import CORPORA, gold_texts  # noqa: E402
from shared_cases import SHARED  # noqa: E402
from train_topic import is_held_out  # noqa: E402

from tickerwatch.linking.candidates import Candidate  # noqa: E402
from tickerwatch.linking.cues import read_cues  # noqa: E402
from tickerwatch.linking.evidence import is_decided_by_form, signs_of  # noqa: E402
from tickerwatch.linking.judged import weigh_candidates  # noqa: E402
from tickerwatch.linking.signs import is_bare, text_signs  # noqa: E402
from tickerwatch.linking.topic import is_ordinary  # noqa: E402
from tickerwatch.model import Document, Mention  # noqa: E402
from tickerwatch.names.commonness import is_inflected, zipf  # noqa: E402
from tickerwatch.reference.default import embedded_reference  # noqa: E402
from tickerwatch.venues import is_us_venue  # noqa: E402
from tickerwatch.watch import Watch  # noqa: E402
from tickerwatch.watch.scan import read_mentions  # noqa: E402

OUT = ROOT / "data" / "mention_weights.csv"
RIDGE = 8.0
PINNED = {
    ("used", "app"): 5.0,
    ("product words", "app, beside"): 4.2,
    ("product words", "app, 1"): 2.2,
    ("product words", "app, 2"): 2.5,
    ("product words", "app, 3 or more"): 2.8,
    ("capital", "none"): 1.0,
    ("signs", "1"): -2.0,
    ("signs", "2"): 1.0,
    ("signs", "3"): 3.5,
    ("signs", "4"): 4.5,
    ("signs", "5 or more"): 5.5,
    ("capital", "noun"): 0.3,
    ("capital", "upper"): 0.0,
    ("title", "before"): -3.0,
    ("jargon", "yes"): -6.0,
    ("source", "before"): 1.0,
    ("time", "yes"): -6.0,
    ("amount", "yes"): -6.0,
    ("goods", "after"): -4.0,
    ("name before", "initials"): -3.0,
    ("longer name", "abbreviated"): -4.0,
    ("longer name", "an index"): -4.0,
    ("longer name", "a fund's, inside"): -2.5,
    ("longer name", "a place's"): -3.0,
    ("longer name", "another firm's, by form"): -2.0,
    ("longer name", "another firm's, by word"): -1.2,
    ("longer name", "another firm's, by word and form"): -2.5,
}
"""Weights set by hand: the corpora hold almost no apps that are meant, no texts in scripts without capitals, and few
names of funds, indices and unknown firms that begin with a known one."""
LEAST_SEEN = 15
"""A level seen less often gets no weight."""
ROWS = {"stocknet": 3500, "finnews": 3000, "benzinga": 3500, "semeval": 700, "sentfin": 7500}
EXAMPLES = ROOT / "data" / "mention_examples.csv"
OF_EXAMPLES = 10.0
"""Of everyday talk that names apps and brands the corpora hold almost nothing; these sentences were written for it."""
ORDINARY = {
    "written": OF_EXAMPLES,
    "negatives": 11.0,
    "ner_btc_en": 5.0,
    "ner_wnut17_en": 5.0,
    "ner_conll2002_nl": 2.0,
    "ner_conll2002_es": 2.0,
}
"""Ordinary tweets weigh more than their number here: of what people read they are far more than finance texts."""
EMBEDDED = 0.3
"""What is read with the embedded reference weighs less: it holds the famous firms and few of the namesakes."""
COMPANY_KINDS = ("company", "brand", "product", "app", "fund")

LEAST_COMMON_TOGETHER = 4.3
"""The same for several words."""
LEAST_COMMON = 3.5
"""On the Zipf scale: words from there on that no gold names are rather words than the name of a small firm."""
OF_WORDS = 0.6
"""How sure it is that a common word in a finance text means no unlisted firm that is called so, and that a code in a
text of American tickers means no little known issuer abroad."""
OF_US_TICKERS = ("stocknet", "finnews", "benzinga")
LEAST_COMMON_INFLECTED = 3.0
MANY_VENUES = 8
"""Venues from which on a firm is known everywhere, so that texts name it whose gold does not."""
SURENESS = {"written": 1.0, "ner_finentity": 0.7, "ner_wnut17_en": 0.7, "ner_btc_en": 0.6}
"""How sure it is that an annotated organisation is the likeliest candidate of its name; 0.9 elsewhere."""
NO_FIRMS = {"person", "location", "group", "creative-work"}

Spans = list[tuple[int, int, str]]


@dataclass(frozen=True)
class Example:
    """One mention with its likeliest candidate: its signs, whether the candidate is meant, and how sure that is."""

    source: str
    doc_id: str
    surface: str
    signs: tuple[tuple[str, str], ...]
    is_meant: bool
    sureness: float
    is_listed: bool


@dataclass(frozen=True)
class Text:
    """A text with what is known of its names."""

    source: str
    document: Document
    day: dt.date
    gold: frozenset[tuple[str, str]]
    spans: Spans | None
    """Annotated names; None where the text is not annotated throughout."""
    meant: frozenset[str]
    """Labels of spans that name a company."""
    unmeant: frozenset[str]
    """Labels of spans that name something else."""


def frame_of(name: str) -> pd.DataFrame:
    """A corpus beside the project."""
    return pd.read_parquet(SHARED / "corpora" / f"{name}.parquet")


def spans_of(row: dict[str, Any]) -> Spans:
    """The annotated spans of a row."""
    return [(int(one["start"]), int(one["end"]), str(one["label"])) for one in row["entities"]]


def texts(watch: Watch) -> Iterator[Text]:
    """All texts that are learnt from, in a fixed order."""
    nothing: frozenset[Any] = frozenset()
    sentfin = {str(row["id"]): spans_of(row) for row in frame_of("headlines_sentfin_india").to_dict("records")}
    for corpus in CORPORA:
        for one in gold_texts(watch, corpus, ROWS[corpus.name], 4):
            gold = frozenset(itertools.chain.from_iterable(one.gold.values()))
            spans = sentfin.get(one.document.doc_id) if corpus.name == "sentfin" else None
            yield Text(corpus.name, one.document, one.day, gold, spans, nothing, nothing)
    for row in frame_of("negatives_general").to_dict("records"):
        yield _text("negatives", row, "2014-01-01", [], nothing, nothing)
    yield from written()
    kinds = (
        ("ner_wnut17_en", 4000, "2014-01-01", {"corporation", "product"}, NO_FIRMS),
        ("ner_btc_en", 7000, "2014-01-01", {"ORG"}, {"PER", "LOC"}),
        ("ner_finentity", 700, "2022-06-01", {"FIN_ENTITY"}, set()),
        ("el_n3_dbpedia", 600, "2012-01-02", set(), set()),
        ("ner_conll2002_nl", 2500, "2015-01-02", {"ORG"}, {"PER", "LOC"}),
        ("ner_conll2002_es", 2000, "2015-01-02", {"ORG"}, {"PER", "LOC"}),
        ("ner_factrueval2016_ru", 200, "2016-01-04", set(), {"Person", "Location", "LocOrg"}),
        ("ner_bsnlp2017_ru_pl", 1500, "2016-01-04", {"ORG"}, {"PER", "LOC"}),
        ("ner_wikineural_multi_silver", 5000, "2020-01-02", {"ORG"}, {"PER", "LOC"}),
    )
    negatives = set(frame_of("negatives_general")["id"])
    for name, rows, day, meant, unmeant in kinds:
        frame = frame_of(name)
        frame = frame[~frame["id"].isin(negatives)]
        if len(frame) > rows:
            frame = frame.sample(rows, random_state=4).sort_index()
        for row in frame.to_dict("records"):
            yield _text(name, row, day, spans_of(row), frozenset(meant), frozenset(unmeant))


def written() -> Iterator[Text]:
    """The sentences written for this project, each with one mention marked by brackets."""
    with EXAMPLES.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            before, name, after = re.split(r"[\[\]]", row["text"])
            span = (len(before), len(before) + len(name), "MEANT" if row["is_meant"] == "yes" else "NOT")
            document = Document(doc_id=f"written-{number}", text=before + name + after, lang="")
            meant, unmeant = frozenset(("MEANT",)), frozenset(("NOT",))
            yield Text("written", document, dt.date(2020, 1, 2), frozenset(), [span], meant, unmeant)


def _text(
    source: str, row: dict[str, Any], day: str, spans: Spans, meant: frozenset[str], unmeant: frozenset[str]
) -> Text:
    text = str(row.get("text_masked") or row["text"])
    document = Document(doc_id=str(row["id"]), text=text, lang=str(row["lang"] or ""))
    return Text(source, document, dt.date.fromisoformat(day), frozenset(), spans, meant, unmeant)


def lines_of(candidate: Candidate) -> set[tuple[str, str]]:
    """The lines of a candidate's issuer that trade."""
    return {(line.ticker, line.mic) for line in candidate.issuer.lines} if candidate.issuer is not None else set()


def label(text: Text, mention: Mention, candidates: list[Candidate]) -> tuple[bool, float] | None:
    """Whether the first candidate is meant, and how sure that is; None where nobody knows."""
    if text.gold and lines_of(candidates[0]) & text.gold:
        return True, 1.0
    if text.gold and any(lines_of(one) & text.gold for one in candidates[1:]):
        return False, 1.0
    if text.spans is None:
        if text.source in OF_US_TICKERS and _is_code_abroad(mention, candidates[0]):
            return False, OF_WORDS
        is_unlikely = mention.surface.islower() or _is_unlikely(mention, candidates[0], text)
        return (False, 0.6) if is_unlikely else None
    over = [span for span in text.spans if span[0] < mention.end and span[1] > mention.start]
    if not over:
        return False, 1.0
    kind, is_exact = over[0][2], over[0][:2] == (mention.start, mention.end)
    if kind in text.unmeant:
        return False, 1.0
    if text.source == "sentfin":
        return None if is_exact or kind != "COMPANY" else (False, 0.7)
    if kind in text.meant and is_exact and _is_likely(candidates[0], text.source):
        return True, 1.0 if text.source == "written" else 0.7 if text.source in (
            "ner_finentity",
            "ner_wnut17_en",
        ) else 0.6
    return None


def _is_unlikely(mention: Mention, candidate: Candidate, text: Text) -> bool:
    """Whether words that are common mean something else than a small firm that no gold names.

    Of a target that semeval's annotators chose the other firms of the text are not known: there only the commonest do.
    """
    entity, issuer = candidate.entity, candidate.issuer
    words = mention.key.removesuffix(" *").casefold().lstrip("$").split()
    rarest = min((zipf(word, text.document.lang) for word in words), default=0.0)
    if entity is not None and entity.curated:
        return entity.kind != "company" and len(words) == 1 and rarest >= LEAST_COMMON and is_ordinary(words[0])
    if issuer is not None and issuer.venue_count >= MANY_VENUES:
        return False
    if len(words) > 1 and candidate.form not in ("short", "beginning", "former"):
        return rarest >= LEAST_COMMON_TOGETHER
    is_known = entity is not None or candidate.same_as is not None
    return rarest >= (4.5 if text.source == "semeval" or is_known else LEAST_COMMON)


def _is_code_abroad(mention: Mention, candidate: Candidate) -> bool:
    """Whether a word in capitals could mean a little known issuer that does not trade in the United States."""
    issuer = candidate.issuer
    if issuer is None or candidate.entity is not None or candidate.same_as is not None:
        return False
    if issuer.venue_count >= MANY_VENUES or not mention.surface.isupper() or not 1 < len(mention.surface) <= 5:
        return False
    lines = (candidate.listing,) if candidate.listing is not None else issuer.lines
    return not any(is_us_venue(line.mic) and line.mic != "OTCM" for line in lines)


def _is_word(mention: Mention, text: Text) -> bool:
    """Whether a mention is one word of everyday English."""
    key = mention.key.casefold()
    if not is_inflected(key):
        return False
    return zipf(key, text.document.lang) >= (LEAST_COMMON if is_ordinary(key) else LEAST_COMMON_INFLECTED)


def _is_likely(candidate: Candidate, source: str) -> bool:
    """Whether an annotated organisation is the candidate: of a tweet's clubs and bands only what is described is."""
    is_described = candidate.entity is not None and candidate.entity.curated
    is_issuer = candidate.entity is None and source != "ner_btc_en"
    return candidate.form in ("name", "alias", "short") and (is_described or is_issuer)


def examples(watch: Watch, text: Text) -> Iterator[Example]:
    """The mentions of a text that are known to name, or not to name, their likeliest candidate."""
    view, lang = watch.reference.as_of(text.day), text.document.lang
    mentions = read_mentions(text.document, watch.reference, view)
    cues, whole = read_cues(text.document.text, lang), text_signs(text.document.text, mentions, lang)
    for mention in mentions:
        if mention.kind == "cashtag" or (mention.kind == "code" and not is_bare(mention)):
            continue
        weighed = weigh_candidates(mention, cues, whole, view)
        if not weighed or is_decided_by_form(mention, weighed[0][0]):
            continue
        best, share, _ = weighed[0]
        if best.entity is not None and best.entity.kind not in COMPANY_KINDS:
            continue
        known = label(text, mention, [one for one, _, _ in weighed])
        if text.source in ROWS and best.issuer is None and best.entity is not None and best.entity.curated:
            # what is not listed is in no gold of tickers: its absence there tells nothing, but for words
            known = (False, OF_WORDS) if _is_word(mention, text) else None
        if known is None:
            continue
        seen = signs_of(mention, cues, whole, lang, best, share, len(weighed) - 1)
        signs = tuple((sign.feature, sign.level) for sign in seen)
        yield Example(text.source, text.document.doc_id, mention.surface, signs, *known, is_listed=best.is_tradable)


def fit(learnt: list[Example], weights: dict[str, float]) -> dict[tuple[str, str], float]:
    """Ridge-penalised logistic regression: the base and a weight for each level that is seen often enough."""
    seen = Counter(sign for one in learnt for sign in set(one.signs))
    levels = sorted(sign for sign, count in seen.items() if count >= LEAST_SEEN and sign not in PINNED)
    place = {sign: at for at, sign in enumerate(levels)}
    matrix = design(learnt, place)
    pinned = np.array([sum(PINNED.get(sign, 0.0) for sign in set(one.signs)) for one in learnt])
    target = np.array([one.is_meant for one in learnt], dtype=float)
    sure = np.array([one.sureness * weights.get(one.source, 1.0) for one in learnt])

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        odds = matrix @ values[1:] + values[0] + pinned
        chance = 1 / (1 + np.exp(-np.clip(odds, -35, 35)))
        gap = sure * (chance - target)
        cost = -(sure * (target * np.log(chance + 1e-12) + (1 - target) * np.log(1 - chance + 1e-12))).sum()
        gradient = np.concatenate([[gap.sum()], matrix.T @ gap + RIDGE * values[1:]])
        return cost + RIDGE / 2 * (values[1:] ** 2).sum(), gradient

    best = minimize(loss, np.zeros(len(levels) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {("base", ""): float(best[0]), **PINNED, **{sign: float(best[1 + at]) for sign, at in place.items()}}


def design(rows: list[Example], place: dict[tuple[str, str], int]) -> csr_matrix:
    """One row an example, one column a level: 1 where it is seen."""
    pairs = [(at, place[sign]) for at, one in enumerate(rows) for sign in set(one.signs) if sign in place]
    ats, signs = zip(*pairs, strict=True)
    return csr_matrix((np.ones(len(pairs)), (ats, signs)), shape=(len(rows), len(place)))


def scores(rows: list[Example], weights: dict[tuple[str, str], float]) -> np.ndarray:
    """The probability of each example."""
    odds = np.array([weights["base", ""] + sum(weights.get(sign, 0.0) for sign in set(one.signs)) for one in rows])
    return 1 / (1 + np.exp(-odds))


def calibration_error(chance: np.ndarray, target: np.ndarray, sure: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [abs((sure * (chance - target))[bins == at].sum()) for at in range(10)]
    return float(sum(gaps) / sure.sum())


def report(rows: list[Example], weights: dict[tuple[str, str], float]) -> None:
    """Figures on texts that were not learnt from."""
    chance = scores(rows, weights)
    target = np.array([one.is_meant for one in rows], dtype=float)
    sure = np.array([one.sureness for one in rows])
    likely = chance >= 0.1
    overall = calibration_error(chance, target, sure)
    above = calibration_error(chance[likely], target[likely], sure[likely])
    print(f"held out: {len(rows)} mentions; expected calibration error {overall:.3f}, from 0.1 on {above:.3f}")
    by_source: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(rows):
        by_source[one.source].append(at)
    for source, places in by_source.items():
        found, known = chance[places] >= 0.5, target[places] == 1
        docs = len({rows[at].doc_id for at in places})
        false = [at for at in places if chance[at] >= 0.5 and not rows[at].is_meant and rows[at].is_listed]
        wrong = len({rows[at].doc_id for at in false})
        recall = 100 * found[known].mean() if known.any() else float("nan")
        print(
            f"  {source:28} {docs:5} texts, recall of linked {recall:5.1f} %,"
            f" texts with a false listed mention {1000 * wrong / docs:5.1f} in 1,000"
        )
    bins = np.minimum((chance * 10).astype(int), 9)
    for at in range(10):
        inside = bins == at
        if inside.any():
            true = np.average(target[inside], weights=sure[inside])
            print(f"  {at / 10:.1f}: n {inside.sum():6} mean {chance[inside].mean():.2f} true {true:.2f}")


def main() -> int:
    """Fit, print the figures of the held-out texts, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--dry", action="store_true", help="print the figures and write nothing")
    chosen = parser.parse_args()
    watch = Watch.open(reference=chosen.reference, bars=None)
    embedded = Watch.open(reference=embedded_reference(), bars=None)
    rows = [one for text in texts(watch) for one in examples(watch, text)]
    small = [one for text in texts(embedded) for one in examples(embedded, text)]
    rows += [replace(one, sureness=one.sureness * EMBEDDED) for one in small]
    learnt = [one for one in rows if not is_held_out(one.doc_id)]
    weights = {sign: round(weight, 2) for sign, weight in fit(learnt, ORDINARY).items()}
    report([one for one in rows if is_held_out(one.doc_id)], weights)
    if not chosen.dry:
        write(weights, Counter(sign for one in learnt for sign in set(one.signs)))
    return 0


def write(weights: dict[tuple[str, str], float], seen: Counter[tuple[str, str]]) -> None:
    """The weights as CSV, by feature and level, each with where it comes from."""
    with OUT.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("feature", "level", "weight", "reason"))
        for (feature, level), weight in sorted(weights.items()):
            reason = f"learnt from {seen[feature, level]} mentions"
            if (feature, level) in PINNED:
                reason = "set by hand: the corpora hold too few"
            elif feature == "base":
                reason = "learnt"
            writer.writerow((feature, level, f"{weight:.2f}", reason))


if __name__ == "__main__":
    sys.exit(main())
