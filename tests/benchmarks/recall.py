"""How many of the companies that finance texts are known to name are found, by the gold of the shared corpora.

Gold are the tickers whose company the text names, cashtags masked (``../shared/corpora/README.md``). A ticker counts
if the reference holds it on the text's date; it is found if a mention at the threshold means its issuer.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared_cases import SHARED

from tickerwatch.model import Document
from tickerwatch.reference.asof import AsOf
from tickerwatch.venues import find_operating_mic, is_us_venue
from tickerwatch.watch import Watch
from tickerwatch.watch.scan import scan_document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CORPORA", "Corpus", "GoldText", "gold_texts", "report_recall"]


@dataclass(frozen=True)
class Corpus:
    """One corpus with gold: which rows count, which column is read, and the day of what bears no date."""

    name: str
    file: str
    day: str
    column: str
    gold: str
    tier: str = ""
    is_home: Callable[[str], bool] = is_us_venue


CORPORA = (
    Corpus("stocknet", "cashtag_tweets_stocknet", "2015-01-02", "text_masked", "named_tickers", "all_named"),
    Corpus("finnews", "finnews_tweets_cashtag", "2020-01-02", "text_masked", "named_tickers"),
    Corpus("benzinga", "headlines_benzinga_A", "2015-01-02", "text", "named_tickers", "named"),
    Corpus("semeval", "headlines_semeval17_company", "2015-06-01", "text", "tickers"),
    Corpus("sentfin", "headlines_sentfin_india", "2018-06-01", "text", "tickers", is_home=lambda mic: mic == "XNSE"),
)
_VENUES_OF_FEEDS = {"TSE": "XTSE", "ATH": "ASEX"}
"""Codes of the corpora that no table of venues has, as Google Finance writes them."""
_TICKERS_OF_FEEDS = {"BP.": "BP", "BT.A": "BT-A"}


@dataclass(frozen=True)
class GoldText:
    """A text with the lines, as (ticker, MIC), of each ticker that its gold holds and the reference knows."""

    document: Document
    day: dt.date
    gold: dict[str, frozenset[tuple[str, str]]]


def gold_texts(watch: Watch, corpus: Corpus, rows: int, seed: int) -> Iterator[GoldText]:
    """Rows of a corpus drawn at random, in the order of the file; texts without gold in the reference are left out."""
    import pandas as pd

    frame: pd.DataFrame = pd.read_parquet(SHARED / "corpora" / f"{corpus.file}.parquet")
    if corpus.tier:
        frame = frame[frame["tier"] == corpus.tier]
    frame = frame[frame[corpus.gold].map(len) > 0]
    if len(frame) > rows:
        frame = frame.sample(rows, random_state=seed).sort_index()
    for row in frame.to_dict("records"):
        stamp = row["published_at"]
        day = dt.date.fromisoformat(str(stamp)[:10]) if isinstance(stamp, str) else dt.date.fromisoformat(corpus.day)
        view = watch.reference.as_of(day)
        held = {ticker: _lines(ticker, view, corpus) for ticker in row[corpus.gold]}
        held = {ticker: lines for ticker, lines in held.items() if lines}
        if held:
            text = " ".join(str(row[corpus.column]).split("\0"))
            yield GoldText(Document(doc_id=str(row["id"]), text=text, lang=str(row["lang"] or "")), day, held)


def _lines(ticker: str, view: AsOf, corpus: Corpus) -> frozenset[tuple[str, str]]:
    venue, _, symbol = ticker.rpartition(":")
    symbol = _TICKERS_OF_FEEDS.get(symbol, symbol)
    mic = _VENUES_OF_FEEDS.get(venue) or find_operating_mic(venue) if venue else None
    if venue and mic is None:
        return frozenset()
    spellings = dict.fromkeys((symbol, symbol.replace(".", "-"), symbol.replace("-", ".")))
    rows = [row for spelled in spellings for row in view.with_ticker(spelled)]
    rows = [row for row in rows if (row.mic == mic if mic else corpus.is_home(row.mic))]
    return frozenset((row.ticker, row.mic) for row in rows)


def report_recall(watch: Watch, rows: int, seed: int, verbose: bool) -> dict[str, float]:
    """Recall at the issuer, macro over tickers, with the causes of what was missed."""
    figures = {}
    least = watch.settings.reading.min_score
    for corpus in CORPORA:
        found: dict[str, list[bool]] = defaultdict(list)
        causes: Counter[str] = Counter()
        missed: Counter[tuple[str, str]] = Counter()
        texts = 0
        for text in gold_texts(watch, corpus, rows, seed):
            texts += 1
            linked = scan_document(text.document, watch.reference, watch.reference.as_of(text.day))
            for ticker, lines in text.gold.items():
                scores = [
                    one.referent.score
                    for one in linked
                    if one.referent.is_company
                    and any((line.ticker, line.mic) in lines for line in one.referent.securities)
                ]
                is_found = max(scores, default=0.0) >= least
                found[ticker].append(is_found)
                if not is_found:
                    cause = "score too low" if scores else "not linked to it"
                    causes[cause] += 1
                    missed[ticker, cause] += 1
                    if verbose:
                        seen = [
                            (one.mention.surface, one.referent.name, round(one.referent.score, 2)) for one in linked
                        ]
                        score = max(scores, default=0.0)
                        print(f"  {corpus.name} {ticker} {cause} {score:.2f}: {text.document.text[:160]!r} {seen}")
        shares = [sum(hits) / len(hits) for hits in found.values()]
        total = sum(map(len, found.values()))
        micro = sum(map(sum, found.values())) / max(total, 1)
        macro = sum(shares) / max(len(shares), 1)
        told = ", ".join(f"{cause} {count}" for cause, count in causes.most_common())
        print(
            f"recall {corpus.name:9} {100 * macro:.1f} % macro over {len(shares)} tickers,"
            f" {100 * micro:.1f} % of {total} in {texts} texts; missed: {told}"
        )
        figures[f"recall {corpus.name}"] = round(100 * macro, 1)
        print("   most often:", ", ".join(f"{ticker} {count}" for (ticker, _), count in missed.most_common(12)))
    return figures
