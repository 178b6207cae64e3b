"""Compression: what is chosen, that it can be undone, and what is kept."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.serving.compression import Compressed, Twins, accepted, compress
from tests.dashboard.wsgi import application, ask

LONG = b"Mentor Mother " * 500
UNDO = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@given(content=st.binary(max_size=2000), encoding=st.sampled_from(["br", "gzip", ""]))
def test_compression_can_be_undone(content: bytes, encoding: str) -> None:
    assert UNDO[encoding](compress(content, encoding)) == content


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0", ""),
        ("deflate", ""),
        ("", ""),
    ],
)
def test_the_best_accepted_encoding_is_taken(header: str, encoding: str) -> None:
    assert accepted(header) == encoding


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_an_answer_is_the_same_however_it_travels(encoding: str) -> None:
    answer = ask(Compressed(application(LONG)), HTTP_ACCEPT_ENCODING=encoding)

    assert UNDO[encoding](answer.body) == LONG
    assert answer.headers.get("content-encoding", "") == encoding
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("body", "kind", "headers"),
    [
        (b"short", "text/html", {}),
        (LONG, "image/png", {}),
        (LONG, "application/json", {"Content_Encoding": "zstd"}),
    ],
)
def test_what_would_not_gain_is_left_alone(body: bytes, kind: str, headers: dict[str, str]) -> None:
    answer = ask(Compressed(application(body, kind, **headers)), HTTP_ACCEPT_ENCODING="br")

    assert answer.body == body
    assert answer.headers.get("content-encoding") != "br"


def test_a_head_request_gets_headers_only() -> None:
    layer = Compressed(application(LONG))
    whole = ask(layer, HTTP_ACCEPT_ENCODING="br")
    head = ask(layer, HTTP_ACCEPT_ENCODING="br", REQUEST_METHOD="HEAD")

    assert head.body == b""
    assert head.headers == whole.headers


def test_a_prepared_twin_is_stronger_and_is_used(tmp_path: Path) -> None:
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parents[1].glob("*.py")))
    digest = hashlib.sha256(text).hexdigest()
    assert Twins(tmp_path).prepare(digest, text)

    strong = Twins(tmp_path).get(digest, "br", lambda: pytest.fail("read the file"))

    assert brotli.decompress(strong) == text
    assert len(strong) < len(compress(text, "br"))


def test_a_twin_is_prepared_once(tmp_path: Path) -> None:
    twins = Twins(tmp_path / "not yet there")

    assert twins.prepare("digest", LONG)
    assert not twins.prepare("digest", LONG)


def test_without_prepared_twins_a_file_is_compressed_once_a_run(tmp_path: Path) -> None:
    reads = []

    def read() -> bytes:
        reads.append(1)
        return LONG

    twins = Twins(tmp_path / "deleted")
    first, second = twins.get("digest", "br", read), twins.get("digest", "br", read)

    assert brotli.decompress(first) == LONG
    assert first is second
    assert len(reads) == 1
