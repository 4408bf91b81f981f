"""The weights of signs in log odds, from ``data/mention_weights.csv``: what each feature says at each of its levels.

The file is written by ``data/train_mentions.py`` from the development corpora; it can be read, and changed, by hand.
"""

from __future__ import annotations

import csv
import functools

from tickerwatch.embedded import data_file
from tickerwatch.linking.signs import Sign
from tickerwatch.model import Evidence

__all__ = ["base", "weighed"]

_BASE = ("base", "")
"""The row of the log odds before anything is known."""


@functools.cache
def _weights() -> dict[tuple[str, str], float]:
    with data_file("mention_weights.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["feature"], row["level"]): float(row["weight"]) for row in csv.DictReader(lines)}


def base() -> float:
    """The log odds that a mention means its likeliest candidate before any sign is looked at."""
    return _weights()[_BASE]


def weighed(sign: Sign) -> Evidence:
    """A sign as evidence; a level without a row weighs nothing."""
    return Evidence(
        feature=sign.feature, score=1.0, weight=_weights().get((sign.feature, sign.level), 0.0), detail=sign.detail
    )
