"""Delivery: addresses change with the bytes, and what lies there may be kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import brotli
import pytest

from dashboard.serving import delivery
from dashboard.serving.compression import Twins
from dashboard.serving.delivery import Answer, Answers, Files, component_shelves, prepare, rewritten
from dashboard.serving.shelves import folder_shelf, made_shelf
from tests.dashboard.wsgi import application, ask

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.serving.shelves import Shelf

STYLE = b"body { margin: 0 }" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "assets"
    (root / "fonts").mkdir(parents=True)
    (root / "style.css").write_bytes(STYLE)
    (root / "fonts" / "inter.woff2").write_bytes(b"font" * 500)
    return root


def served(tmp_path: Path, *shelves: Shelf) -> Files:
    return Files(application(b"the app"), shelves, Twins(tmp_path / "twins"))


def test_a_file_may_be_kept_for_ever(folder: Path, tmp_path: Path) -> None:
    shelf = folder_shelf("assets", folder)
    answer = ask(served(tmp_path, shelf), shelf.address("style.css"))

    assert answer.body == STYLE
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_a_changed_byte_changes_the_address(folder: Path) -> None:
    before = folder_shelf("assets", folder).address("fonts/inter.woff2")
    (folder / "style.css").write_bytes(STYLE + b" ")

    assert folder_shelf("assets", folder).address("fonts/inter.woff2") != before


def test_a_renamed_file_changes_the_address(folder: Path) -> None:
    before = folder_shelf("assets", folder).folder
    (folder / "style.css").rename(folder / "look.css")

    assert folder_shelf("assets", folder).folder != before


def test_the_same_bytes_elsewhere_and_later_have_the_same_address(
    folder: Path, tmp_path: Path
) -> None:
    other = folder.rename(tmp_path / "moved")
    (other / "style.css").touch()

    again = folder_shelf("assets", other).folder
    assert again == folder_shelf("assets", other).folder
    assert str(tmp_path) not in again


def test_an_old_address_is_not_answered_with_new_bytes(folder: Path, tmp_path: Path) -> None:
    old = folder_shelf("assets", folder).address("style.css")
    (folder / "style.css").write_bytes(b"new")
    answer = ask(served(tmp_path, folder_shelf("assets", folder)), old)

    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "/etc/hostname", ""])
def test_only_what_is_on_the_shelf_is_given(folder: Path, tmp_path: Path, path: str) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    shelf = folder_shelf("assets", folder)

    assert ask(served(tmp_path, shelf), shelf.folder + path).status == 404


def test_what_is_not_a_file_is_the_apps(folder: Path, tmp_path: Path) -> None:
    assert ask(served(tmp_path, folder_shelf("assets", folder)), "/about").body == b"the app"


@pytest.mark.parametrize(("path", "encoding"), [("style.css", "br"), ("fonts/inter.woff2", None)])
def test_text_travels_compressed_and_fonts_as_they_are(
    folder: Path, tmp_path: Path, path: str, encoding: str | None
) -> None:
    shelf = folder_shelf("assets", folder)
    answer = ask(served(tmp_path, shelf), shelf.address(path), HTTP_ACCEPT_ENCODING="gzip, br")

    assert answer.headers.get("content-encoding") == encoding
    undo = brotli.decompress if encoding else bytes
    assert undo(answer.body) == (folder / path).read_bytes()


def test_a_made_file_is_made_when_asked_for_and_once(tmp_path: Path) -> None:
    made = []

    def make() -> bytes:
        made.append(1)
        return b"picture"

    shelf = made_shelf("map", "version 1", {"dry.png": make})
    files = served(tmp_path, shelf)
    assert not made

    assert {ask(files, shelf.address("dry.png")).body for _ in range(3)} == {b"picture"}
    assert len(made) == 1
    assert made_shelf("map", "version 2", {"dry.png": make}).folder != shelf.folder


def test_an_address_that_does_not_exist_is_noticed_by_its_maker(folder: Path) -> None:
    with pytest.raises(KeyError, match=r"styles\.css is not among the files of assets"):
        folder_shelf("assets", folder).address("styles.css")


def test_files_are_prepared_once_and_unused_chunks_never(tmp_path: Path) -> None:
    for name in ("core.js", "async-enterprise.js", "async-mathjax.js"):
        (tmp_path / name).write_text(name * 100)
    shelf = folder_shelf("suite", tmp_path, ("*.js",))
    twins = Twins(tmp_path / "twins")

    assert prepare([shelf], twins) == 1
    assert prepare([shelf], twins) == 0


def test_an_answer_is_made_from_the_query() -> None:
    def picture(query: object) -> Answer:
        return Answer(str(query).encode(), "image/png", "map.png")

    layer = Answers(application(b"the app"), {"/map.png": picture})
    answer = ask(layer, "/map.png?season=wet&place=LS-A")

    assert answer.body == b"{'season': 'wet', 'place': 'LS-A'}"
    assert answer.headers["content-disposition"] == 'inline; filename="map.png"'
    assert answer.headers["cache-control"] == "no-cache"
    assert ask(layer, "/other").body == b"the app"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_a_file_whose_making_has_an_effect_is_made_for_post_alone(method: str) -> None:
    asked: list[object] = []

    def publish(query: object) -> Answer:
        asked.append(query)
        return Answer(b"<p>file</p>", "text/html", "file.html", is_saved=True)

    layer = Answers(application(b"the app"), {}, {"/file.html": publish})
    looked = ask(layer, "/file.html?under=5", REQUEST_METHOD=method)
    assert (looked.status, looked.headers["allow"], asked) == (405, "POST", [])
    assert (b"press the button" in looked.body) == (method != "HEAD")
    taken = ask(layer, "/file.html?under=5", REQUEST_METHOD="POST")
    assert (taken.status, taken.body, asked) == (200, b"<p>file</p>", [{"under": "5"}])
    assert taken.headers["content-disposition"] == 'attachment; filename="file.html"'


def test_an_answer_may_send_the_browser_on() -> None:
    layer = Answers(
        application(b""),
        {},
        {"/a": lambda _: Answer(b"", "text/plain", status="303 See Other", address="/s/b")},
    )
    sent = ask(layer, "/a", REQUEST_METHOD="POST")
    assert (sent.status, sent.headers["location"]) == (303, "/s/b")


@pytest.fixture(scope="module")
def components() -> dict[str, Shelf]:
    return component_shelves()


def test_every_component_package_finds_its_files(components: dict[str, Shelf]) -> None:
    assert delivery.PLOTLY in components["plotly"].entries
    assert "dcc/async-graph.js" in components["dash"].entries
    assert "async-community.js" in components["dash_ag_grid"].entries
    assert "dash_mantine_components.js" in components["dash_mantine_components"].entries


def test_maps_for_debuggers_are_not_served(components: dict[str, Shelf]) -> None:
    paths = [path for shelf in components.values() for path in shelf.entries]

    assert not [path for path in paths if path.endswith(".map") or ".dev." in path]


def test_chunks_lie_beside_the_script_that_loads_them(components: dict[str, Shelf]) -> None:
    dash = components["dash"]
    main, chunk = dash.address("dcc/dash_core_components.js"), dash.address("dcc/async-graph.js")

    assert main.rpartition("/")[0] == chunk.rpartition("/")[0]


def test_a_tag_that_is_not_known_stays_as_it_is(components: dict[str, Shelf]) -> None:
    tag = '<script src="/_dash-component-suites/other/thing.v1m2.js"></script>'

    assert rewritten(tag, components) == tag
