"""The Snapshot page: the file as it is, without rights, and the way to take it."""

from __future__ import annotations

from dataclasses import replace

from dashboard import ids, words
from dashboard.comparing import ComparisonText
from dashboard.sheet import EditionText, PublishingText, SnapshotText
from dashboard.text import Links
from layouts.pages import snapshot
from tests.layouts.sample import STATUS, by_id, of_type

TEXT = SnapshotText("November 2017", STATUS, "<p>file</p>", "117 kB", query="?under=5")


def test_the_file_stands_in_a_frame_that_runs_nothing() -> None:
    frame = by_id(snapshot.layout(TEXT, Links()))[ids.SNAPSHOT_FILE]
    assert frame.srcDoc == "<p>file</p>"
    assert "script" not in frame.sandbox
    assert "same-origin" not in frame.sandbox
    assert frame.title == "Donor snapshot, November 2017"


def test_the_files_are_sent_for_by_forms_that_work_without_script() -> None:
    page = snapshot.layout(TEXT, Links.under("/x"))
    forms = {form.action: form for form in of_type(page, "Form")}
    assert list(forms) == ["/x/snapshot.html?under=5", "/x/snapshot.pdf?under=5"]
    assert {form.method for form in forms.values()} == {"post"}
    take, sheet = (form.children for form in forms.values())
    assert (take.id, take.type, take.children) == (
        ids.SNAPSHOT_DOWNLOAD,
        "submit",
        "Download (117 kB)",
    )
    assert (sheet.id, sheet.type) == (ids.SNAPSHOT_PAGE, "submit")
    # No address of the page gives a file to whoever only follows it.
    addresses = [link.href for link in of_type(page, "A")]
    assert not [one for one in addresses if "snapshot." in one]


def test_a_screen_reader_hears_what_taking_does_and_that_it_was_done() -> None:
    known = by_id(snapshot.layout(replace(TEXT, standing=words.NOT_PUBLISHED_YET), Links()))
    for button in (ids.SNAPSHOT_DOWNLOAD, ids.SNAPSHOT_PAGE):
        assert getattr(known[button], "aria-describedby") == ids.SNAPSHOT_STANDING
    assert known[ids.SNAPSHOT_STANDING].role == "status"


def test_it_says_that_it_is_the_public_view() -> None:
    said = [part.children for part in of_type(snapshot.layout(TEXT, Links()), "Span")]
    assert words.PUBLIC_VIEW in said
    assert words.STAFF_VIEW not in said


def test_without_a_file_the_page_says_why_and_offers_none() -> None:
    refused = replace(TEXT, document="", refusal=words.SNAPSHOT_REFUSED)
    page = snapshot.layout(refused, Links())
    assert ids.SNAPSHOT_DOWNLOAD not in by_id(page)
    assert words.SNAPSHOT_REFUSED in [part.children for part in of_type(page, "P")]
    assert [h1.children for h1 in of_type(page, "H1")] == [words.SNAPSHOT_TITLE]


STANDING = EditionText("a" * 32, "No. 2, published", "/s/a", "/s/a.pdf", "All the same.")
GONE = EditionText("b" * 32, "No. 1, published", "", "", "Withdrawn: a wrong date.")


def test_published_snapshots_stand_with_their_addresses_and_can_be_withdrawn() -> None:
    text = replace(TEXT, publishing=PublishingText((STANDING, GONE)))
    page = snapshot.layout(text, Links())
    assert next(summary.children for summary in of_type(page, "Summary")) == (
        "Published snapshots (2)"
    )
    links = [link.href for link in of_type(page, "A")]
    assert links[-2:] == ["/s/a", "/s/a.pdf"]
    buttons = [button.id for button in of_type(page, "Button") if isinstance(button.id, dict)]
    assert buttons == [ids.withdraw("a" * 32)]
    assert "Withdrawn: a wrong date." in [part.children for part in of_type(page, "P")]


def test_two_snapshots_can_be_chosen_and_stand_beside_one_another() -> None:
    choices = (("2", "No. 2"), ("1", "No. 1"))
    row = ("Maseru", "Mentor Mothers", "23", "29", "+6")
    told = ComparisonText(choices, "1", "2", "No. 1 and no. 2: 1 changed.", (row,))
    page = snapshot.layout(replace(TEXT, publishing=PublishingText(comparison=told)), Links())
    form = next(form for form in of_type(page, "Form") if form.method == "get")
    assert (form.action, form.method) == ("/snapshot", "get")
    assert [select.name for select in of_type(page, "Select")] == ["earlier", "later"]
    chosen = [option.value for option in of_type(page, "Option") if option.selected]
    assert chosen == ["1", "2"]
    assert [cell.children for cell in of_type(page, "Td")] == list(row[1:])
    assert by_id(page)[ids.SNAPSHOT_COMPARED].open
    assert not of_type(snapshot.layout(TEXT, Links()), "Select")


def test_the_thresholds_are_links_and_the_one_shown_is_marked() -> None:
    both = (("under 5", "?under=5", True), ("under 10", "?under=10", False))
    page = snapshot.layout(replace(TEXT, thresholds=both), Links.under("/x"))
    links = [link for link in of_type(page, "A") if link.className == "threshold"]
    assert [link.href for link in links] == ["/x/snapshot?under=5", "/x/snapshot?under=10"]
    assert getattr(links[0], "aria-current") == "true"


def test_nothing_published_says_what_would_be_here_and_a_fault_is_told() -> None:
    said = [part.children for part in of_type(snapshot.layout(TEXT, Links()), "P")]
    assert words.NOTHING_PUBLISHED in said
    broken = replace(TEXT, publishing=PublishingText((), "It cannot be read."))
    page = snapshot.layout(broken, Links())
    assert by_id(page)[ids.SNAPSHOT_SAID].children == "It cannot be read."
