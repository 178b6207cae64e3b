"""A proxy that HTTPS_PROXY names: asked for https alone, told the name, and never shown a token."""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from geodata.connect import addresses
from geodata.connect.addresses import address_of
from geodata.connect.exchange import proxy_of
from geodata.connect.web import TRIES, Web
from geodata.errors import ConnectError
from tests.geodata.connect.standin import TOKEN, Standin

if TYPE_CHECKING:
    from collections.abc import Iterator

TLS_HANDSHAKE = 22
HOST = "dhis2.example"


@dataclass
class StandinProxy:
    """A proxy that answers each CONNECT in one way and notes what it was told."""

    answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    asked: list[str] = field(default_factory=list)
    through: list[bytes] = field(default_factory=list)
    port: int = 0

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line:
                line.settimeout(5)
                head = b""
                while b"\r\n\r\n" not in head:
                    head += line.recv(4096)
                self.asked.append(head.decode())
                line.sendall(self.answer)
                if b" 200 " in self.answer:
                    self.through.append(line.recv(4096))
                    line.sendall(b"this is no TLS")


@contextmanager
def proxying(proxy: StandinProxy) -> Iterator[StandinProxy]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy.port = listening.getsockname()[1]
        threading.Thread(target=proxy.serve, args=(listening,), daemon=True).start()
        yield proxy


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandinProxy]:
    def unknown(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        if host == HOST:
            raise socket.gaierror(socket.EAI_NONAME, "only the proxy knows")
        return [(2, 1, 6, "", (host, 443))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", _only_for(unknown))
    with proxying(StandinProxy()) as running:
        monkeypatch.setenv("HTTPS_PROXY", f"http://thabo:secret@127.0.0.1:{running.port}")
        yield running


def _only_for(unknown: object) -> object:
    real = socket.getaddrinfo

    def look_up(host: str, *rest: object, **named: object) -> object:
        known = host in {"127.0.0.1", "localhost"}
        return real(host, *rest, **named) if known else unknown(host)

    return look_up


def rule_of(web: Web, address: str) -> str:
    with pytest.raises(ConnectError) as caught:
        web.json(address_of(address))
    return caught.value.finding.rule


def test_the_proxy_is_told_the_name_and_the_token_goes_by_unseen(
    proxy: StandinProxy, signed_in: Web
) -> None:
    assert rule_of(signed_in, f"https://{HOST}/api/me") == "not_https"
    (asked,) = proxy.asked
    assert asked.startswith(f"CONNECT {HOST}:443 HTTP/1.")
    expected = base64.b64encode(b"thabo:secret").decode()
    assert f"basic {expected}" in asked.replace("Basic", "basic")
    assert TOKEN not in asked
    assert "/api/me" not in asked
    # What goes through begins a handshake with the server itself, whose name it holds.
    (through,) = proxy.through
    assert through[0] == TLS_HANDSHAKE
    assert HOST.encode() in through


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
def test_a_proxy_that_lets_nothing_through_is_told(
    proxy: StandinProxy, web: Web, status: str
) -> None:
    proxy.answer = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    assert rule_of(web, f"https://{HOST}/") == "no_proxy"
    assert len(proxy.asked) == TRIES


def test_no_proxy_there_is_told(monkeypatch: pytest.MonkeyPatch, web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("https_proxy", f"127.0.0.1:{port}")
    assert rule_of(web, "https://8.8.8.8/") == "no_proxy"


def test_a_private_address_is_not_asked_through_a_proxy_either(
    proxy: StandinProxy, web: Web
) -> None:
    assert rule_of(web, "https://10.0.0.1/") == "private_address"
    assert proxy.asked == []


def test_this_machine_and_hosts_of_no_proxy_are_asked_without_it(
    proxy: StandinProxy, server: Standin, signed_in: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed_in.json(address_of(f"{server.base}/api/organisationUnitLevels.json"))
    monkeypatch.setenv("NO_PROXY", f"localhost,.{HOST.partition('.')[2]}")
    assert proxy_of(address_of(f"https://{HOST}/")) == ""
    assert proxy_of(address_of("https://www.worldpop.org/")).endswith(f":{proxy.port}")
    assert proxy.asked == []


@pytest.mark.parametrize("text", ["socks5://127.0.0.1:1080", "http://", "http://[::1"])
def test_what_is_no_proxy_is_told(monkeypatch: pytest.MonkeyPatch, web: Web, text: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", text)
    assert rule_of(web, "https://8.8.8.8/") == "no_proxy"
