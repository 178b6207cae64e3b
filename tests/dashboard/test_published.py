"""Published snapshots: frozen, unguessable, withdrawable, and safe beside one another."""

from __future__ import annotations

import datetime as dt
import errno
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from dash import no_update

from dashboard import publishing as publishing_module
from dashboard.callbacks.publishing import published_now, taken_now, withdrawn_now
from dashboard.comparing import compared, comparison_text
from dashboard.context import Context
from dashboard.publishing import publish
from dashboard.serving.publicfiles import PublicFiles
from dashboard.sheet import publishing_text
from dashboard.snapshot.gate import check
from dashboard.snapshot.published import HTML, LOCK, PDF, RECORD, TOKEN, Published, PublishedError
from geodata.privacy import DisclosureError, Figure, State
from geodata.public.view import PublicView, public_view
from tests.dashboard.mapcontexts import context_in
from tests.dashboard.wsgi import application, ask
from tests.geodata.worlds import assessed, lesotho_model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dashboard.snapshot.words import Stamp

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
FILES = {HTML: b"<p>as published</p>", PDF: b"%PDF"}


@pytest.fixture(name="view", scope="module")
def _view() -> PublicView:
    model = lesotho_model()
    return public_view(model.programme, assessed(model))


@pytest.fixture(name="published")
def _published(tmp_path: Path) -> Published:
    return Published(tmp_path / "published")


def keep(published: Published, view: PublicView, at: dt.datetime = NOW) -> str:
    """Publish a view without making its files."""

    def make(_: object, __: Stamp) -> tuple[PublicView, Mapping[str, bytes]]:
        return view, FILES

    return published.publish(make, at).token


def with_figures(view: PublicView, **counts: float) -> PublicView:
    """Change counts of the first district."""
    shown = {name: Figure(State.SHOWN, value) for name, value in counts.items()}
    figures = tuple((dict(view.rows[0].figures) | shown).items())
    return replace(view, rows=(replace(view.rows[0], figures=figures), *view.rows[1:]))


def test_an_edition_keeps_its_version_its_policy_and_its_text(
    published: Published, view: PublicView
) -> None:
    token = keep(published, view)
    again = Published(published.folder)  # As after a restart.
    edition = again.find(token)
    assert edition is not None
    assert edition.view == view
    assert (edition.number, edition.published_at) == (1, NOW)
    assert again.file(edition, HTML) == FILES[HTML]


def test_addresses_cannot_be_guessed(published: Published, view: PublicView) -> None:
    tokens = {keep(published, view) for _ in range(8)}
    assert len(tokens) == 8
    assert all(TOKEN.fullmatch(token) for token in tokens)
    assert [one.number for one in published.editions()] == list(range(1, 9))


@pytest.mark.parametrize("token", ["", "..", "../published", "a" * 32, "a" * 31, "a/b"])
def test_no_other_name_is_an_address(published: Published, view: PublicView, token: str) -> None:
    keep(published, view)
    assert published.find(token) is None


def test_while_two_apps_answer_neither_misses_what_the_other_publishes(
    published: Published, view: PublicView
) -> None:
    # As while another version takes the place of the one in use.
    other, begun, may_end = Published(published.folder), threading.Event(), threading.Event()
    known: list[int] = []

    def slow(older: tuple[PublicView, ...], _: Stamp) -> tuple[PublicView, Mapping[str, bytes]]:
        known.append(len(older))
        begun.set()
        assert may_end.wait(10)
        return view, FILES

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(published.publish, slow, NOW)
        assert begun.wait(10)
        second = pool.submit(other.publish, slow, NOW)
        assert not wait([second], timeout=0.3).done
        may_end.set()
        assert (first.result().number, second.result().number) == (1, 2)
    assert known == [0, 1]


def test_a_refused_snapshot_leaves_nothing_behind(published: Published, view: PublicView) -> None:
    def refuse(_: object, __: Stamp) -> tuple[PublicView, Mapping[str, bytes]]:
        raise DisclosureError("A reader could work it out.")

    with pytest.raises(DisclosureError):
        published.publish(refuse, NOW)
    assert published.editions() == ()
    keep(published, view)
    assert [one.number for one in published.editions()] == [1]


def test_a_snapshot_that_was_cut_short_does_not_appear(
    published: Published, view: PublicView, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/a/path")
    monkeypatch.setattr("pathlib.Path.rename", lambda *_: (_ for _ in ()).throw(full))
    with pytest.raises(PublishedError, match="No space left") as refused:
        keep(published, view)
    assert "/a/path" not in str(refused.value)
    assert [path.name for path in published.folder.iterdir()] == [LOCK]


def test_a_file_that_was_changed_since_is_not_given_out(
    published: Published, view: PublicView
) -> None:
    token = keep(published, view)
    (published.folder / token / HTML).write_bytes(b"changed")
    edition = published.find(token)
    assert edition is not None
    with pytest.raises(PublishedError, match="not as it was published"):
        published.file(edition, HTML)
    assert ask(PublicFiles(application(b""), published), f"/s/{token}").status == 500


def test_nothing_is_published_beside_a_record_that_cannot_be_read(
    published: Published, view: PublicView
) -> None:
    token = keep(published, view)
    (published.folder / token / RECORD).write_text("{")
    with pytest.raises(PublishedError, match="cannot be read") as fault:
        keep(published, view)
    assert token not in str(fault.value)


def test_the_address_shows_the_frozen_file_and_is_not_to_be_listed(
    published: Published, view: PublicView
) -> None:
    served = PublicFiles(application(b"the app"), published)
    token = keep(published, view)
    page, pdf = ask(served, f"/s/{token}"), ask(served, f"/s/{token}.pdf")
    assert (page.status, page.body, pdf.body) == (200, FILES[HTML], FILES[PDF])
    assert (page.headers["content-type"], pdf.headers["content-type"]) == (
        "text/html; charset=utf-8",
        "application/pdf",
    )
    assert "noindex" in page.headers["x-robots-tag"]
    names = [one.headers["content-disposition"] for one in (page, pdf)]
    assert names == [
        f'inline; filename="lesotho-snapshot-2017-11-30-demonstration.{ending}"'
        for ending in ("html", "pdf")
    ]
    assert ask(served, f"/s/{token}", REQUEST_METHOD="HEAD").body == b""
    assert ask(served, f"/s/{'a' * 32}").status == 404
    assert ask(served, "/elsewhere").body == b"the app"
    changed = ask(served, f"/s/{token}", REQUEST_METHOD="POST")
    assert (changed.status, changed.headers["allow"]) == (405, "GET, HEAD")


def test_a_withdrawn_snapshot_says_so_and_stays_known(
    published: Published, view: PublicView
) -> None:
    token = keep(published, view)
    published.withdraw(token, "A wrong date", NOW)
    later = published.withdraw(token, "Another reason", NOW + dt.timedelta(days=1))
    assert (later.withdrawn_at, later.withdrawn_why) == (NOW, "A wrong date")
    served = PublicFiles(application(b""), published)
    for ending in ("", ".pdf"):
        answer = ask(served, f"/s/{token}{ending}")
        assert answer.status == 410
        assert b"withdrawn on 2026-11-25. Reason: A wrong date" in answer.body
    # Readers may have kept it, so it is still laid beside what is new.
    assert [one.view for one in published.editions()] == [view]
    with pytest.raises(PublishedError, match="no such"):
        published.withdraw("a" * 32, "", NOW)


def test_its_numbers_do_not_move_when_the_programme_changes(
    published: Published, tiny_template: Path, tiny_folder: Path
) -> None:
    edition = publish(context_in(tiny_template), published, NOW)
    before = {name: published.file(edition, name) for name in (HTML, PDF)}
    assert b"Published snapshot 1, 25 November 2026" in before[HTML]
    assert before[PDF].startswith(b"%PDF")

    staffing = tiny_folder / "staffing.csv"
    staffing.write_text(staffing.read_text().replace("CMM,2,2", "CMM,9,9"))
    changed = context_in(tiny_folder)
    text = publishing_text(changed, published)
    assert [one.address for one in text.editions] == [f"/s/{edition.token}"]
    assert {name: published.file(edition, name) for name in (HTML, PDF)} == before


def test_nothing_private_lies_in_the_folder_of_what_is_published(
    published: Published, tiny_template: Path
) -> None:
    context = context_in(tiny_template)
    edition = publish(context, published, NOW)
    programme = context.programme
    private = [
        programme.content_hash,
        *programme.sites["site_name"],
        *programme.outreach_stops["stop_name"],
        *programme.areas["area_name"],
        *(f"{degrees:.3f}" for degrees in programme.sites["latitude"]),
    ]
    files = list((published.folder / edition.token).iterdir())
    assert len(files) == 4
    for file in files:
        content = file.read_bytes()
        assert [name for name in private if str(name).encode() in content] == []


def test_the_same_data_can_be_published_again(published: Published, tiny_template: Path) -> None:
    context = context_in(tiny_template)
    first, second = (publish(context, published, NOW) for _ in range(2))
    assert first.view == second.view
    assert first.token != second.token
    said = publishing_text(context, published).editions
    assert [one.name[:5] for one in said] == ["No. 2", "No. 1"]
    assert {one.said for one in said} == {"Every figure shown is still the same."}


def test_what_changed_since_is_said_or_why_it_cannot_be(view: PublicView) -> None:
    later = replace(with_figures(view, frontline=60.0), as_of=dt.date(2018, 2, 28))
    assert compared(view, later) == "Since then: All Mentor Mothers in Maseru from 54 to 60."
    other = replace(later, rule_version="9.0.0")
    assert "the rules changed from version 1.0.0 to 9.0.0" in compared(view, other)


def test_two_snapshots_are_compared_figure_by_figure(
    published: Published, view: PublicView
) -> None:
    later = replace(
        with_figures(view, frontline=60.0, need_per_year=2950.0), as_of=dt.date(2018, 2, 28)
    )
    for one in (view, later):
        keep(published, one)
    editions = published.editions()
    # The newest is beside the one before it; nothing is told until it is asked.
    text = comparison_text(editions, {})
    assert (text.earlier, text.later, text.said, text.rows) == ("1", "2", "", ())
    assert [number for number, _ in text.choices] == ["2", "1"]
    for asked in ({"earlier": "1", "later": "2"}, {"earlier": "2", "later": "1"}):
        text = comparison_text(editions, asked)
        assert text.rows == (
            ("Maseru", "Need a year", "3,000", "2,950", "\u221250"),
            ("Maseru", "All Mentor Mothers", "54", "60", "+6"),
        )
        assert "data as of 30 November 2017 and 28 February 2018" in text.said
        assert "2 changed" in text.said
    assert "different" in comparison_text(editions, {"earlier": "1", "later": "1"}).said


def test_snapshots_that_define_their_figures_otherwise_are_not_compared(
    published: Published, view: PublicView
) -> None:
    assert comparison_text((), {}).choices == ()
    for one in (view, replace(view, rule_version="9.0.0"), view):
        keep(published, one)
    asked = {"earlier": "1", "later": "2"}
    text = comparison_text(published.editions(), asked)
    assert text.said == (
        "No. 1 and no. 2 cannot be compared: the rules changed from version 1.0.0 to 9.0.0."
    )
    assert text.rows == ()
    # One that was withdrawn is no longer offered.
    published.withdraw(published.editions()[1].token, "", NOW)
    text = comparison_text(published.editions(), asked)
    assert ([number for number, _ in text.choices], text.said) == (["3", "1"], "")


def test_what_one_of_them_hides_has_no_change(published: Published, view: PublicView) -> None:
    hidden = replace(
        with_figures(view),
        rows=(
            replace(
                view.rows[0],
                figures=tuple((name, Figure(State.HIDDEN)) for name, _ in view.rows[0].figures),
            ),
            *view.rows[1:],
        ),
    )
    for one in (view, hidden):
        keep(published, one)
    text = comparison_text(published.editions(), {"earlier": "1", "later": "2"})
    assert text.rows == ()
    figures = [figure for row in hidden.rows for _, figure in row.figures]
    untold = [figure for figure in figures if figure.value is None]
    assert len(untold) >= len(view.rows[0].figures)
    assert f"{len(untold)} more are hidden" in text.said


def test_an_edition_that_differs_by_one_site_is_refused(view: PublicView) -> None:
    one_more = with_figures(view, sites=19.0, frontline=55.0)
    with pytest.raises(DisclosureError, match="few sites more or fewer in Maseru") as refusal:
        check(one_more, [view])
    # What can be done is said, and what withdrawing cannot do.
    assert "withdrawing does not let this one out" in str(refusal.value)
    # Data of the next date is held up by it as long as nothing else changed.
    later = replace(one_more, as_of=dt.date(2018, 2, 28))
    with pytest.raises(DisclosureError, match=r"of 2017-11-30 .* no staff changed elsewhere"):
        check(later, [view])
    leribe = replace(
        later.rows[1],
        figures=tuple(
            (dict(later.rows[1].figures) | {"frontline": Figure(State.SHOWN, 57.0)}).items()
        ),
    )
    check(replace(later, rows=(later.rows[0], leribe, *later.rows[2:])), [view])


def test_withdrawing_does_not_make_what_was_published_unknown(
    published: Published, view: PublicView
) -> None:
    published.withdraw(keep(published, view), "Wrong sites", NOW)
    one_more = with_figures(view, sites=19.0, frontline=55.0)
    with pytest.raises(DisclosureError, match="few sites more or fewer"):
        check(one_more, [one.view for one in published.editions()])


def test_a_correction_of_staff_is_no_contradiction(view: PublicView) -> None:
    check(view, [with_figures(view, frontline=60.0)])


def test_the_buttons_say_what_they_did(
    published: Published, tiny_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_in(tiny_template)
    assert published_now(context, published, NOW) == (
        "Published as no. 1.",
        "/snapshot?published=1",
    )
    token = published.editions()[0].token
    assert withdrawn_now(context, published, token, " typed ", NOW)[1] == "/snapshot?withdrawn=1"
    assert publishing_text(context, published).editions[0].said == (
        "Withdrawn 25 November 2026: typed."
    )
    assert withdrawn_now(context, published, "none", "", NOW)[0].startswith(
        "Not withdrawn. There is no"
    )

    def refuse(*_: object, **__: object) -> None:
        raise DisclosureError("It could be worked out.")

    monkeypatch.setattr(publishing_module, "view_beside", refuse)
    assert published_now(context, published, NOW)[0] == "Not published. It could be worked out."


def test_two_apps_on_one_folder_publish_one_after_the_other(
    published: Published, view: PublicView
) -> None:
    """The second is checked beside what the first publishes, and counts on from there."""
    seen = []

    def make(older: tuple[PublicView, ...], _: Stamp) -> tuple[PublicView, dict[str, bytes]]:
        seen.append(len(older))
        time.sleep(0.1)
        return view, FILES

    apps = [Published(published.folder) for _ in range(4)]
    with ThreadPoolExecutor(4) as together:
        numbers = {one.number for one in together.map(lambda app: app.publish(make, NOW), apps)}
    assert numbers == {1, 2, 3, 4}
    assert sorted(seen) == [0, 1, 2, 3]
    lock = published.folder / LOCK
    lock.write_bytes(b"no lock at all, but something else" * 100)
    with pytest.raises(PublishedError, match="delete it"):
        published.publish(make, NOW)


def test_a_button_pressed_twice_publishes_once(published: Published, tiny_template: Path) -> None:
    context = context_in(tiny_template)
    with ThreadPoolExecutor(10) as presses:
        said = set(presses.map(lambda _: published_now(context, published, NOW)[0], range(10)))
    assert said == {"Published as no. 1."}
    later = NOW + dt.timedelta(minutes=1)
    assert published_now(context, published, later)[0] == "Published as no. 2."
    # What was withdrawn meanwhile is published anew, however soon.
    withdrawn_now(context, published, published.editions()[1].token, "w" * 9999, later)
    assert len(published.editions()[1].withdrawn_why) == 200
    assert published_now(context, published, later)[0] == "Published as no. 3."


def test_taking_a_file_says_that_it_published_and_does_so_once(
    published: Published, tiny_template: Path
) -> None:
    context = context_in(tiny_template)
    # The browser's own request and the page's question come at the same moment.
    first, second = (taken_now(context, published, NOW, "?under=5") for _ in range(2))
    assert first == second
    said, shown = first
    assert said == (
        "Published as no. 1 on 25 November 2026: this is the frozen file. Reload this page for its "
        "address."
    )
    (edition,) = published.editions()
    assert shown == published.file(edition, HTML).decode("utf-8")
    assert "Published snapshot 1" in shown
    assert "Preview" not in shown
    (published.folder / edition.token / RECORD).unlink()
    said, shown = taken_now(context, published, NOW)
    assert said.startswith("Not published. The record")
    assert shown is no_update


def test_addresses_keep_the_prefix_of_the_app(published: Published, tiny_template: Path) -> None:
    plain = context_in(tiny_template)
    context = Context(plain.programme, plain.pending, mount="/lesotho")
    assert published_now(context, published, NOW)[1] == "/lesotho/snapshot?published=1"
    (text,) = publishing_text(context, published).editions
    assert text.address.startswith("/lesotho/s/")
    assert withdrawn_now(context, published, text.token, "", NOW)[1].startswith("/lesotho/")


def test_a_folder_that_cannot_be_read_is_said_on_the_page(
    published: Published, tiny_template: Path, view: PublicView
) -> None:
    (published.folder / keep(published, view) / RECORD).unlink()
    assert "cannot be read" in publishing_text(context_in(tiny_template), published).fault
