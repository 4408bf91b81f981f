"""The words between the stages: frozen records whose fields and values are those of the outward contract."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
from typing import get_args

import pytest

from tickerwatch import model
from tickerwatch.model import Line, LookAlike, Mention, Referent, VolumeTest
from tickerwatch.tables import VOLUME_TESTS

RECORDS = [kind for _, kind in inspect.getmembers(model, dataclasses.is_dataclass)]


def _referent(kind: model.CompanyKind) -> Referent:
    return Referent(
        entity_id="e1",
        name="Clubhouse",
        kind=kind,
        status="unlisted",
        maker=None,
        securities=(),
        score=0.9,
        evidence=(),
    )


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_frozen_slotted_and_named_by_keyword(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(record)
    assert all(entry.kw_only for entry in dataclasses.fields(record))
    assert record.__name__ in model.__all__


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_explained(record: type) -> None:
    assert record.__doc__ is not None
    assert not record.__doc__.startswith(f"{record.__name__}(")  # what dataclass writes when nobody else does


@pytest.mark.parametrize(
    ("literal", "contract"),
    [
        ("Status", "listed|unlisted|delisted|not_yet_listed|unknown"),
        ("Level", "alert|watch|none"),
        ("Relation", "unrelated|affiliate|same_issuer|unknown"),
        ("Verdict", "abnormal|normal|not_tested"),
        ("MentionKind", "name|alias|cashtag|handle|hashtag|code"),
    ],
)
def test_values_are_those_of_the_contract(literal: str, contract: str) -> None:
    assert set(get_args(getattr(model, literal))) == set(contract.split("|"))


def test_a_volume_test_and_its_table_have_the_same_columns() -> None:
    assert tuple(entry.name for entry in dataclasses.fields(VolumeTest)) == VOLUME_TESTS.names


def test_a_volume_test_that_was_not_made_claims_nothing() -> None:
    untested = VolumeTest(security_id=None, ticker="CMGR", event_session=dt.date(2021, 2, 1), verdict="not_tested")
    assert untested.p_value is None
    assert untested.q_value is None
    assert untested.multiple is None
    assert untested.multiple_interval == (None, None)
    assert untested.sessions_used == 0


@pytest.mark.parametrize(
    ("kind", "company"),
    [("company", True), ("brand", True), ("app", True), ("fund", True), ("person", False), ("commodity", False)],
)
def test_what_a_company_makes_counts_as_a_company(kind: model.CompanyKind, company: bool) -> None:
    assert _referent(kind).is_company is company


def test_line_of_a_look_alike() -> None:
    lookalike = LookAlike(
        rank=1,
        security_id="s1",
        issuer_id="i1",
        ticker="CMGR",
        mic="OTCM",
        name="Clubhouse Media Group",
        risk=0.8,
        level="alert",
        relation="unrelated",
        evidence=(),
    )
    assert lookalike.line == Line(security_id="s1", ticker="CMGR", mic="OTCM", name="Clubhouse Media Group")


def test_records_are_compared_by_value_and_cannot_be_changed() -> None:
    mention = Mention(doc_id="d", start=3, end=12, surface="Clubhouse", kind="name", key="clubhouse")
    assert mention == dataclasses.replace(mention)
    assert hash(mention) == hash(dataclasses.replace(mention))
    with pytest.raises(dataclasses.FrozenInstanceError):
        mention.start = 4  # type: ignore[misc]
