"""The one way to the platform: a `requests.Session` that cannot hang, flood or be led elsewhere.

Every answer is read whole, up to a limit in bytes and in seconds, before `requests` hands it
out; redirects are not followed, since the request carries a token. A connection that never came
about is tried again for any method, one that broke off only for GET.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from lti_tool.lti.addresses import NameUnknownError, Permitted, PrivateAddressError
from lti_tool.lti.sockets import Deadline, pool_classes

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 30.0  # of one exchange, however slowly it drips
LARGEST_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
LONGEST_RETRY_AFTER = 24 * 3600.0


class HttpError(requests.RequestException):
    """`code` is stable (rows, logs, tests). `retry`: the same request may succeed later."""

    code = "http_error"
    retry = True

    def __init__(self, detail: str = "", response: requests.Response | None = None) -> None:
        super().__init__(detail or self.code, response=response)
        self.detail = detail

    @property
    def status(self) -> int | None:
        return None if self.response is None else self.response.status_code


class UnreachableError(HttpError):
    """No connection: name, network, port or certificate."""

    code = "unreachable"


class PrivateHostError(HttpError, requests.exceptions.InvalidURL):
    """The name leads into a private network, and the tool was not told to go there."""

    code = "private_address"


class TimedOutError(HttpError):
    """No whole answer in time; the request may have taken effect."""

    code = "timed_out"


class BrokenAnswerError(HttpError):
    """The answer broke off, or is not what the service's specification says."""

    code = "broken_answer"


class AnswerTooLargeError(HttpError):
    code = "answer_too_large"
    retry = False


class StatusError(HttpError):
    """An answer with a status that says no. `retry` is True for 408, 425, 429 and 5xx."""

    code = "status"

    def __init__(self, response: requests.Response) -> None:
        status = response.status_code
        super().__init__(f"status {status}", response)
        self.retry = status in {408, 425, 429} or status >= 500


def make_session(
    largest_bytes: int = LARGEST_BYTES, permitted: Container[str] | None = None
) -> requests.Session:
    """Its requests raise `HttpError`; an answer of any status is returned, not raised. With
    `permitted` it reaches public addresses only (by its proxy, where it has one), and the hosts
    that are in there, and raises `PrivateHostError`; without it any address, which is for the
    tool's own."""
    session = _Session()
    # A proxy of the environment would be the peer, whatever it connects to.
    session.trust_env = permitted is None
    if permitted is not None:  # a school's own authority is trusted all the same
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
    session.auth = _keep_header  # else a .netrc of the machine would replace our token
    adapter = _BoundedAdapter(largest_bytes)
    proxy = permitted.proxy if isinstance(permitted, Permitted) else None
    adapter.poolmanager.pool_classes_by_scheme = pool_classes(permitted, proxy)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def require_success(response: requests.Response) -> requests.Response:
    """Raises `StatusError` unless the status is 2xx (a redirect is no success)."""
    if not 200 <= response.status_code < 300:
        raise StatusError(response)
    return response


def read_json(response: requests.Response) -> Any:
    """Raises `StatusError`, `BrokenAnswerError`."""
    require_success(response)
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise BrokenAnswerError(detail="the answer is not JSON", response=response) from None


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, None where the platform does not say (RFC 9110, section 10.2.3)."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


def _keep_header(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: the 3xx answer itself is returned."""


class _BoundedAdapter(HTTPAdapter):
    def __init__(self, largest_bytes: int) -> None:
        self.largest_bytes = largest_bytes
        super().__init__(
            max_retries=Retry(
                total=1,
                connect=1,
                read=1,
                status=0,
                redirect=0,
                other=0,
                allowed_methods={"GET"},
                respect_retry_after_header=False,
                backoff_factor=0.2,
            )
        )

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        kwargs |= {"stream": True, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
        with Deadline(WHOLE_SECONDS) as deadline:
            try:
                response = super().send(request, *args, **kwargs)
                self._read_whole(response)
            except requests.RequestException as error:
                raise TimedOutError if deadline.passed else _translate(error) from None
            except PrivateAddressError as error:
                raise PrivateHostError(f"{error.fields['host']} is in a private network") from None
            except NameUnknownError:
                raise UnreachableError from None
        if deadline.passed:  # a body without a length looks whole when it is cut off
            raise TimedOutError
        return response

    def _read_whole(self, response: requests.Response) -> None:
        """`requests` keeps the whole body in `_content` and has no public way to bound it."""
        body = bytearray()
        with response:
            for chunk in response.iter_content(CHUNK_BYTES):
                body += chunk
                if len(body) > self.largest_bytes:
                    raise AnswerTooLargeError
        response._content = bytes(body)


def _translate(error: requests.RequestException) -> requests.RequestException:
    """A time-out while the body is read arrives as a connection error."""
    match error:
        case requests.ConnectTimeout():
            return UnreachableError()
        case requests.Timeout():
            return TimedOutError()
        case (
            requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError()
        ):
            return BrokenAnswerError()
        case requests.ConnectionError():
            timed_out = "timed out" in str(error).lower()
            return TimedOutError() if timed_out else UnreachableError()
        case _:
            return error
