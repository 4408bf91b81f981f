"""The weights of the risk of a look-alike: fitted on the open cases, cross-validated, written as a text file.

    python tests/benchmarks/lookalike_risk.py --reference FILE [--write]

prints ranks, reliability and scores of the weights set by hand, of those in ``data/lookalike_weights.csv``, and of fits
of several strengths, each fit made without the cases it is measured on. ``--write`` fits on all cases and writes the
file; ``--ranks`` prints each case.

What is fitted: the choice that a hurried buyer makes in each case's check (conditional logit): the documented one
among all candidates, issuers drawn at random, and nothing; in the check of a control, nothing. The weights set by hand
are the prior (ridge towards them): few cases move few weights. Cases of one mention stay together in cross-validation,
and so do those of one pair.
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from shared_cases import SHARED, day_of, load_cases, queries_of, tickers_of

from tickerwatch.lookalikes.brand import brand_of
from tickerwatch.lookalikes.find import Candidate, candidates_of
from tickerwatch.lookalikes.scoring import circumstances
from tickerwatch.reference.asof import AsOf
from tickerwatch.settings import LookAlikeSettings
from tickerwatch.venues import bare_symbol, is_home_venue
from tickerwatch.watch import Watch

WEIGHTS = Path(__file__).resolve().parents[2] / "data" / "lookalike_weights.csv"
FIXED = ("real link", "cannot be bought")
"""Set by hand: an affiliate is of level none anyway, and what cannot be bought is what the base is measured against."""
WIDE = ("base",)
"""Nothing is known of it beforehand."""
SPREADS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""How far, in log odds, a weight may lie from the one set by hand (standard deviation of the prior)."""
CHOSEN = 1.0
ISSUERS = "SELECT DISTINCT issuer_id FROM listing ORDER BY issuer_id"
RANDOM_PAIRS = 10
"""Issuers drawn at random for each case."""
SAME_NEWS_DAYS = 400
BINS, LEAST = 10, 0.02
ALERT = LookAlikeSettings().alert_risk
Bin = tuple[float, float, int]


@dataclass
class Check:
    """One case's check: a row of features a candidate, whether documented, and whether it counts as a case at all."""

    case: dict[str, str]
    group: str
    rows: np.ndarray
    is_documented: np.ndarray
    is_wanted: np.ndarray
    weight: float = 1.0
    names: list[str] = field(default_factory=list)


def hand_set(column: str = "hand_set") -> dict[str, float]:
    """The weights set by hand, or those in use (``weight``)."""
    with WEIGHTS.open(encoding="utf-8", newline="") as lines:
        return {row["feature"]: float(row[column]) for row in csv.DictReader(lines)}


FEATURES = tuple(hand_set())


def row_of(strength: float, around: tuple[tuple[str, float, str], ...]) -> list[float]:
    """The features of one candidate, in the order of the file."""
    amounts = {feature: amount for feature, amount, _ in around} | {"base": 1.0, "strength": strength}
    return [amounts.get(feature, 0.0) for feature in FEATURES]


def is_of(case: dict[str, str], candidate: Candidate) -> bool:
    """Whether a candidate is a case's look-alike: its ticker, on a venue of its market."""
    wanted = set(tickers_of(case))
    return any(
        {line.ticker.upper(), bare_symbol(line.ticker)} & wanted
        and is_home_venue(line.mic, case["market"]) is not False
        for line in candidate.issuer.lines
    )


def mention_of(case: dict[str, str]) -> str:
    """What was typed, in small letters."""
    return queries_of(case)[0].casefold()


def groups_of(cases: list[dict[str, str]]) -> dict[str, str]:
    """Case id to group: cases of one mention or of one pair are together."""
    group = {case["case_id"]: mention_of(case) for case in cases}
    for case in cases:
        mates = {group[one["case_id"]] for one in cases if one["pair_id"] == case["pair_id"]}
        for key, known in group.items():
            if known in mates:
                group[key] = min(mates)
    return group


def usable_cases() -> list[dict[str, str]]:
    """The open cases of confidence A or B that name a ticker; wordplay apart."""
    return [
        case
        for case in load_cases()
        if case["confidence"] != "C" and case["lookalike_ticker"] not in ("", "(none)") and case["label"] != "wordplay"
    ]


def checks_of(watch: Watch, cases: list[dict[str, str]]) -> list[Check]:
    """The checks of the cases, with their candidates and random issuers."""
    draw = random.Random(20261122)
    groups, made = groups_of(cases), []
    pool = [row[0] for row in sqlite3.connect(watch.reference.path).execute(ISSUERS)]
    for case in cases:
        query, day = queries_of(case)[0], day_of(case)
        view = watch.reference.as_of(day)
        meant = watch.name(query, day).referents[0]
        candidates = list(candidates_of(query, meant, view))
        same = [one for one in cases if mention_of(one) == mention_of(case) and one["polarity"] == "positive"]
        near = [one for one in same if abs((day_of(one) - day).days) <= SAME_NEWS_DAYS]
        documented = [any(is_of(one, candidate) for one in near) for candidate in candidates]
        wanted = [is_of(case, candidate) for candidate in candidates]
        rows = [row_of(one.strength, one.around) for one in candidates]
        names = [f"{one.listing.ticker} {one.listing.name}" for one in candidates]
        for issuer_id in draw.sample(pool, RANDOM_PAIRS):
            rows += random_row(issuer_id, query, meant, view)
        lost = len(rows) - len(candidates)
        repeated = sum(1 for one in cases if mention_of(one) == mention_of(case))
        made.append(
            Check(case, groups[case["case_id"]], np.array(rows or np.zeros((0, len(FEATURES)))),
                  np.array(documented + [False] * lost), np.array(wanted + [False] * lost), 1.0 / repeated, names)
        )  # fmt: skip
    return made


def random_row(issuer_id: str, query: str, meant: object, view: AsOf) -> list[list[float]]:
    """The features of an issuer that resembles nothing; no row if it does not trade."""
    issuer = view.issuer(issuer_id)
    if issuer is None or not issuer.lines:
        return []
    brand = brand_of(query, meant, view)
    return [
        row_of(0.0, circumstances(brand, issuer, issuer.lines[0], sharing=1, place=None, affiliate="", is_read=True))
    ]


def target_of(check: Check) -> np.ndarray:
    """What was chosen: the documented look-alike's candidate (the first of several alike), or nothing (all zero)."""
    chosen = np.zeros(len(check.rows))
    if check.case["polarity"] == "positive" and check.is_wanted.any():
        chosen[check.is_wanted] = 1 / check.is_wanted.sum()
    return chosen


def risks_under(check: Check, beta: np.ndarray) -> np.ndarray:
    """The risks of a check's candidates under weights."""
    shares = np.exp(check.rows @ beta)
    return shares / (1 + shares.sum())


def fit(checks: list[Check], spread: float) -> np.ndarray:
    """The weights; one that comes out against its sentence is set to 0, and the rest fitted anew."""
    hand = np.array([hand_set()[feature] for feature in FEATURES])
    free = np.array([feature not in FIXED for feature in FEATURES])
    beta = fit_free(checks, spread, hand, free)
    while (against := beta * hand < 0).any():
        hand, free = np.where(against, 0.0, hand), free & ~against
        beta = fit_free(checks, spread, hand, free)
    return beta


def fit_free(checks: list[Check], spread: float, prior: np.ndarray, free: np.ndarray) -> np.ndarray:
    """The free weights of greatest posterior probability, by Newton's method; the others stay as the prior has them."""
    beta = prior.copy()
    ridge = np.array([0.01 if feature in WIDE else spread**-2 for feature in FEATURES])
    for _ in range(100):
        gradient, curvature = -(beta - prior) * ridge, np.diag(ridge)
        for check in checks:
            risks = risks_under(check, beta)
            mean = check.rows.T @ risks
            gradient += check.weight * (check.rows.T @ target_of(check) - mean)
            curvature += check.weight * ((check.rows * risks[:, None]).T @ check.rows - np.outer(mean, mean))
        step = np.zeros_like(beta)
        step[free] = np.clip(np.linalg.solve(curvature[np.ix_(free, free)], gradient[free]), -1, 1)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def held_out(checks: list[Check], spread: float) -> list[np.ndarray]:
    """The risks of each check's candidates under weights fitted without its group."""
    without = {
        group: fit([check for check in checks if check.group != group], spread)
        for group in sorted({check.group for check in checks})
    }
    return [risks_under(check, without[check.group]) for check in checks]


def rank_of(check: Check, risks: np.ndarray) -> int | None:
    """Rank of the case's own look-alike, ties counted as lost."""
    if not check.is_wanted.any():
        return None
    best = risks[check.is_wanted].max()
    return int((risks[~check.is_wanted] >= best - 1e-12).sum() + 1) if best >= 0.02 else None


def reliability(checks: list[Check], risks: list[np.ndarray], least: float) -> tuple[float, float, int, list[Bin]]:
    """Brier score and expected calibration error over the candidates of at least a risk; their number, and the bins."""
    p = np.concatenate(risks)
    y = np.concatenate([target_of(check) > 0 for check in checks]).astype(float)
    shown = p >= least
    p, y = p[shown], y[shown]
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    rows = [
        (float(p[place == at].mean()), float(y[place == at].mean()), int((place == at).sum()))
        for at in np.unique(place)
    ]
    error = sum(count * abs(mean - share) for mean, share, count in rows) / len(p)
    return float(((p - y) ** 2).mean()), float(error), len(p), rows


def report(name: str, checks: list[Check], risks: list[np.ndarray], *, table: bool = False) -> None:
    """The figures of one set of weights."""
    pairs = list(zip(checks, risks, strict=True))
    positive = [(check, risk) for check, risk in pairs if check.case["polarity"] == "positive"]
    ranks = [rank_of(check, risk) for check, risk in positive]
    shares = "/".join(f"{100 * sum(r is not None and r <= top for r in ranks) / len(ranks):.0f}" for top in (1, 3, 10))
    at_alert = [bool((risk[check.is_wanted] >= ALERT).any()) for check, risk in pairs]
    is_positive = [check.case["polarity"] == "positive" for check in checks]
    raised = sum(one for one, of_case in zip(at_alert, is_positive, strict=True) if not of_case)
    others = sum(int((risk[~check.is_documented] >= ALERT).sum()) for check, risk in pairs)
    brier, error, count, rows = reliability(checks, risks, LEAST)
    loss = np.mean([_loss(check, risk) for check, risk in pairs])
    print(
        f"{name:22} first 1/3/10: {shares} %; at alert: {sum(at_alert) - raised} positives, {raised} controls, "
        f"{others} others; log loss {loss:.2f}; of {count} from {LEAST:g}: Brier {brier:.4f}, ECE {error:.3f}"
    )
    for mean, share, number in rows if table else ():
        print(f"    risk {mean:.2f}: documented {share:.2f} of {number}")


def _loss(check: Check, risks: np.ndarray) -> float:
    chosen = target_of(check)
    nothing = (1 - chosen.sum()) * np.log(max(1 - risks.sum(), 1e-9))
    return float(-(chosen * np.log(np.clip(risks, 1e-9, 1))).sum() - nothing)


def main() -> int:
    """Print the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--ranks", action="store_true")
    chosen = parser.parse_args()
    if not SHARED.is_dir():
        print("skipped: ../shared is absent")
        return 0
    checks = checks_of(Watch.open(reference=chosen.reference, bars=None), usable_cases())
    known = {"set by hand": hand_set(), "in use": hand_set("weight")}
    for name, known_weights in known.items():
        beta = np.array([known_weights[feature] for feature in FEATURES])
        report(name, checks, [risks_under(check, beta) for check in checks])
    for spread in SPREADS:
        risks = held_out(checks, spread)
        report(f"held out, spread {spread:g}", checks, risks, table=spread == CHOSEN)
        if spread == CHOSEN and chosen.ranks:
            print_ranks(checks, risks)
    beta = fit(checks, CHOSEN)
    report(f"fitted on all, {CHOSEN:g}", checks, [risks_under(check, beta) for check in checks])
    for feature, weight in zip(FEATURES, beta, strict=True):
        used = sum(int((check.rows[:, FEATURES.index(feature)] != 0).sum()) for check in checks)
        print(f"    {feature:20} {hand_set()[feature]:6.2f} -> {weight:6.2f}   ({used} candidates)")
    if chosen.write:
        write_weights(beta)
    return 0


def print_ranks(checks: list[Check], risks: list[np.ndarray]) -> None:
    """Each case: rank and risk of its look-alike, and the three candidates of highest risk."""
    for check, risk in zip(checks, risks, strict=True):
        own = float(risk[check.is_wanted].max()) if check.is_wanted.any() else 0.0
        first = [f"{check.names[at][:24]} {risk[at]:.2f}" for at in np.argsort(-risk)[:3] if at < len(check.names)]
        print(f"    {check.case['case_id']:22} rank {rank_of(check, risk)} risk {own:.2f}: {'; '.join(first)}")


def write_weights(beta: np.ndarray) -> None:
    """Write the file that the package reads."""
    hand = hand_set()
    rows = [f"{feature},{weight:.2f},{hand[feature]:g}" for feature, weight in zip(FEATURES, beta, strict=True)]
    WEIGHTS.write_text("\n".join(["feature,weight,hand_set", *rows, ""]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
