"""The door: who asks, at what pace, what it waits for, what it resumes, what it refuses."""

from __future__ import annotations

import dataclasses
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.door import Door
from tickerwatch.refresh.exchange import Request

BODY = b"0123456789" * 400


def request(site, **facts) -> Request:
    return Request(**({"source": "sec", "url": f"{site.url}/list", "pause_seconds": 0.0} | facts))


def test_it_says_who_asks_and_takes_the_answer(site, door, reply) -> None:
    site.answer("/list", reply(BODY, headers={"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 00:00:00 GMT"}))
    answer = door.fetch(request(site))
    assert answer.body == BODY
    assert (answer.etag, answer.last_modified) == ('"1"', "Sun, 22 Nov 2026 00:00:00 GMT")
    assert site.asked[0].headers["user-agent"] == "tickerwatch/test (me@example.org)"
    assert "authorization" not in site.asked[0].headers
    assert "range" not in site.asked[0].headers


def test_gzip_is_unpacked(site, door, zipped_reply) -> None:
    site.answer("/list", zipped_reply(BODY))
    assert door.fetch(request(site)).body == BODY


def test_what_has_not_changed_is_not_sent(site, door, reply) -> None:
    site.answer("/list", reply(status=304))
    answer = door.fetch(request(site, etag='"1"', last_modified="Sun, 22 Nov 2026 00:00:00 GMT"))
    assert answer.body is None
    assert answer.etag == '"1"'
    assert site.asked[0].headers["if-none-match"] == '"1"'
    door.fetch(request(site, last_modified="Sun, 22 Nov 2026 00:00:00 GMT"))
    assert site.asked[1].headers["if-modified-since"] == "Sun, 22 Nov 2026 00:00:00 GMT"


def test_not_modified_without_being_asked_is_no_answer(site, door, reply) -> None:
    site.answer("/list", reply(status=304))
    with pytest.raises(SourceUnavailable, match="304"):
        door.fetch(request(site))


def test_it_waits_as_long_as_it_is_told(site, door, waits, reply) -> None:
    site.answer("/list", reply(status=429, headers={"Retry-After": "7"}), reply(BODY))
    assert door.fetch(request(site)).body == BODY
    assert waits == [7.0]


def test_it_waits_until_the_date_that_it_is_told(site, door, waits, reply) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    site.answer("/list", reply(status=503, headers={"Retry-After": until}), reply(BODY))
    door.fetch(request(site))
    assert 20 < waits[0] <= 31


def test_openfigi_says_the_wait_by_another_header(site, door, waits, reply) -> None:
    site.answer("/list", reply(status=429, headers={"ratelimit-reset": "6"}), reply(BODY))
    door.fetch(request(site))
    assert waits == [6.0]


def test_a_wait_that_is_too_long_is_not_waited(site, door, waits, reply) -> None:
    site.answer("/list", reply(status=429, headers={"Retry-After": "3600"}), reply(BODY))
    with pytest.raises(SourceUnavailable, match="wait 3600 s; try again later"):
        door.fetch(request(site))
    assert waits == []
    assert site.times("/list") == 1


@pytest.mark.parametrize("stated", ["soon", "-5", ""])
def test_a_wait_that_is_no_time_is_short(site, door, waits, reply, stated) -> None:
    site.answer("/list", reply(status=429, headers={"Retry-After": stated}), reply(BODY))
    door.fetch(request(site))
    assert len(waits) == 1
    assert 0 <= waits[0] <= 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_with_growing_pauses(site, door, waits, reply, status) -> None:
    site.answer("/list", reply(status=status), reply(status=status), reply(BODY))
    assert door.fetch(request(site)).body == BODY
    assert waits == [0.5, 1.0]


def test_it_gives_up_in_the_end(site, door, waits, reply) -> None:
    site.answer("/list", reply(status=503))
    with pytest.raises(SourceUnavailable, match=r"sec: .*/list: answers 503 \(4 attempts\); try again later"):
        door.fetch(request(site))
    assert site.times("/list") == 4
    assert len(waits) == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [(403, "refresh.contact"), (401, "the key"), (404, "is not there"), (301, "has moved"), (418, "418")],
)
def test_a_refusal_is_not_asked_again(site, door, reply, status, said) -> None:
    site.answer("/list", reply(status=status, headers={"Location": "https://elsewhere.example/list"}))
    with pytest.raises(SourceUnavailable, match=said):
        door.fetch(request(site))
    assert site.times("/list") == 1


def test_a_cut_answer_is_resumed_where_the_server_allows_it(site, door, reply) -> None:
    known = {"ETag": '"1"', "Accept-Ranges": "bytes"}

    def answer(asked):
        if "range" not in asked.headers:
            return reply(BODY, headers=known, cut_after=1500)
        assert asked.headers["if-range"] == '"1"'
        start = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        rest = BODY[start:]
        return reply(rest, 206, known | {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"})

    site.answer("/list", answer)
    assert door.fetch(request(site)).body == BODY
    assert [one.headers.get("range") for one in site.asked] == [None, "bytes=1500-"]


def test_a_server_without_ranges_is_asked_for_the_whole_again(site, door, reply) -> None:
    site.answer("/list", reply(BODY, cut_after=1500), reply(BODY))
    assert door.fetch(request(site)).body == BODY
    assert all("range" not in one.headers for one in site.asked)


def test_a_weak_validator_resumes_nothing(site, door, reply) -> None:
    known = {"ETag": 'W/"1"', "Accept-Ranges": "bytes"}
    site.answer("/list", reply(BODY, headers=known, cut_after=1500), reply(BODY, headers=known))
    assert door.fetch(request(site)).body == BODY
    assert all("range" not in one.headers for one in site.asked)


def test_a_file_that_changed_meanwhile_is_taken_whole(site, door, reply) -> None:
    known = {"ETag": '"1"', "Accept-Ranges": "bytes"}
    newer = reply(b"newer", headers={"ETag": '"2"', "Accept-Ranges": "bytes"})
    site.answer("/list", reply(BODY, headers=known, cut_after=1500), newer)
    answer = door.fetch(request(site))
    assert (answer.body, answer.etag) == (b"newer", '"2"')


def test_another_part_than_asked_for_is_not_joined(site, door, reply) -> None:
    known = {"ETag": '"1"', "Accept-Ranges": "bytes"}
    site.answer(
        "/list",
        reply(BODY, headers=known, cut_after=1500),
        reply(BODY[9:], 206, known | {"Content-Range": f"bytes 9-{len(BODY) - 1}/{len(BODY)}"}),
        reply(BODY, headers=known),
    )
    assert door.fetch(request(site)).body == BODY


def test_a_cut_download_goes_on_in_the_next_run(site, settings, reply, tmp_path) -> None:
    known = {"ETag": '"1"', "Accept-Ranges": "bytes"}
    once = dataclasses.replace(settings, attempts=1)

    def opened() -> Door:
        return Door(once, user_agent="t", parts=tmp_path / "parts", sleep=lambda seconds: None)

    site.answer("/list", reply(BODY, headers=known, cut_after=1500))
    first = opened()
    with pytest.raises(SourceUnavailable, match="cut after 1500 bytes"):
        first.fetch(request(site))
    first.close()
    rest = reply(BODY[1500:], 206, known | {"Content-Range": f"bytes 1500-{len(BODY) - 1}/{len(BODY)}"})
    site.answer("/list", rest)
    second = opened()
    assert second.fetch(request(site)).body == BODY
    second.close()
    assert list((tmp_path / "parts").iterdir()) == []


def test_a_damaged_part_is_not_used(site, settings, reply, tmp_path) -> None:
    known = {"ETag": '"1"', "Accept-Ranges": "bytes"}
    once = dataclasses.replace(settings, attempts=1)
    door = Door(once, user_agent="t", parts=tmp_path / "parts")
    site.answer("/list", reply(BODY, headers=known, cut_after=1500), reply(BODY))
    with pytest.raises(SourceUnavailable):
        door.fetch(request(site))
    next((tmp_path / "parts").glob("*.part")).write_bytes(b"something else")
    assert door.fetch(request(site)).body == BODY
    assert "range" not in site.asked[-1].headers
    door.close()


def test_a_post_that_was_cut_is_asked_whole_again(site, door, reply) -> None:
    known = {"ETag": '"1"', "Accept-Ranges": "bytes"}
    site.answer("/list", reply(BODY, headers=known, cut_after=9), reply(BODY, headers=known))
    assert door.fetch(request(site, body=b"[]")).body == BODY
    assert [(one.method, one.body, one.headers.get("range")) for one in site.asked] == [("POST", b"[]", None)] * 2


def test_gzip_without_its_end_is_cut(site, settings, zipped_reply, door) -> None:
    whole = zipped_reply(BODY)
    half = dataclasses.replace(whole, body=whole.body[: len(whole.body) // 2])
    site.answer("/list", half, whole)
    assert door.fetch(request(site)).body == BODY
    assert site.times("/list") == 2


def test_an_encoding_that_was_not_asked_for_is_refused(site, door, reply) -> None:
    site.answer("/list", reply(BODY, headers={"Content-Encoding": "br"}))
    with pytest.raises(SourceUnavailable, match="encoding 'br'"):
        door.fetch(request(site))


@pytest.mark.parametrize("says_so", [True, False])
def test_an_answer_that_is_too_long_is_not_read(site, door, reply, says_so) -> None:
    huge = b"x" * (1024 * 1024 + 1)
    site.answer("/list", reply(b"" if says_so else huge, length=len(huge)))
    with pytest.raises(SourceUnavailable, match=r"longer than 1 MB .*max_answer_mb"):
        door.fetch(request(site))
    assert site.times("/list") == 1


def test_a_small_answer_that_unpacks_to_a_huge_one_is_refused(site, door, zipped_reply) -> None:
    site.answer("/list", zipped_reply(bytes(64 * 1024 * 1024)))
    with pytest.raises(SourceUnavailable, match="longer than 1 MB"):
        door.fetch(request(site))


def test_each_host_has_its_own_pace(site, door, waits, reply) -> None:
    site.answer("/list", reply(BODY))
    for _ in range(3):
        door.fetch(request(site, pause_seconds=5.0))
    assert len(waits) == 2
    assert all(4 < wait <= 5 for wait in waits)


def test_silence_is_a_failure(site, settings, reply) -> None:
    quick = dataclasses.replace(settings, timeout_seconds=0.1, attempts=2)
    door = Door(quick, user_agent="t", sleep=lambda seconds: None)
    site.answer("/list", reply(BODY, pause_seconds=0.5))
    with pytest.raises(SourceUnavailable, match=r"no answer within 0.1 s \(2 attempts\)"):
        door.fetch(request(site))
    door.close()


def test_a_download_that_never_ends_is_given_up(site, settings, reply) -> None:
    moments = iter(range(0, 1_000_000, 1000))
    door = Door(settings, user_agent="t", now=lambda: float(next(moments)), sleep=lambda seconds: None)
    site.answer("/list", reply(BODY))
    with pytest.raises(SourceUnavailable, match="takes longer than 600 s"):
        door.fetch(request(site))
    door.close()


def test_nobody_there_is_a_failure(settings, waits) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    door = Door(settings, user_agent="t", sleep=waits.append)
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        door.fetch(Request(source="sec", url=f"http://127.0.0.1:{port}/list", pause_seconds=0))
    door.close()


@pytest.mark.parametrize("url", ["https://", "http://[::1", "gopher://example.org/list"])
def test_an_address_that_is_none_is_named(settings, url) -> None:
    door = Door(settings, user_agent="t")
    with pytest.raises(SourceUnavailable, match="check the address in the settings"):
        door.fetch(Request(source="sec", url=url, pause_seconds=0))
    door.close()


def test_no_password_of_the_home_folder_is_sent(site, door, reply, tmp_path, monkeypatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    site.answer("/list", reply(BODY))
    door.fetch(request(site))
    assert "authorization" not in site.asked[0].headers
