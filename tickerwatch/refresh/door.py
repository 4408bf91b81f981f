"""The one door to the network: polite requests, and answers that are whole.

Every request says who asks, keeps each host's pace, waits where it is told to (429, 503, ``Retry-After``), asks for
nothing that has not changed (``ETag``, ``Last-Modified``), goes on with a download that was cut (``Range`` with
``If-Range``), and gives up on what is too long or too slow. No error of requests or urllib3 gets out of here. The clock
measures pauses only; it reaches no result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.bodies import cut, refuse_longer, too_slow, unpacked
from tickerwatch.refresh.exchange import PASSING, Answer, Passing, Request, refusal
from tickerwatch.refresh.parts import Part, forget_part, keep_part, kept_part
from tickerwatch.settings import RefreshSettings

if TYPE_CHECKING:
    import requests

__all__ = ["Door"]

_WAITS = ("Retry-After", "ratelimit-reset", "x-ratelimit-reset")
"""Headers that say how long to wait; OpenFIGI uses the second."""
_FIRST_WAIT_SECONDS = 0.5
_CHUNK_BYTES = 64 * 1024
_LONGEST_WAIT_STATED_SECONDS = 86_400


class _Clock(NamedTuple):
    now: Callable[[], float]
    sleep: Callable[[float], None]


class Door:
    """Asks public sources.

    Parameters
    ----------
    settings : RefreshSettings
    user_agent : str
        Program and version; the contact of the settings is added.
    parts : Path, optional
        Folder for what was received of a download that was cut; without it nothing is kept from one run to the next.
    now, sleep : callable
        Seconds that only grow, and how to wait; given by tests.
    tell : callable
        Told in a few words what is being waited for.
    """

    def __init__(
        self,
        settings: RefreshSettings,
        *,
        user_agent: str,
        parts: Path | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._settings = settings
        self._agent = f"{user_agent} ({settings.contact})" if settings.contact else user_agent
        self._parts = parts
        self._clock = _Clock(now, sleep)
        self._tell = tell
        self._last_asked: dict[str, float] = {}
        self._session: requests.Session | None = None

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def fetch(self, request: Request) -> Answer:
        """Ask, as often as the settings allow.

        Returns
        -------
        Answer
            Whole: as long as the server said, and unpacked.

        Raises
        ------
        SourceUnavailable
            The source cannot be reached, refuses, asks for too long a wait, sends too much, or its answer stays cut.
        """
        part = kept_part(self._parts, request.url) if request.body is None else Part()
        try:
            for attempt in range(1, self._settings.attempts + 1):
                try:
                    answer = self._once(request, part)
                    part.clear()
                    return answer
                except Passing as trouble:
                    if attempt == self._settings.attempts:
                        tries = f" ({attempt} attempts)" if attempt > 1 else ""
                        why = f"{request.url}: {trouble}{tries}; try again later"
                        raise SourceUnavailable(request.source, why) from trouble
                    self._wait(request, trouble, attempt)
            raise AssertionError("settings.refresh.attempts is at least 1")
        finally:
            if request.body is None:
                (keep_part if part.data else forget_part)(self._parts, request.url, part)

    def _wait(self, request: Request, trouble: Passing, attempt: int) -> None:
        seconds = trouble.wait_seconds
        if seconds is None:
            seconds = _FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
        elif seconds > self._settings.longest_wait_seconds:
            why = f"{request.url}: {trouble}, and to wait {seconds:.0f} s; try again later"
            raise SourceUnavailable(request.source, why) from trouble
        self._tell(f"{request.source}: {trouble}; waiting {seconds:.0f} s")
        self._clock.sleep(min(seconds, self._settings.longest_wait_seconds))

    def _once(self, request: Request, part: Part) -> Answer:
        self._keep_pace(request)
        response = self._send(request, part)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            if not self._is_answer(request, part, response.status_code, headers):
                return Answer(
                    source=request.source,
                    url=request.url,
                    body=None,
                    etag=headers.get("etag", request.etag),
                    last_modified=headers.get("last-modified", request.last_modified),
                )
            self._receive(request, part, response, headers)
        finally:
            response.close()
        return Answer(
            source=request.source,
            url=request.url,
            body=unpacked(request, part, self._settings.max_answer_mb),
            etag=part.etag,
            last_modified=part.last_modified,
        )

    def _keep_pace(self, request: Request) -> None:
        try:
            host = urlsplit(request.url).netloc
        except ValueError as error:
            raise _no_address(request, error) from error
        last = self._last_asked.get(host)
        if last is not None:
            left = last + request.pause_seconds - self._clock.now()
            if left > 0:
                self._clock.sleep(left)
        self._last_asked[host] = self._clock.now()

    def _send(self, request: Request, part: Part) -> requests.Response:
        import requests

        session = self._opened()
        headers = {"User-Agent": self._agent, "Accept": request.accept, "Accept-Encoding": "gzip", **request.headers}
        if part.data:
            headers |= {"Range": f"bytes={len(part.data)}-", "If-Range": part.validator}
        elif request.etag:
            headers["If-None-Match"] = request.etag
        elif request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        try:
            return session.request(
                "GET" if request.body is None else "POST",
                request.url,
                data=request.body,
                headers=headers,
                timeout=self._settings.timeout_seconds,
                stream=True,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            why = f"{request.url}: its certificate is not accepted; check the network and the address in the settings"
            raise SourceUnavailable(request.source, why) from error
        except requests.exceptions.Timeout as error:
            raise Passing(f"no answer within {self._settings.timeout_seconds:g} s") from error
        except requests.exceptions.ConnectionError as error:
            raise Passing("cannot be reached") from error
        except (requests.exceptions.RequestException, ValueError) as error:
            raise _no_address(request, error) from error

    def _opened(self) -> requests.Session:
        import requests

        if self._session is None:
            self._session = requests.Session()
            # Proxies of the environment count; a .netrc does not: nothing here has a password to send.
            self._session.auth = _no_password
        return self._session

    def _is_answer(self, request: Request, part: Part, status: int, headers: Mapping[str, str]) -> bool:
        """Whether a body is to be read: False where nothing has changed; whatever else is no answer is raised."""
        if status == 200:
            part.begin(headers)
            return True
        if status == 206 and part.data:
            if headers.get("content-range", "").startswith(f"bytes {len(part.data)}-"):
                return True
            part.clear()
            raise Passing("goes on with another part than asked for")
        if status == 304 and (request.etag or request.last_modified) and not part.data:
            return False
        if status == 416 and part.data:
            part.clear()
            raise Passing("no longer has the rest of what was begun")
        if status in PASSING:
            what = "asks to slow down" if status == 429 else f"answers {status}"
            raise Passing(what, _stated_wait(headers))
        raise SourceUnavailable(request.source, f"{request.url}: {refusal(status, headers)}")

    def _receive(self, request: Request, part: Part, response: requests.Response, headers: Mapping[str, str]) -> None:
        import urllib3.exceptions

        length = headers.get("content-length", "")
        expected = len(part.data) + int(length) if length.isdecimal() else None
        most_mb = self._settings.max_answer_mb
        if expected is not None:
            refuse_longer(expected, most_mb, request, part)
        give_up = self._clock.now() + self._settings.download_seconds
        try:
            for chunk in response.raw.stream(_CHUNK_BYTES, decode_content=False):
                part.data += chunk
                refuse_longer(len(part.data), most_mb, request, part)
                if self._clock.now() > give_up:
                    raise too_slow(self._settings.download_seconds, request, part)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise cut(request, part) from error
        if expected is not None and len(part.data) != expected:
            raise cut(request, part)


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _no_address(request: Request, error: Exception) -> SourceUnavailable:
    why = f"{request.url}: cannot be asked ({type(error).__name__}); check the address in the settings"
    return SourceUnavailable(request.source, why)


def _stated_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait, as a number or a date; None where it does not say."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util.retry import Retry

    for name in _WAITS:
        stated = headers.get(name.lower())
        if stated is None:
            continue
        try:
            seconds = float(Retry().parse_retry_after(stated))
        except (InvalidHeader, ValueError, OverflowError):
            continue
        return min(max(seconds, 0.0), _LONGEST_WAIT_STATED_SECONDS)
    return None
