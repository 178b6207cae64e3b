"""Settings: the order of their sources, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.serving.settings import EMBEDDED, Settings, SettingsError, is_loopback, read_settings
from geodata.versions.shelf import Versions, Words


def test_the_embedded_dataset_is_served_to_this_machine_unless_asked_otherwise() -> None:
    settings = read_settings(
        [], {"ATLAS_CACHE": "somewhere", "ATLAS_SCENARIOS": "plans", "ATLAS_VERSIONS": "kept"}
    )

    assert settings == Settings(
        EMBEDDED,
        "127.0.0.1",
        8050,
        Path("somewhere"),
        scenarios=Path("plans"),
        versions=Path("kept"),
        follows=True,
    )
    assert (EMBEDDED / "programme.json").is_file()


def test_the_environment_gives_data_and_cache() -> None:
    settings = read_settings([], {"ATLAS_DATA": "mine", "ATLAS_CACHE": "kept"})

    assert (settings.data, settings.cache) == (Path("mine"), Path("kept"))


def test_the_command_line_wins_over_the_environment() -> None:
    settings = read_settings(
        ["--data", "given", "--cache", "there", "--port", "9000", "--versions", "kept"],
        {"ATLAS_DATA": "mine", "ATLAS_CACHE": "kept", "ATLAS_SCENARIOS": "others"},
    )

    assert settings == Settings(
        Path("given"),
        "127.0.0.1",
        9000,
        Path("there"),
        scenarios=Path("others"),
        versions=Path("kept"),
    )


def test_an_empty_variable_counts_as_none() -> None:
    assert read_settings([], {"ATLAS_DATA": ""}).data == EMBEDDED


def test_without_a_choice_the_cache_lies_where_the_system_keeps_caches() -> None:
    assert read_settings([], {}).cache.name == "mentor-mother-atlas"


def test_plans_do_not_lie_in_the_cache_which_may_be_deleted() -> None:
    settings = read_settings([], {})

    assert settings.scenarios.name == "scenarios"
    assert not settings.scenarios.is_relative_to(settings.cache)


def test_what_was_published_last_is_served(tiny_folder: Path, tmp_path: Path) -> None:
    versions = Versions(tmp_path / "kept")
    now = datetime.now(UTC)
    made = versions.publish(tiny_folder, Words("Thabo", "first"), now, base=0)
    there = {"ATLAS_VERSIONS": str(versions.root)}
    assert read_settings([], there).data == versions.folder(made)
    assert read_settings(["--data", "given"], there).data == Path("given")
    damaged = versions.folder(made) / "sites.csv"
    damaged.chmod(0o644)
    damaged.write_text("changed")
    with pytest.raises(SettingsError, match="changed on the disk"):
        read_settings([], there)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "atlas.example", "", "127.1"])  # noqa: S104
def test_an_address_that_others_reach_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match=r"this machine only.*access control comes first"):
        read_settings(["--host", host], {})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_an_address_of_this_machine_is_served(host: str) -> None:
    assert read_settings(["--host", host], {}).host == host


@pytest.mark.parametrize("port", ["0", "-1", "65536"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match="expected a number from 1 to 65535"):
        read_settings([f"--port={port}"], {})


def test_a_name_that_only_looks_like_this_machine_is_not() -> None:
    assert not is_loopback("localhost.atlas.example")


def test_published_snapshots_lie_with_the_users_data_and_never_in_the_cache() -> None:
    plain = read_settings([], {})
    assert plain.published.name == "published"
    assert plain.cache not in plain.published.parents
    given = read_settings(["--published", "there"], {"ATLAS_PUBLISHED": "kept"})
    assert given.published == Path("there")
    assert read_settings([], {"ATLAS_PUBLISHED": "kept"}).published == Path("kept")
