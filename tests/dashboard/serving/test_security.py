"""The guard: headers on every answer, and who is not answered."""

from __future__ import annotations

import socket
import threading

import pytest
import waitress
from waitress.channel import HTTPChannel

from dashboard.serving.security import Guard, Unreadable, content_policy
from tests.dashboard.wsgi import application, ask

HERE = {"HTTP_HOST": "127.0.0.1:8050"}
GUARD = Guard(application(b"the page"), ["'sha256-abc='"])


def test_every_answer_carries_the_policy() -> None:
    headers = ask(GUARD, **HERE).headers

    assert headers["content-security-policy"] == (
        "default-src 'self'; script-src 'self' 'sha256-abc='; worker-src 'self' blob:; "
        "child-src blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_a_refusal_carries_the_policy_too() -> None:
    refused = ask(GUARD, HTTP_HOST="atlas.example")

    assert refused.status == 403
    assert "content-security-policy" in refused.headers


def test_scripts_in_the_page_run_by_hash_only() -> None:
    scripts = content_policy([]).split("; ")[1]

    assert scripts == "script-src 'self'"
    assert "unsafe-eval" not in content_policy([])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8050", "[::1]:8050", "LOCALHOST"])
def test_the_machines_own_names_are_answered(host: str) -> None:
    assert ask(GUARD, HTTP_HOST=host).body == b"the page"


@pytest.mark.parametrize(
    "host",
    ["atlas.example", "127.0.0.1.atlas.example", "10.0.0.1:8050", "", "[bad"],
)
def test_any_other_name_is_refused_against_rebinding(host: str) -> None:
    assert ask(GUARD, HTTP_HOST=host).status == 403


def test_a_page_of_another_address_cannot_ask() -> None:
    for origin in ("http://atlas.example", "http://127.0.0.1:9999", "null"):
        assert ask(GUARD, **HERE, HTTP_ORIGIN=origin).status == 403


def test_the_own_page_can_ask() -> None:
    answer = ask(GUARD, REQUEST_METHOD="POST", **HERE, HTTP_ORIGIN="http://127.0.0.1:8050")

    assert answer.status == 200


@pytest.mark.parametrize(("method", "status"), [("POST", 403), ("GET", 200)])
def test_from_elsewhere_a_link_works_and_a_form_does_not(method: str, status: int) -> None:
    answer = ask(GUARD, REQUEST_METHOD=method, **HERE, HTTP_SEC_FETCH_SITE="cross-site")

    assert answer.status == status


def test_what_the_server_itself_cannot_read_carries_the_headers_too() -> None:
    """A live server: such requests never reach the application."""
    before = HTTPChannel.error_task_class
    HTTPChannel.error_task_class = Unreadable
    server = waitress.create_server(GUARD, host="127.0.0.1", port=0, max_request_body_size=1000)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    try:
        host = b"Host: 127.0.0.1\r\nConnection: close\r\n"
        for sent in (
            b"GET /a b HTTP/1.1\r\n" + host + b"\r\n",
            b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 2000\r\n\r\n" + b"a" * 2000,
        ):
            with socket.create_connection(("127.0.0.1", server.effective_port), 10) as line:
                line.sendall(sent)
                head = b"".join(iter(lambda line=line: line.recv(65536), b"")).decode().lower()
            assert head.startswith("http/1.")
            assert head.split()[1].startswith("4")
            assert "content-security-policy: default-src 'self'" in head
            assert "x-content-type-options: nosniff" in head
    finally:
        server.close()
        HTTPChannel.error_task_class = before
