from __future__ import annotations

import gzip

import pytest

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.bodies import cut, refuse_longer, unpacked
from tickerwatch.refresh.exchange import Passing, Request
from tickerwatch.refresh.parts import Part

MB = 1024 * 1024
REQUEST = Request(source="sec", url="https://example.org/a", pause_seconds=0)


def part(data: bytes, encoding: str = "gzip", **known: object) -> Part:
    return Part(data=bytearray(data), encoding=encoding, **known)


def test_a_body_is_unpacked_as_its_header_says():
    assert unpacked(REQUEST, part(gzip.compress(b"rows")), 1) == b"rows"
    assert unpacked(REQUEST, part(b"rows", ""), 1) == b"rows"


def test_a_small_answer_that_unpacks_to_a_large_one_is_refused_and_forgotten():
    most = part(gzip.compress(bytes(MB)))
    assert len(unpacked(REQUEST, most, 1)) == MB
    bomb = part(gzip.compress(bytes(MB + 1)))
    with pytest.raises(SourceUnavailable, match="longer than 1 MB"):
        unpacked(REQUEST, bomb, 1)
    assert not bomb.data


@pytest.mark.parametrize("data", [b"no gzip at all", gzip.compress(b"rows" * 99)[:-9]], ids=["damaged", "cut"])
def test_gzip_that_cannot_be_unpacked_may_be_asked_for_again(data: bytes):
    received = part(data)
    with pytest.raises(Passing):
        unpacked(REQUEST, received, 1)
    assert not received.data


def test_an_encoding_that_was_not_asked_for_is_refused():
    with pytest.raises(SourceUnavailable, match="'br', which was not asked for"):
        unpacked(REQUEST, part(b"rows", "br"), 1)


def test_a_stated_length_is_refused_before_the_bytes_come():
    refuse_longer(2 * MB, 2, REQUEST, part(b""))
    with pytest.raises(SourceUnavailable, match=r"refresh\.max_answer_mb"):
        refuse_longer(2 * MB + 1, 2, REQUEST, part(b""))


def test_what_was_received_stays_only_where_the_rest_can_be_asked_for():
    kept, lost = part(b"begun", etag='"1"', accepts_ranges=True), part(b"begun")
    assert "after 5 bytes" in str(cut(REQUEST, kept))
    cut(REQUEST, lost)
    assert (bytes(kept.data), bytes(lost.data)) == (b"begun", b"")
