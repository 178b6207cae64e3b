"""One question to one server: to the very address that was checked, and with no redirect."""

from __future__ import annotations

import contextlib
import itertools
import ssl
import time
from functools import cache
from typing import TYPE_CHECKING
from urllib.request import getproxies_environment, proxy_bypass

import certifi
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
)
from urllib3.exceptions import (
    TimeoutError as Urllib3TimeoutError,
)

from geodata.connect.addresses import is_this_machine, numbers_of
from geodata.connect.faults import fault
from geodata.errors import ConnectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geodata.connect.addresses import Address

AGENT = "mentor-mother-atlas/0.1"
CONNECT_S, READ_S = 10.0, 60.0
CHUNK = 1 << 16
MOST_NUMBERS = 4
PROXY_SCHEMES = ("http", "https")
UNREACHABLE = (ConnectTimeoutError, NewConnectionError, NameResolutionError)


class BrokenOffError(Exception):
    """The line broke or was too slow; another try may do better."""


@contextlib.contextmanager
def answer_of(
    address: Address, headers: Mapping[str, str], *, private: bool = False
) -> Iterator[urllib3.BaseHTTPResponse]:
    """
    Ask a server and give its answer, whatever its status; the body is read by ``parts_of``.

    Raises
    ------
    ConnectError
        When the address may not be asked or the certificate is wrong.
    BrokenOffError
        When the server cannot be reached or does not answer in time.
    """
    proxy = proxy_of(address)
    pools = (
        [_through(proxy, address, private=private)]
        if proxy
        else (_pool(address, number) for number in numbers_of(address, private=private))
    )
    pool, answer = _reached(address, headers, pools)
    try:
        yield answer
    finally:
        answer.close()
        pool.close()


def proxy_of(address: Address) -> str:
    """
    Return the proxy that this computer's ``HTTPS_PROXY`` names for an address, or nothing.

    This machine itself and the hosts of ``NO_PROXY`` are asked without it.

    Raises
    ------
    ConnectError
        When it is the address of no proxy.

    Examples
    --------
    >>> from geodata.connect.addresses import address_of
    >>> proxy_of(address_of("http://127.0.0.1:8080/"))
    ''
    """
    proxy = getproxies_environment().get("https", "")
    if address.scheme != "https" or not proxy or is_this_machine(address.host):
        return ""
    if proxy_bypass(f"{address.host}:{address.port}"):
        return ""
    whole = proxy if "://" in proxy else f"http://{proxy}"
    with contextlib.suppress(HTTPError):
        found = urllib3.util.parse_url(whole)
        if found.scheme in PROXY_SCHEMES and found.host:
            return whole
    message = "HTTPS_PROXY of this computer names no proxy."
    raise fault("no_proxy", address.host, message, "Set it as http://proxy.example:3128.")


def _through(proxy: str, address: Address, *, private: bool) -> urllib3.HTTPConnectionPool:
    """
    Return the way through a proxy, which looks the name up where this computer cannot.

    What this computer can look up must be no address of a private network, here as without it.
    """
    try:
        numbers_of(address, private=private)
    except ConnectError as problem:
        if problem.finding.rule != "no_internet":
            raise
    found = urllib3.util.parse_url(proxy)
    sign_in = urllib3.make_headers(proxy_basic_auth=found.auth) if found.auth else None
    manager = urllib3.ProxyManager(
        proxy, proxy_headers=sign_in, maxsize=1, ssl_context=_context(),
        proxy_ssl_context=_context(), timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S),
    )  # fmt: skip
    return manager.connection_from_host(address.host, address.port, "https")


def _reached(
    address: Address,
    headers: Mapping[str, str],
    pools: Iterable[urllib3.HTTPConnectionPool],
) -> tuple[urllib3.HTTPConnectionPool, urllib3.BaseHTTPResponse]:
    """Try one number of the host after the other: a machine may have no way to some of them."""
    for pool in itertools.islice(pools, MOST_NUMBERS):
        try:
            return pool, pool.urlopen(
                "GET", address.target, headers=_headers(address, headers), retries=False,
                redirect=False, preload_content=False, assert_same_host=False,
            )  # fmt: skip
        except SSLError as problem:
            raise _not_secure(address, problem) from problem
        except ProxyError as problem:
            raise BrokenOffError("no_proxy") from problem
        except UNREACHABLE:
            pool.close()
        except (HTTPError, OSError) as problem:
            raise BrokenOffError(_how(problem)) from problem
    raise BrokenOffError("no_connection")


def _how(problem: Exception) -> str:
    return "timeout" if isinstance(problem, Urllib3TimeoutError) else "broken_off"


def _headers(address: Address, headers: Mapping[str, str]) -> dict[str, str]:
    return {"Host": address.authority, "User-Agent": AGENT, **headers}


def _pool(address: Address, number: str) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=CONNECT_S, read=READ_S)
    if address.scheme == "http":
        return urllib3.HTTPConnectionPool(number, address.port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        number, address.port, timeout=timeout, maxsize=1, ssl_context=_context(),
        server_hostname=address.host, assert_hostname=address.host,
    )  # fmt: skip


@cache
def _context() -> ssl.SSLContext:
    """Trust what this system trusts and, where it has no list of its own, the public list."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _not_secure(address: Address, problem: SSLError) -> ConnectError:
    cause = problem.args[0]
    if isinstance(cause, ssl.SSLCertVerificationError) or not isinstance(cause, ssl.SSLError):
        message = "The certificate of the server is wrong, expired, or of another name."
        remedy = "Do not go on; ask whoever runs the server."
        return fault("bad_certificate", address.host, message, remedy)
    message = "The server does not speak https at this address."
    return fault("not_https", address.host, message, "Look at the address and its port.")


def parts_of(answer: urllib3.BaseHTTPResponse, most_s: float) -> Iterator[bytes]:
    """
    Give the body in parts as they come.

    Raises
    ------
    BrokenOffError
        When the line breaks, or all of it took longer than ``most_s``.
    """
    end = time.monotonic() + most_s
    try:
        while part := answer.read1(CHUNK, decode_content=True):
            yield part
            if time.monotonic() > end:
                raise BrokenOffError("timeout")
    except (HTTPError, OSError) as problem:
        raise BrokenOffError(_how(problem)) from problem
