from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import UnknownAreaError
from geodata.matching import Gazetteer, How

NAMES = {
    "LS-A": "Maseru",
    "LS-B": "Butha-Buthe",
    "LS-C": "Leribe",
    "LS-D": "Berea",
    "LS-E": "Mafeteng",
    "LS-F": "Mohale's Hoek",
    "LS-G": "Quthing",
    "LS-H": "Qacha's Nek",
    "LS-J": "Mokhotlong",
    "LS-K": "Thaba-Tseka",
}
DISTRICTS = Gazetteer(NAMES, {"LSO_1_1": "LS-A"})
CASES = Path(__file__).parents[1] / "data" / "cases" / "JOI-01-district-name-variants"


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("LS-A", "LS-A", How.CODE),
        (" ls-a ", "LS-A", How.CODE),
        ("LSO_1_1", "LS-A", How.CODE),
        ("Qacha's Nek", "LS-H", How.EXACT),
        ("Qacha\u2019s Nek", "LS-H", How.FOLDED),
        ("Qacha\u02bbs Nek", "LS-H", How.FOLDED),
        ("Qacha\u02bcs Nek", "LS-H", How.FOLDED),
        ("Qacha`s Nek", "LS-H", How.FOLDED),
        ("Qachas Nek", "LS-H", How.FOLDED),
        ("QACHA'S NEK ", "LS-H", How.FOLDED),
        ("Qacha's\u00a0 Nek District", "LS-H", How.FOLDED),
        ("Qasha's Nek", "LS-H", How.ALIAS),
        ("Mohales Hoek", "LS-F", How.FOLDED),
        ("Mohaleshoek", "LS-F", How.FOLDED),
        ("Thaba Tseka", "LS-K", How.FOLDED),
        ("Thabatseka", "LS-K", How.FOLDED),
        ("Thaba\u2013Tseka", "LS-K", How.FOLDED),
        ("Botha-Bothe", "LS-B", How.ALIAS),
        ("Butha Buthe", "LS-B", How.FOLDED),
        ("\uff2d\uff41\uff53\uff45\uff52\uff55", "LS-A", How.FOLDED),
        ("maseru DISTRICT", "LS-A", How.FOLDED),
    ],
)
def test_spellings_that_mean_a_district(text: str, code: str, how: How) -> None:
    match = DISTRICTS.match(text)
    assert (match.code, match.how) == (code, how)
    assert DISTRICTS.code_of(text) == code


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("Hlotse", "LS-C"), ("Teyateyaneng", "LS-D"), ("T.Y.", "LS-D"), ("TY", "LS-D"),
     ("Moyeni", "LS-G")],
)  # fmt: skip
def test_a_camptown_means_its_district_only_with_confirmation(text: str, suggestion: str) -> None:
    match = DISTRICTS.match(text)
    assert (match.code, match.how, match.suggestion) == ("", How.NEEDS_CONFIRMATION, suggestion)


@pytest.mark.parametrize(
    "text",
    ["Maseru Urban council", "Berea (Johannesburg)", "District", "", "?", "Mas", "TOTAL"],
)
def test_what_must_not_match(text: str) -> None:
    assert DISTRICTS.match(text).how == How.NONE


@pytest.mark.parametrize(
    ("text", "suggestion"), [("Mokhlotong", "LS-J"), ("Qacha'sneck", "LS-H"), ("Masero", "LS-A")]
)
def test_a_near_miss_goes_to_a_person_with_score_and_runner_up(text: str, suggestion: str) -> None:
    match = DISTRICTS.match(text)
    assert (match.code, match.how, match.suggestion) == ("", How.REVIEW, suggestion)
    assert 75 <= match.score < 100
    assert match.runner_up not in {"", suggestion}
    assert match.runner_up_score <= match.score
    with pytest.raises(UnknownAreaError, match=suggestion):
        DISTRICTS.code_of(text)


def test_two_places_of_one_name_are_no_match() -> None:
    clinics = Gazetteer({"S1": "St Theresa", "S2": "St. Theresa", "S3": "St Theresa"})
    assert clinics.match("St Theresa").code == ""
    assert clinics.match("St. Theresa").code == "S2"


@given(st.lists(st.sampled_from(["Maseru", "Masero", "Hlotse", "", "Mokhlotong", "x", "LS-A"])))
def test_many_at_once_are_matched_as_one_by_one(texts: list[str]) -> None:
    assert DISTRICTS.matches(texts) == {text: DISTRICTS.match(text) for text in texts}


def test_likeness_of_many_names_is_worked_out_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Maser{letter}{at}" for at in range(20) for letter in "ouie"]
    whole = DISTRICTS.matches(texts)
    monkeypatch.setattr("geodata.matching.MOST_COMPARED", 50)
    assert DISTRICTS.matches(texts) == whole
    assert {match.how for match in whole.values()} == {How.REVIEW, How.FOLDED} - {How.FOLDED}


SIGNS = "'\u2018\u2019\u02bc\u02bb`\u00b4 -\u00a0\u2013_"


@given(st.sampled_from(sorted(NAMES)), st.sampled_from(SIGNS), st.data())
def test_signs_that_people_write_differently_do_not_matter(
    code: str, sign: str, data: st.DataObject
) -> None:
    name = NAMES[code]
    place = data.draw(st.integers(0, len(name)))
    assert DISTRICTS.match(name[:place] + sign + name[place:]).code == code


@given(st.text(max_size=20))
def test_any_text_is_matched_or_not_and_never_by_likeness(text: str) -> None:
    match = DISTRICTS.match(text)
    assert bool(match.code) == (match.how in {How.CODE, How.EXACT, How.FOLDED, How.ALIAS})


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_one_letter_wrong_is_never_matched_silently(code: str, data: st.DataObject) -> None:
    name = NAMES[code]
    letters = [place for place, letter in enumerate(name) if letter.isalpha()]
    place = data.draw(st.sampled_from(letters))
    letter = data.draw(st.sampled_from("xzwv"))
    assert DISTRICTS.match(name[:place] + letter + name[place + 1 :]).code == ""


def test_spellings_seen_in_real_files() -> None:
    with (CASES / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        match = DISTRICTS.match(row["area_name"])
        assert row["district_code"] == (match.code or match.suggestion)
        assert bool(match.code) or row["how"] in {"typo", "alias"}
