"""Our estimators against what other programs computed, file by file and column by column.

Every column of the reference files is either reproduced to 1e-9, an input or a label, or named here with the reason why
it is not shared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from tickerwatch.volume import group_tests as tests
from tickerwatch.volume.estimation import Abnormal, abnormal_values
from tickerwatch.volume.online import OnlineMethod, levels_of_stream
from tickerwatch.volume.significance import q_values, rank_p_value

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "reference"
EXPECTED, INPUTS = REFERENCE / "expected", REFERENCE / "inputs"
pytestmark = pytest.mark.skipif(not EXPECTED.is_dir(), reason="../shared/reference is absent")

TOLERANCE = 1e-9
LABELS = {"t", "pval", "batch", "security", "symbol", "date", "day", "model", "test", "column", "name"}

NOT_OFFERED = "a procedure that we do not offer"
MISSING = "sums of sessions in which a security is missing are scaled up to all securities; ours count those there"
NOT_SHARED = {
    "batch_fdr": {
        "holm": "controls the family-wise error, which we do not",
        "BatchBH_R": NOT_OFFERED,
        "BatchStBH_R": NOT_OFFERED,
    },
    "onlinefdr": {
        f"{method}_{what}": NOT_OFFERED
        for method in ("LOND", "LORD3", "LORD_discard", "LORD_dep", "Alpha_investing", "ADDIS_spending")
        for what in ("alpha", "R")
    },
    "estudy2_logvolume_A_tests": {
        "sim patell": "standardises with T - 1 degrees in place of T - 2: here 1.0042 times the textbook's",
        **{
            f"{model} {name}": NOT_OFFERED
            for model in ("mean_adj", "sim")
            for name in ("brown_warner_1980", "brown_warner_1985", "car_brown_warner_1985")
        },
        **{f"sim {name}": NOT_OFFERED for name in ("lamb", "car_lamb")},
    },
    "estudy2_returns_sim_tests": {
        "sim patell": "T - 1 degrees, and the market's spread over sessions that a security has no return in",
        "sim boehmer": "T - 1 degrees, and the market's spread over sessions that a security has no return in",
        "sim generalized_sign_test": "pools signs over securities; Cowan (1992) takes the mean of their shares",
        "sim corrado_sign_test": MISSING,
        "sim rank_test": "the rank test of 1989 with missing returns; ours divides ranks by T + 1 as in 1992",
        "sim modified_rank_test": MISSING,
        "sim car_rank_test": "the rank test of 1989 with missing returns; ours divides ranks by T + 1 as in 1992",
        **{
            f"sim {name}": NOT_OFFERED
            for name in ("brown_warner_1980", "brown_warner_1985", "lamb", "car_brown_warner_1985", "car_lamb")
        },
    },
    "r_base_single_event_A": {
        name: "autoregression by maximum likelihood, which is no part of the method"
        for name in ("ar1_phi", "ar1_pred", "ar1_se")
    },
    "crse_share_repurchases_one_cluster": {
        "p.val.one.clustered": "t with as many degrees as clusters; ours has one less",
    },
}


def expected(name: str) -> pd.DataFrame:
    return pd.read_csv(EXPECTED / f"{name}.csv")


def agree(ours: object, theirs: object) -> None:
    np.testing.assert_allclose(
        np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float), rtol=TOLERANCE, atol=TOLERANCE
    )


def log_volumes() -> tuple[list[str], np.ndarray, np.ndarray, pd.Series]:
    panel = pd.read_csv(INPUTS / "volume_panel_A.csv")
    names = [name for name in panel.columns if name not in ("date", "MKT_MEANLOG")]
    y = np.log1p(panel[names].to_numpy(dtype=float)).T
    return names, y, np.broadcast_to(panel["MKT_MEANLOG"].to_numpy(), y.shape), panel["date"]


def cumulated(abnormal: Abnormal) -> Abnormal:
    """Sums of the event sessions up to each, whose forecast errors count as independent."""
    return dataclasses.replace(
        abnormal, event=abnormal.event.cumsum(axis=1), error_factor=abnormal.error_factor.cumsum(axis=1)
    )


def first_days(model: str) -> Abnormal:
    _, y, x, _ = log_volumes()
    market = (x[:, :120], x[:, 120:125]) if model == "sim" else (None, None)
    return abnormal_values(y[:, :120], y[:, 120:125], *market)


def returns() -> Abnormal:
    given = pd.read_csv(INPUTS / "estudy2_returns.csv")
    before, during = (
        given["date"].between("2019-04-01", "2020-03-13"),
        given["date"].between("2020-03-16", "2020-03-20"),
    )
    y = given.drop(columns=["date", "INDEX"]).to_numpy().T
    x = np.broadcast_to(given["INDEX"].to_numpy(), y.shape)
    return abnormal_values(y[:, before], y[:, during], x[:, before], x[:, during])


DAILY: dict[str, Callable[[Abnormal, int], tests.Statistic]] = {
    "t_test": lambda one, day: tests.cross_sectional_t(one.event[:, day]),
    "patell": tests.patell,
    "boehmer": tests.boehmer,
    "sign_test": lambda one, day: tests.sign(one.event[:, day]),
    "generalized_sign_test": tests.generalised_sign,
    "corrado_sign_test": tests.corrado_sign,
    "rank_test": tests.corrado_rank,
    "modified_rank_test": tests.corrado_rank,
    "wilcoxon_test": lambda one, day: tests.wilcoxon(one.event[:, day]),
}


def check_daily_tests(name: str, abnormal: dict[str, Abnormal]) -> None:
    shared, columns = 0, expected(name).groupby(["model", "test"])
    assert set(NOT_SHARED[name]) <= {f"{model} {test}" for model, test in columns.groups}
    for (model, test), theirs in columns:
        if f"{model} {test}" in NOT_SHARED[name]:
            continue
        one = abnormal[model]
        days = range(one.event.shape[1])
        if test == "car_rank_test":  # Cowan (1992): the sum of the daily statistics over the root of their number
            ours = [sum(tests.corrado_rank(one, day).value for day in days) / np.sqrt(len(days))]
        else:
            ours = [DAILY[test](one, day).value for day in days]
        agree(ours, theirs["statistic"])
        shared += 1
    assert shared >= 3


def test_logvolume_tests() -> None:
    name = "estudy2_logvolume_A_tests"
    check_daily_tests(name, {model: first_days(model) for model in ("mean_adj", "sim")})
    theirs = expected(name).query("model == 'sim' and test == 'patell'")["statistic"]
    agree([tests.patell(first_days("sim"), day).value * np.sqrt(119 / 118) for day in range(5)], theirs)


def test_logvolume_abnormal_values_and_coefficients() -> None:
    names, *_ = log_volumes()
    for model, theirs in expected("estudy2_logvolume_A_abnormal").groupby("model"):
        by_security = theirs.pivot_table(index="security", columns="date", values="abnormal").loc[names]
        agree(first_days(str(model)).event, by_security)
    coefficients = expected("estudy2_logvolume_A_coef")
    agree(first_days("sim").coefficients, coefficients[["alpha", "beta"]])
    agree(first_days("sim").lengths, coefficients["n"])


def test_returns_with_missing_sessions() -> None:
    check_daily_tests("estudy2_returns_sim_tests", {"sim": returns()})
    coefficients = expected("estudy2_returns_sim_coef")
    agree(returns().coefficients, coefficients[["alpha", "beta"]])
    agree(returns().lengths, coefficients["n"])


def eleven_days() -> tuple[Abnormal, Abnormal]:
    _, y, _, _ = log_volumes()
    one = abnormal_values(y[:, 2:120], y[:, 120:131])
    return one, cumulated(one)


def test_eventstudy_single() -> None:
    names, *_ = log_volumes()
    one, sums = eleven_days()
    sigma = np.broadcast_to(one.sigma[:, None], one.event.shape)
    ours = {
        "abnormal": one.event,
        "ar_t": one.event / sigma,  # their standard error has no forecast error
        "car": sums.event,
        "car_t": sums.event / (sigma * np.sqrt(np.arange(1, 12))),
        "sigma": sigma,
        "df": np.broadcast_to(one.degrees[:, None], one.event.shape),
    }
    theirs = expected("eventstudy_volume_A_single")
    assert set(theirs.columns) - LABELS == set(ours)
    for column, values in ours.items():
        agree(values, theirs.pivot_table(index="symbol", columns="day", values=column).loc[names])


def test_eventstudy_aggregate() -> None:
    one, sums = eleven_days()
    correlation = tests.mean_correlation(one, np.zeros(len(one.event), dtype=np.int64))
    computed: dict[tuple[str, str], tuple[Abnormal, Callable[[Abnormal, int], float]]] = {}
    both: dict[str, Callable[[Abnormal, int], float]] = {
        "aar": lambda a, day: float(a.event[:, day].mean()),
        "aar_t": lambda a, day: tests.cross_sectional_t(a.event[:, day]).value,
        "aar_z": lambda a, day: tests.patell(a, day).value,
        "sign_z": lambda a, day: tests.sign(a.event[:, day]).value,
        "gsign_z": lambda a, day: tests.generalised_sign(a, day).value,
        "bmp_t": lambda a, day: tests.boehmer(a, day).value,
        "kp_t": lambda a, day: tests.kolari_pynnonen(a, correlation, day).value,
    }
    of_test = {"aar": "CSectT", "aar_t": "CSectT", "aar_z": "PatellZ", "sign_z": "SignT", "gsign_z": "GSignT"}
    for column, compute in both.items():
        test = of_test.get(column, "BMP" if column == "bmp_t" else "KP")
        computed[test, column] = (one, compute)
        computed[test, f"c{column}"] = (sums, compute)
    theirs = expected("eventstudy_volume_A_aggregate")
    assert set(zip(theirs["test"], theirs["column"], strict=True)) == set(computed)
    for (test, column), (abnormal, compute) in computed.items():
        values = theirs[(theirs["test"] == test) & (theirs["column"] == column)].sort_values("day")["value"]
        agree([compute(abnormal, day) for day in range(11)], values)


def test_single_events_of_r() -> None:
    theirs = expected("r_base_single_event_A")
    names, y, x, dates = log_volumes()
    for _, row in theirs.iterrows():
        security, place = names.index(row["security"]), int(np.flatnonzero(dates == row["date"])[0])
        before, market = y[security, place - 120 : place], x[security, place - 120 : place]
        event, event_market = y[security, place : place + 1], x[security, place : place + 1]
        one = abnormal_values(before[None], event[None], market[None], event_market[None])
        alpha, beta = one.coefficients[0]
        predicted = alpha + beta * event_market[0]
        error = one.sigma[0] * np.sqrt(one.error_factor[0, 0])
        half = student.ppf(0.975, 118) * error
        ours = {
            "n_est": one.lengths[0],
            "alpha": alpha,
            "beta": beta,
            "sigma": one.sigma[0],
            "predicted": predicted,
            "se_pred": error,
            "pi95_low": predicted - half,
            "pi95_high": predicted + half,
            "t": one.standardised[0, 0],
            "df": one.degrees[0],
            "p_t_upper": student.sf(one.standardised[0, 0], 118),
            "z_log": (event[0] - before.mean()) / before.std(ddof=1),
            "p_exact_rank_upper": rank_p_value(float(np.expm1(event[0])), np.sort(np.expm1(before))),
        }
        assert set(theirs.columns) - {"security", "date"} - set(NOT_SHARED["r_base_single_event_A"]) == set(ours)
        known = {name: value for name, value in ours.items() if not pd.isna(row[name])}
        agree(list(known.values()), [row[name] for name in known])


def test_clustered_errors() -> None:
    given = pd.read_csv(INPUTS / "crse_share_repurchases.csv")
    theirs = expected("crse_share_repurchases_one_cluster").set_index("name")["value"]
    values, (clusters, names) = given["ars"].to_numpy(), pd.factorize(given["date"])
    plain, clustered = tests.cross_sectional_t(values), tests.clustered_t(values, clusters)
    ours = {
        "N": len(values),
        "mean.abnormal.ret": values.mean(),
        "t.val.nonclustered": plain.value,
        "p.val.nonclustered": 2 * min(plain.p_value, 1 - plain.p_value),
        "t.val.one.clustered": clustered.value,
        "var.cl1": (values.mean() / clustered.value) ** 2,
        "unique.cl1": len(names),
    }
    assert set(theirs.index) - set(NOT_SHARED["crse_share_repurchases_one_cluster"]) == set(ours)
    agree(list(ours.values()), theirs[list(ours)])


@pytest.mark.parametrize("stream", ["A", "C", "E"])
def test_online_levels(stream: str) -> None:
    theirs = expected(f"onlinefdr_{stream}")
    shared: dict[str, OnlineMethod] = {"LORDpp": "lord++", "SAFFRON": "saffron", "ADDIS": "addis"}
    columns = {f"{name}_{what}" for name in shared for what in ("alpha", "R")}
    assert set(theirs.columns) - LABELS - set(NOT_SHARED["onlinefdr"]) == columns
    for name, method in shared.items():
        levels = np.array(levels_of_stream(theirs["pval"].tolist(), method, 0.05))
        np.testing.assert_allclose(levels, theirs[f"{name}_alpha"], rtol=1e-12)
        assert ((theirs["pval"] <= levels) == theirs[f"{name}_R"].astype(bool)).all()


@pytest.mark.parametrize("stream", ["A", "C", "E"])
def test_adjusted_p_values(stream: str) -> None:
    theirs = expected(f"batch_fdr_{stream}")
    p_values = theirs["pval"].to_numpy()
    assert set(theirs.columns) - LABELS - set(NOT_SHARED["batch_fdr"]) == {"BH", "BY"}
    agree(q_values(p_values), theirs["BH"])
    agree(q_values(p_values, "by"), theirs["BY"])


def test_every_file_is_looked_at() -> None:
    looked_at = {
        "estudy2_logvolume_A_tests", "estudy2_logvolume_A_abnormal", "estudy2_logvolume_A_coef",
        "estudy2_returns_sim_tests", "estudy2_returns_sim_coef", "eventstudy_volume_A_single",
        "eventstudy_volume_A_aggregate", "r_base_single_event_A", "crse_share_repurchases_one_cluster",
        *(f"{kind}_{stream}" for kind in ("onlinefdr", "batch_fdr") for stream in "ACE"),
    }  # fmt: skip
    assert {path.stem for path in EXPECTED.glob("*.csv")} == looked_at
