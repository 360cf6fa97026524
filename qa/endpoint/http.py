"""Requests to a service that runs a model: patient before the first piece of a reply, and plain about what fails.

Redirects are not followed: what is sent holds sentences of documents, and goes where the user said, nowhere else.
"""

import email.utils
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import httpx2

from index.errors import EndpointError, ModelError, QuestionError
from qa.endpoint.address import checked_key, is_loopback, parse_address

CONNECT_SECONDS = 10.0
READ_SECONDS = 120.0
PAUSES = (0.5, 1.0, 2.0)
"""Seconds before each further try."""
LONGEST_PAUSE = 30.0
BUSY = 429
SAID = 300
"""Characters of a service's own message that an error repeats."""


class Endpoint:
    """The address of an OpenAI-compatible service, and the key that opens it. May be used by several threads."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        read_seconds: float = READ_SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the address, to which "/v1" is added if it has no path. Raises ModelError for what is none."""
        address = parse_address(url)
        self.host = address.netloc.decode("ascii")
        self.is_here = is_loopback(address.host)
        self.encrypted = address.scheme == "https"
        self._address = str(address)
        self._key = checked_key(key)
        self._wait = wait
        self._client = httpx2.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            timeout=httpx2.Timeout(read_seconds, connect=CONNECT_SECONDS),
            trust_env=not self.is_here,  # a proxy on the way to this machine would see the documents
        )

    def get(self, path: str) -> Mapping[str, Any]:
        """Return a reply of JSON. Raises ModelError."""
        return self.whole(self._opened("GET", path, None))

    def post(self, path: str, body: Mapping[str, Any]) -> httpx2.Response:
        """Return a reply whose body is still to come, for `events`.

        What is busy, fails (HTTP 5xx) or is not reached is tried again. Raises EndpointError when the service
        refuses, QuestionError when that is for the length of the prompt, ModelError when it is not reached.
        """
        return self._opened("POST", path, body)

    def whole(self, response: httpx2.Response) -> Mapping[str, Any]:
        """Read a reply to its end. Raises ModelError for what is no JSON object."""
        with closing(response):
            try:
                text = response.read().decode("utf-8", "replace")
            except httpx2.HTTPError as error:
                raise self._lost(error) from error
        return self._object(text)

    def events(self, response: httpx2.Response) -> Iterator[Mapping[str, Any]]:
        """Yield the events of a streamed reply; closing this closes the connection.

        Raises ModelError when the stream breaks off, or when one of its events is an error.
        """
        with closing(response):
            try:
                for event in httpx2.EventSource(response):
                    if event.data == "[DONE]":
                        return
                    yield self._object(event.data)
            except httpx2.SSEError as error:
                raise ModelError(
                    f"{self._address} does not stream replies ({error}). Use a service with the OpenAI chat API."
                ) from error
            except httpx2.HTTPError as error:
                raise self._lost(error) from error

    def _opened(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx2.Response:
        """Return the first reply that is a success."""
        for pause in PAUSES:
            try:
                response = self._send(method, path, body)
            except (httpx2.NetworkError, httpx2.ConnectTimeout, httpx2.RemoteProtocolError):
                self._wait(pause)
                continue
            except httpx2.HTTPError as error:
                raise self._lost(error) from error
            busy = response.status_code == BUSY or response.status_code >= 500
            asked = _retry_after(response)
            if not busy or asked > LONGEST_PAUSE:
                return self._accepted(response)
            response.close()
            self._wait(max(pause, asked))
        try:
            return self._accepted(self._send(method, path, body))
        except httpx2.HTTPError as error:
            raise self._lost(error) from error

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx2.Response:
        return self._client.send(self._client.build_request(method, path, json=body), stream=True)

    def _accepted(self, response: httpx2.Response) -> httpx2.Response:
        """Return a success as it is. Raises what any other status means."""
        if response.is_success:
            return response
        with closing(response):
            said, code = self._said(response)
        status = response.status_code
        if code == "context_length_exceeded":
            raise QuestionError(
                f"The prompt is too long for the model at {self.host}. {said} Ask a shorter question."
            )
        raise EndpointError(
            f"{_meaning(status, self._address)}{f' It says: {said}' if said else ''}", status=status
        )

    def _said(self, response: httpx2.Response) -> tuple[str, object]:
        """Return what a refusal says, without the key, and its code."""
        try:
            text = response.read().decode("utf-8", "replace")
        except httpx2.HTTPError:  # the status says enough
            return "", None
        try:
            error = json.loads(text)["error"]
            text, code = (error["message"], error.get("code")) if isinstance(error, dict) else (error, None)
        except (ValueError, KeyError, TypeError):
            code = None
        return self._shown(text), code

    def _shown(self, said: object) -> str:
        """Return what a service says as an error repeats it: in one line, without the key."""
        text = " ".join(str(said).split())
        return (text.replace(self._key, "***") if self._key else text)[:SAID]

    def _object(self, text: str) -> Mapping[str, Any]:
        """Read a JSON object. Raises ModelError for anything else, and for one that is an error."""
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ModelError(
                f"{self._address} replied with what is no JSON object ({self._shown(text)[:60]!r}). Check the "
                "address: for most services it ends in /v1."
            )
        if value.get("error"):
            raise ModelError(f"The model at {self.host} failed: {self._shown(value['error'])}. Ask again.")
        return value

    def _lost(self, error: httpx2.HTTPError) -> ModelError:
        if isinstance(error, httpx2.ReadTimeout):
            return ModelError(
                f"{self._address} has not replied in time. Ask again, or use a smaller model or a faster machine."
            )
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            return ModelError(
                f"{self._address} is not reached ({error}). Start the service, or check the address."
            )
        return ModelError(f"The reply of {self._address} broke off ({error}). Ask again.")


def _retry_after(response: httpx2.Response) -> float:
    """Return the seconds that a service asks to be left alone, given as such or as a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:  # none, or nonsense
        return 0.0
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _meaning(status: int, address: str) -> str:
    if status in (401, 403):
        return f"{address} refuses the key (HTTP {status}). Set PINCITE_API_KEY to a key that it accepts."
    if status == 404:
        return f"{address} knows no such model, or is no chat API (HTTP 404). Check the address and --model."
    if status == 429 or status >= 500:
        return f"{address} is busy or failing (HTTP {status}). Ask again later."
    if 300 <= status < 400:
        return f"{address} points elsewhere (HTTP {status}), which is not followed. Give the address it moved to."
    return f"{address} refuses the request (HTTP {status}). Check the address and --model."
