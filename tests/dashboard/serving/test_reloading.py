"""Another version is shown without a restart, in every worker, and a bad one changes nothing."""

from __future__ import annotations

import contextvars
import gc
import time
import weakref
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboard.context import Context, ready_context
from dashboard.plan.answers import stops_found
from dashboard.plan.planned import plan
from dashboard.serving import reloading
from dashboard.serving.forgetting import forget_all
from dashboard.serving.reloading import Live
from dashboard.serving.settings import Settings, SettingsError
from geodata.planning.scenario import Scenario
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.versions.shelf import Versions, Words
from tests.dashboard.wsgi import application, ask

if TYPE_CHECKING:
    from pathlib import Path
    from wsgiref.types import WSGIApplication

WORDS = Words("Thabo", "a test")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloading, "LOOK_EVERY_S", 0.0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    root = tmp_path / "root"
    return Settings(tmp_path, "127.0.0.1", 8050, tmp_path, versions=root, follows=True)


def publish(settings: Settings, folder: Path, base: int) -> str:
    assert settings.versions
    return Versions(settings.versions).publish(folder, WORDS, NOON, base=base).version


def by_folder(settings: Settings) -> WSGIApplication:
    """Answer with the name of the folder that is shown."""
    return application(settings.data.name.encode())


def shown(live: Live) -> str:
    ask(live)
    if live.builder:
        live.builder.join()
    return ask(live).body.decode()


def test_every_worker_follows_a_publish_and_a_roll_back(
    settings: Settings, tiny_folder: Path
) -> None:
    workers = [Live(application(b"first"), by_folder, settings) for _ in range(2)]
    assert [shown(live) for live in workers] == ["first", "first"]
    version = publish(settings, tiny_folder, 0)
    assert [shown(live) for live in workers] == [version, version]
    (tiny_folder / "rivers.geojson").write_text("{}")
    newer = publish(settings, tiny_folder, 1)
    assert [shown(live) for live in workers] == [newer, newer]
    assert settings.versions
    versions = Versions(settings.versions)
    versions.rollback(versions.find(version), WORDS, NOON, base=2)
    assert [shown(live) for live in workers] == [version, version]


def test_who_asks_meanwhile_gets_the_old_pages_and_it_is_built_once(
    settings: Settings, tiny_folder: Path
) -> None:
    built = []

    def slow(fresh: Settings) -> WSGIApplication:
        built.append(fresh.data.name)
        time.sleep(0.2)
        return by_folder(fresh)

    live = Live(application(b"first"), slow, settings)
    version = publish(settings, tiny_folder, 0)
    assert {ask(live).body for _ in range(5)} == {b"first"}
    assert shown(live) == version
    assert built == [version]


def test_a_version_that_cannot_be_shown_is_told_once_and_the_old_one_stays(
    settings: Settings, tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: Settings) -> WSGIApplication:
        raise SettingsError("damaged")

    live = Live(application(b"first"), refuse, settings)
    publish(settings, tiny_folder, 0)
    assert [shown(live) for _ in range(3)] == ["first"] * 3
    assert capsys.readouterr().err.count("damaged") == 1


def test_what_was_set_when_the_app_started_is_there_while_the_next_is_built(
    settings: Settings, tiny_folder: Path
) -> None:
    page = contextvars.ContextVar[str]("page")
    page.set("as Dash sets its own, once, in the first thread")
    live = Live(application(b"first"), lambda _: application(page.get().encode()), settings)
    publish(settings, tiny_folder, 0)
    assert shown(live).startswith("as Dash")


def test_a_folder_that_was_asked_for_is_not_left(settings: Settings, tiny_folder: Path) -> None:
    live = Live(application(b"first"), by_folder, replace(settings, follows=False))
    publish(settings, tiny_folder, 0)
    assert shown(live) == "first"


def test_a_dataset_that_is_no_longer_in_use_is_let_go(tiny_template: Path) -> None:
    """What modules keep by question holds the dataset asked about, and each weighs megabytes."""

    def asked_about() -> weakref.ref[Context]:
        programme = load(tiny_template)
        travel = {season: travel_tables(programme, season) for season in Season}
        context = ready_context(programme, travel)
        plan(context, Scenario(pace_percent=80.0), Scenario())
        stops_found(context, Scenario())
        return weakref.ref(context)

    gone = asked_about()
    gc.collect()
    assert gone() is not None
    forget_all()
    gc.collect()
    assert gone() is None


def test_what_is_kept_for_the_old_version_is_forgotten_once_the_new_one_is_in_use(
    settings: Settings, tiny_folder: Path
) -> None:
    in_use = []
    live = Live(
        application(b"first"),
        lambda _: application(b"second"),
        settings,
        lambda: in_use.append(ask(live).body),
    )
    publish(settings, tiny_folder, 0)
    live.looked_at = 0.0
    live.look()
    assert live.builder is not None
    live.builder.join(60)
    assert in_use == [b"second"]
