"""The weights of signs in log odds, from ``data/mention_weights.csv``: what each feature says at each of its levels.

The file is written by ``data/train_mentions.py`` from the development corpora; it can be read, and changed, by hand.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Sequence

from tickerwatch.embedded import data_file
from tickerwatch.linking.joint_signs import JOINT_ALONE, joint_signs, parts_of
from tickerwatch.linking.signs import ALONE_FEATURES, TWICE_FEATURES, Sign
from tickerwatch.model import Evidence

__all__ = ["base", "greatest", "greatest_around", "told", "weights_of"]

_BASE = ("base", "")
"""The row of the log odds before anything is known."""


@functools.cache
def _weights() -> dict[tuple[str, str], float]:
    with data_file("mention_weights.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["feature"], row["level"]): float(row["weight"]) for row in csv.DictReader(lines)}


def base() -> float:
    """The log odds that a mention means its likeliest candidate before any sign is looked at."""
    return _weights()[_BASE]


@functools.cache
def greatest(feature: str, prefix: str = "") -> float:
    """The most that a feature can add to the log odds of a mention at levels that begin with `prefix`, 0 or more."""
    rows = _weights().items()
    return max([0.0, *(weight for (of, level), weight in rows if of == feature and level.startswith(prefix))])


@functools.cache
def greatest_around(absent: frozenset[str]) -> float:
    """The most that the text around a mention can add to its log odds, 0 or more.

    Parameters
    ----------
    absent : frozenset of str
        Features that the text does not show. Every other one of the weights counts with its greatest, but for those
        that do not depend on what stands around a mention.
    """
    features = {feature for feature, _ in _weights()} - ALONE_FEATURES - JOINT_ALONE - absent
    return sum(map(greatest, sorted(features - TWICE_FEATURES))) + 2 * sum(map(greatest, TWICE_FEATURES - absent))


def weights_of(signs: Iterable[Sign]) -> list[float]:
    """The weight of each sign in log odds; a level without a row weighs nothing."""
    known = _weights()
    return [known.get(sign[:2], 0.0) for sign in signs]


def told(single: Sequence[Sign]) -> tuple[Evidence, ...]:
    """Signs as evidence, each with its weight and half of that of every pair that it makes with another.

    Parameters
    ----------
    single : sequence of Sign
        Of one mention, without pairs. A level without a row weighs nothing.

    Returns
    -------
    tuple of Evidence
        One for each sign; the weights add up to those of the signs and their pairs.
    """
    shares: dict[str, float] = {}
    pairs = tuple(joint_signs(single))
    for pair, weight in zip(pairs, weights_of(pairs), strict=True):
        for feature in parts_of(pair.feature):
            shares[feature] = shares.get(feature, 0.0) + weight / 2
    return tuple(
        Evidence(
            feature=sign.feature, score=1.0, weight=round(weight + shares.pop(sign.feature, 0.0), 6), detail=sign.detail
        )
        for sign, weight in zip(single, weights_of(single), strict=True)
    )
