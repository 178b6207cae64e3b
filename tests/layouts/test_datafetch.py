"""The forms for fetching: each field has a name and a label, and the status is honest."""

from __future__ import annotations

from dashboard import ids
from dashboard.data import fetchwords
from layouts.datafetch import fetch_part
from tests.layouts.sample import by_id, of_type


def test_every_field_has_a_label_and_its_name() -> None:
    part = fetch_part()
    forms = of_type(part, "Form")
    assert [getattr(form, "data-fetch") for form in forms] == [
        source.kind for source in fetchwords.SOURCES
    ]
    inputs = {one.id: one for one in of_type(part, "Input")}
    labels = {label.htmlFor: label.children[0] for label in of_type(part, "Label")}
    assert labels.keys() == inputs.keys()
    for source in fetchwords.SOURCES:
        for field in source.fields:
            if field.kind != "check":
                entry = inputs[f"fetch-{source.kind}-{field.name}"]
                assert (entry.name, labels[entry.id]) == (field.name, field.label)


def test_the_token_is_not_shown_nor_remembered() -> None:
    (entry,) = (one for one in of_type(fetch_part(), "Input") if one.name == "token")
    assert (entry.type, entry.value, entry.autoComplete) == ("password", "", "off")


def test_it_is_folded_and_says_that_no_live_server_was_tried() -> None:
    part = fetch_part()
    assert not getattr(part, "open", False)
    assert "Not yet tried against a live server" in fetchwords.STATUS
    assert fetchwords.STATUS in [one.children for one in of_type(part, "P")]
    assert by_id(part)[ids.DATA_FETCH_SAID].role == "status"
