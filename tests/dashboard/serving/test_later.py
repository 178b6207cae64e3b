"""A part of the app that is put together when somebody asks for it."""

from __future__ import annotations

from flask import Flask

from dashboard.serving.later import Later
from tests.dashboard.wsgi import application, ask


def test_only_its_own_addresses_wake_it_and_only_once() -> None:
    made: list[Flask] = []

    def make() -> Flask:
        made.append(Flask("other", static_folder=None))
        made[0].add_url_rule("/data/state", view_func=lambda: "state")
        return made[0]

    later = Later(application(b"first"), "/data/", make)
    for path in ("/", "/data", "/database/state"):
        assert ask(later, path).body == b"first"
    assert made == []
    assert [ask(later, "/data/state").body for _ in range(2)] == [b"state", b"state"]
    assert len(made) == 1


def test_what_it_has_no_route_for_is_the_first_apps() -> None:
    later = Later(application(b"first"), "/data/", lambda: Flask("other", static_folder=None))
    assert ask(later, "/data/nothing").body == b"first"
