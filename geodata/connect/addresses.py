"""Which addresses may be asked: https, or http on this machine; no private network by surprise."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from geodata.connect.faults import NO_WAY, fault

HTTPS_PORT, HTTP_PORT = 443, 80
LOCAL_NAME = "localhost"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Address:
    """An address taken apart; ``target`` is its path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """
        Scheme, host and port: what a token belongs to.

        >>> address_of("https://dhis2.example/api?x=1").origin
        'https://dhis2.example:443'
        """
        return f"{self.scheme}://{self._bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """
        Host as a request names it: the port only where it is not the usual one.

        >>> address_of("http://[::1]:8080/a").authority
        '[::1]:8080'
        """
        usual = HTTPS_PORT if self.scheme == "https" else HTTP_PORT
        return self._bracketed if self.port == usual else f"{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def text(self) -> str:
        """The whole address as text."""
        return f"{self.scheme}://{self.authority}{self.target}"

    def joined(self, location: str) -> Address:
        """Return the address that a redirect from here names."""
        return address_of(urljoin(self.text, location))


def address_of(text: str) -> Address:
    """
    Take an address apart and refuse what may not be asked.

    Raises
    ------
    ConnectError
        When it is no address, not https (nor http on this machine), or holds a name and password.

    Examples
    --------
    >>> address_of("dhis2.example/hmis/").text
    'https://dhis2.example/hmis/'
    """
    given = "".join(text.split())
    whole = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(whole)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as problem:
        raise _no_address() from problem
    if not host or not whole.isascii() or not whole.isprintable() or "\\" in whole:
        raise _no_address()
    _refuse(parts, host)
    usual = HTTPS_PORT if parts.scheme == "https" else HTTP_PORT
    query = f"?{parts.query}" if parts.query else ""
    return Address(parts.scheme, host, usual if port is None else port, (parts.path or "/") + query)


def _refuse(parts: SplitResult, host: str) -> None:
    if parts.username is not None or parts.password is not None:
        message = "The address holds a name or a password."
        raise fault("bad_address", host, message, "Give the address alone, and the token apart.")
    if parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host)):
        return
    message = "Only https is asked, so that nobody on the way can read or change what is sent."
    raise fault("not_https", host, message, "Write the address with https://.")


def _no_address() -> Exception:
    message = "This is no address of a server."
    return fault("bad_address", "address", message, "Write it as https://dhis2.example.org.")


def is_this_machine(host: str) -> bool:
    """
    Say whether a host is written as this very machine.

    >>> is_this_machine("127.0.0.1"), is_this_machine("localhost"), is_this_machine("10.0.0.1")
    (True, True, False)
    """
    if host == LOCAL_NAME:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(number: str) -> bool:
    """
    Say whether a numeric address is one of the open internet.

    >>> [is_public(one) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    address: IPAddress = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:  # Older Pythons judge the dress, not who wears it.
            address = address.ipv4_mapped
        elif address in NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast


def numbers_of(address: Address, *, private: bool = False) -> list[str]:
    """
    Return the numeric addresses of a host, each checked: these are asked, and no others.

    The name is looked up once, so that it cannot mean another machine a moment later.

    Parameters
    ----------
    private
        True when the user has allowed addresses of a private network.

    Raises
    ------
    ConnectError
        When the name is unknown, or means a machine of a private network.

    Examples
    --------
    >>> numbers_of(address_of("http://127.0.0.1:8080/"))
    ['127.0.0.1']
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        message = "The name of the server was not found."
        raise fault("no_internet", address.host, message, NO_WAY) from problem
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    local = is_this_machine(address.host)
    wrong = [one for one in numbers if not (local or private or is_public(one))]
    if wrong or not numbers:
        message = "This name means a machine of a private network, which is not asked unasked."
        remedy = "If it is your own server, use the command line with --private-network."
        raise fault("private_address", address.host, message, remedy)
    return numbers
