"""Questions to a server with a few tries, few redirects, and answers that are never trusted."""

from __future__ import annotations

import contextlib
import json
import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from geodata.connect.addresses import Address, address_of
from geodata.connect.exchange import BrokenOffError, answer_of, parts_of
from geodata.connect.faults import NO_WAY, SERVER_FAULT, fault, not_as_documented, status_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import urllib3

Read = TypeVar("Read")
TRIES = 4
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
MOST_REDIRECTS = 5
LARGEST_JSON_BYTES = 50_000_000
MOST_JSON_S = 180.0
OK, PARTIAL, NOT_MODIFIED, TOO_MANY = 200, 206, 304, 429
REDIRECTS = frozenset({301, 302, 303, 307, 308})
TOKEN = re.compile(r"[!-~]{8,500}")
CODE = re.compile(r"E\d{4}")
LOGIN = re.compile(r"login|signin|oauth|saml|sso", re.IGNORECASE)
HTML = (b"<!doctype html", b"<html", b"<head")
BROKEN = {
    "no_connection": ("There is no way to this server.", NO_WAY),
    "no_proxy": (
        "The proxy of this computer (HTTPS_PROXY) does not let this through.",
        "Ask whoever runs the network to allow this server, or set NO_PROXY.",
    ),
    "timeout": ("The server did not answer in time.", "Try again later, or ask for less at once."),
    "broken_off": ("The line broke off before the answer was whole.", "Try again."),
}


@dataclass(frozen=True)
class Web:
    """
    How a source is asked.

    Parameters
    ----------
    hosts
        Hosts that a redirect may lead to; none for a source with a token.
    token
        Personal access token; sent to the address that was asked and to no other, and never
        shown, logged or kept.
    private
        Addresses of a private network may be asked.
    wait
        Waits some seconds before the next try.
    """

    hosts: frozenset[str] = frozenset()
    token: str = field(default="", repr=False)
    private: bool = False
    wait: Callable[[float], None] = time.sleep

    def json(self, address: Address) -> dict[str, Any]:
        """
        Return the JSON object at an address.

        Raises
        ------
        ConnectError
            When the server cannot be asked, refuses, or answers something else.
        """

        def read(answer: urllib3.BaseHTTPResponse) -> bytes:
            """Read the whole body, as far as it is no endless one."""
            raw = bytearray()
            for part in parts_of(answer, MOST_JSON_S):
                raw += part
                if len(raw) > LARGEST_JSON_BYTES:
                    message = f"The answer is larger than {LARGEST_JSON_BYTES // 1_000_000} MB."
                    raise fault("too_large", address.host, message, "Ask for less at once.")
            return bytes(raw)

        accept = {"Accept": "application/json"}
        return _object(address.host, self.ask(address, accept, read))

    def ask(
        self,
        address: Address,
        headers: Mapping[str, str],
        read: Callable[[urllib3.BaseHTTPResponse], Read],
        allowed: frozenset[int] = frozenset({OK}),
    ) -> Read:
        """
        Ask, try again where that may help, and read a success with ``read``.

        Parameters
        ----------
        allowed
            Statuses that ``read`` understands.
        """
        wait_s = FIRST_WAIT_S
        for left in reversed(range(TRIES)):
            try:
                with self._followed(address, headers) as answer:
                    if answer.status in allowed:
                        return read(answer)
                    if not left or not _may_pass(answer.status):
                        raise status_fault(address.host, answer.status, _code(answer))
                    longer_s = _asked_wait(answer.headers.get("Retry-After", ""))
            except BrokenOffError as problem:
                if not left:
                    raise fault(str(problem), address.host, *BROKEN[str(problem)]) from problem
                longer_s = 0.0
            self.wait(min(max(wait_s, longer_s), LONGEST_WAIT_S))
            wait_s *= 2
        raise AssertionError  # The last try returns or raises.

    @contextlib.contextmanager
    def _followed(
        self, address: Address, headers: Mapping[str, str]
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """Ask an address and go where it sends us, as far as that is allowed."""
        secret = {"Authorization": f"ApiToken {self.checked_token()}"} if self.token else {}
        for _ in range(MOST_REDIRECTS + 1):
            with answer_of(address, {**headers, **secret}, private=self.private) as answer:
                if answer.status not in REDIRECTS:
                    yield answer
                    return
                address = self._next(address, answer.headers.get("Location", ""))
        message = "The server sends from one address to the next without end."
        raise fault("moved", address.host, message, "Look at the address.")

    def _next(self, address: Address, location: str) -> Address:
        if self.token and LOGIN.search(location):
            raise _login(address.host)
        following = address.joined(location)
        if self.token or following.host not in self.hosts:
            message = f"The server sends on to {following.host}, which is not asked unasked."
            remedy = "If that is right, give the new address."
            raise fault("moved", address.host, message, remedy)
        return following

    def checked_token(self) -> str:
        """
        Return the token, if it can be one.

        >>> Web(token="d2pat_5xVA12xyUbWNedQxy4ohH77WlxRGVvZZ1151814092").checked_token()[:6]
        'd2pat_'
        """
        if not TOKEN.fullmatch(self.token):
            message = "This cannot be a personal access token."
            remedy = "Copy it whole, from d2pat_ to its last digit, without spaces."
            raise fault("bad_token", "token", message, remedy)
        return self.token


def _may_pass(status: int) -> bool:
    return status == TOO_MANY or status >= SERVER_FAULT


def _asked_wait(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _code(answer: urllib3.BaseHTTPResponse) -> str:
    """Return the code in an answer that refuses; its text is not read, it may name a user."""
    raw = b""
    with contextlib.suppress(BrokenOffError):
        for part in parts_of(answer, FIRST_WAIT_S):
            raw += part
            if len(raw) > 1 << 16:
                return ""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    code = content.get("errorCode") if isinstance(content, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _object(host: str, raw: bytes) -> dict[str, Any]:
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(HTML):
        raise _login(host)
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        message = "The server answers something that is no JSON."
        remedy = "Look at the address: it is the one where the start page opens."
        raise fault("no_json", host, message, remedy) from problem
    if not isinstance(content, dict):
        raise not_as_documented(host)
    return content


def _login(host: str) -> Exception:
    message = "The server answers with a page for signing in, not with data."
    remedy = "Look at the token and the address, and whether a sign-in stands before the server."
    return fault("login_page", host, message, remedy)


def place(base: str, *parts: str) -> Address:
    """
    Return an address below another.

    >>> place("https://dhis2.example/hmis/", "api", "me").text
    'https://dhis2.example/hmis/api/me'
    """
    start = address_of(base)
    path = "/".join([start.target.partition("?")[0].rstrip("/"), *parts])
    return replace(start, target=path)
