"""What a server may do to us: each thing is told in words, and nothing is followed blindly."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.connect import addresses, exchange
from geodata.connect import web as web_module
from geodata.connect.addresses import address_of, is_public, numbers_of
from geodata.connect.dhis2 import Dhis2
from geodata.connect.geoboundaries import GeoBoundaries
from geodata.connect.web import TRIES, Web
from geodata.connect.worldpop import WorldPop
from geodata.errors import ConnectError
from tests.geodata.connect.standin import JSON, TOKEN, Asked, Dhis2Server, Standin, Told, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.connect.connector import Connector
    from geodata.incoming.place import Place


def refusal(web: Web, address: str) -> ConnectError:
    with pytest.raises(ConnectError) as caught:
        web.json(address_of(address))
    return caught.value


def in_turn(*answers: Told) -> Callable[[Asked], Told]:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    ("status", "rule", "tries"),
    [
        (400, "bad_request", 1),
        (401, "not_signed_in", 1),
        (403, "no_right", 1),
        (404, "not_there", 1),
        (409, "conflict", 1),
        (418, "bad_answer", 1),
        (429, "too_many", TRIES),
        (500, "server_fault", TRIES),
        (503, "server_fault", TRIES),
    ],
)
def test_each_status_has_its_words_and_only_what_may_pass_is_tried_again(
    server: Standin, web: Web, status: int, rule: str, tries: int
) -> None:
    server.answer = lambda _: told({"message": "User: `mamello` may not"}, status)
    problem = refusal(web, server.base)
    assert problem.finding.rule == rule
    assert problem.finding.remedy
    assert "mamello" not in str(problem)
    assert len(server.asked) == tries


def test_between_tries_it_waits_longer_each_time_and_as_long_as_it_is_told(
    server: Standin, web: Web, waits: list[float]
) -> None:
    server.answer = in_turn(
        Told(status=503), Told(status=429, headers={"Retry-After": "20"}),
        Told(status=429, headers={"Retry-After": "9999"}), told({"ok": True}),
    )  # fmt: skip
    assert web.json(address_of(server.base)) == {"ok": True}
    assert waits == [1, 20, 30]


def test_a_code_of_the_server_is_told_but_not_its_sentence(server: Standin, web: Web) -> None:
    content = {"errorCode": "E7144", "message": "User: `mamello` ran no analytics"}
    server.answer = lambda _: told(content, 409)
    message = refusal(web, server.base).finding.message
    assert "have not been made yet" in message
    assert "E7144" in message
    assert "mamello" not in message


@pytest.mark.parametrize(
    "page",
    [b"<!DOCTYPE html><title>Log in</title>", b"\n <html><body>", b"\xef\xbb\xbf<HTML lang=en>"],
)
def test_a_page_for_signing_in_is_no_data(server: Standin, web: Web, page: bytes) -> None:
    server.answer = lambda _: Told(page, headers={"Content-Type": "text/html"})
    assert refusal(web, server.base).finding.rule == "login_page"


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"7", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_object_is_told(server: Standin, web: Web, body: bytes) -> None:
    server.answer = lambda _: Told(body, headers=dict(JSON))
    assert refusal(web, server.base).finding.rule in {"no_json", "odd_answer"}


def test_a_token_follows_no_redirect_at_all(server: Standin, signed_in: Web) -> None:
    server.answer = lambda _: Told(status=302, headers={"Location": f"{server.base}/other"})
    assert refusal(signed_in, server.base).finding.rule == "moved"
    assert server.paths() == ["/"]


def test_a_redirect_to_a_sign_in_is_told_as_one(server: Standin, signed_in: Web) -> None:
    server.answer = lambda _: Told(status=302, headers={"Location": "/dhis-web-login/"})
    assert refusal(signed_in, server.base).finding.rule == "login_page"


def test_without_a_token_only_hosts_that_are_named_are_followed(
    server: Standin, waits: list[float]
) -> None:
    other = server.base.replace("127.0.0.1", "localhost")

    def answer(asked: Asked) -> Told:
        if asked.path == "/here":
            return told({"ok": True})
        return Told(status=302, headers={"Location": f"{other}/here"})

    server.answer = answer
    assert refusal(Web(wait=waits.append), server.base).finding.rule == "moved"
    named = Web(frozenset({"localhost"}), wait=waits.append)
    assert named.json(address_of(server.base)) == {"ok": True}


def test_redirects_without_end_come_to_one(server: Standin, waits: list[float]) -> None:
    server.answer = lambda _: Told(status=301, headers={"Location": "/again"})
    loop = Web(frozenset({"127.0.0.1"}), wait=waits.append)
    assert refusal(loop, server.base).finding.rule == "moved"
    assert len(server.asked) < 10


@pytest.mark.parametrize(
    "where", ["http://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/"]
)
def test_a_redirect_to_an_address_that_may_not_be_asked_is_refused(
    server: Standin, waits: list[float], where: str
) -> None:
    server.answer = lambda _: Told(status=302, headers={"Location": where})
    open_web = Web(frozenset({"example.org", ""}), wait=waits.append)
    assert refusal(open_web, server.base).finding.rule in {"not_https", "bad_address"}


def test_a_line_that_breaks_is_tried_again(server: Standin, web: Web) -> None:
    whole = json.dumps({"ok": True}).encode()
    server.answer = in_turn(Told(whole, headers=dict(JSON), cut=4), told({"ok": True}))
    assert web.json(address_of(server.base)) == {"ok": True}
    server.answer = lambda _: Told(whole, headers=dict(JSON), cut=4)
    assert refusal(web, server.base).finding.rule == "broken_off"


def test_a_server_that_never_answers_is_left(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr(exchange, "READ_S", 0.2)
        problem = refusal(web, f"http://127.0.0.1:{port}/")
    assert problem.finding.rule == "timeout"


def test_an_answer_that_drips_is_left(
    server: Standin, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "MOST_JSON_S", -1.0)
    assert refusal(web, server.base).finding.rule in {"timeout", "not_signed_in"}
    server.answer = lambda _: told({"long": "x" * 200_000})
    assert refusal(web, server.base).finding.rule == "timeout"


def test_an_answer_that_never_ends_is_left(
    server: Standin, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "LARGEST_JSON_BYTES", 1_000)
    server.answer = lambda _: told({"long": "x" * 2_000})
    assert refusal(web, server.base).finding.rule == "too_large"


def test_nobody_there_is_told_with_what_else_can_be_done(web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    problem = refusal(web, f"http://127.0.0.1:{port}/")
    assert problem.finding.rule == "no_connection"
    assert "Data page" in problem.finding.remedy


def test_without_internet_the_words_say_so(monkeypatch: pytest.MonkeyPatch, web: Web) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    problem = refusal(web, "https://www.geoboundaries.org/")
    assert problem.finding.rule == "no_internet"
    assert "on the internet" in problem.finding.remedy


def resolving(*numbers: str) -> Callable[..., list[tuple[object, ...]]]:
    return lambda *_, **__: [(2, 1, 6, "", (number, 443)) for number in numbers]


PRIVATE = (
    "10.1.2.3", "192.168.0.1", "172.16.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "::1",  # noqa: S104
    "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "100.64.0.1", "224.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_a_name_that_means_a_private_machine_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    assert not is_public(number)
    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolving("8.8.8.8", number))
    with pytest.raises(ConnectError) as caught:
        numbers_of(address_of("https://dhis2.example/"))
    assert caught.value.finding.rule == "private_address"
    allowed = numbers_of(address_of("https://dhis2.example/"), private=True)
    assert allowed == ["8.8.8.8", number]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("http://dhis2.example/", "not_https"),
        ("http://10.0.0.1/", "not_https"),
        ("ftp://dhis2.example/", "not_https"),
        ("https://user:secret@dhis2.example/", "bad_address"),
        ("https://", "bad_address"),
        ("https://dhis2.example:99999/", "bad_address"),
        ("https://dhis2.example\\@evil.example/", "bad_address"),
        ("", "bad_address"),
    ],
)
def test_what_may_not_be_asked_is_refused(text: str, rule: str) -> None:
    with pytest.raises(ConnectError) as caught:
        address_of(text)
    assert caught.value.finding.rule == rule
    assert "secret" not in str(caught.value)


def test_a_public_number_in_other_dress_is_public() -> None:
    assert is_public("::ffff:8.8.8.8")
    assert is_public("64:ff9b::808:808")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_clean_refusal(text: str) -> None:
    try:
        address = address_of(text)
    except ConnectError:
        return
    assert address.scheme == "https" or addresses.is_this_machine(address.host)
    assert "\n" not in address.target


def test_a_server_without_tls_is_told(web: Web, plain_port: int) -> None:
    assert refusal(web, f"https://127.0.0.1:{plain_port}/").finding.rule == "not_https"


@pytest.fixture
def plain_port() -> object:
    """A port that answers a TLS greeting with something that is none."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            for _ in range(TRIES):
                try:
                    line, _address = listening.accept()
                except OSError:
                    return
                with line:
                    line.recv(2000)
                    line.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["organisationUnits", "organisationUnitLevels", "pager", "pageCount", "id", "name",
             "level", "geometry", "type", "coordinates", "ancestors", "headers", "rows",
             "metaData", "items", "names", "data", "popyear", "files", "gjDownloadURL",
             "indicators", "indicatorType", "factor", "organisationUnitGroups", "total"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip
bodies = st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode())
statuses = st.sampled_from([200, 200, 200, 200, 204, 206, 304, 400, 401, 404, 409, 418])
levels = json.dumps({"organisationUnitLevels": [{"level": 2, "name": "District"}]}).encode()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=bodies, status=statuses, known=st.booleans(), which=st.sampled_from([0, 1, 2]))
def test_any_answer_gives_files_or_a_clean_error(
    server: Standin, lesotho: Place, tmp_path: Path, body: bytes, status: int, known: bool,  # noqa: FBT001
    which: int,
) -> None:  # fmt: skip
    def answer(asked: Asked) -> Told:
        if known and "Levels" in asked.path:
            return Told(levels)
        return Told(body, status)

    server.answer = answer
    web = Web(token=TOKEN, wait=lambda _: None)
    wanted = {"data": ("ReUHfIn0pTQ",), "periods": ("201711",), "level": "2"}
    sources: list[Connector] = [
        Dhis2(server.base, web, lesotho, "2026-11-28", areas="2", facilities="2", as_sites=True,
              population="anc_clients", **wanted),  # type: ignore[arg-type]
        GeoBoundaries(Web(wait=web.wait), "LSO", server=server.base),
        WorldPop(Web(wait=web.wait), "LSO", server=server.base),
    ]  # fmt: skip
    try:
        fetched = sources[which].fetch(tmp_path, lambda *_: None)
    except ConnectError as caught:
        problem = caught
    else:
        assert all(path.is_file() for path in fetched.files)
        return
    assert problem.finding.message
    assert problem.finding.remedy
    assert TOKEN not in str(problem)


def test_the_stand_in_itself_wants_the_token(server: Standin, web: Web) -> None:
    server.answer = Dhis2Server()
    assert refusal(web, f"{server.base}/api/organisationUnitLevels.json").finding.rule == (
        "not_signed_in"
    )
