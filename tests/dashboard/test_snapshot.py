"""The snapshot file: what it says is the public view, and nothing else is in it."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.snapshot import ground as ground_module
from dashboard.snapshot.contents import contents
from dashboard.snapshot.document import MOST_BYTES, snapshot_file
from dashboard.snapshot.figures import remote_need, tenths
from dashboard.snapshot.ground import District, Ground, Town, fitted
from dashboard.snapshot.nextposts import next_posts_told
from dashboard.snapshot.svgmap import alternative, map_svg
from dashboard.snapshot.words import OUTREACH_HEADS, WATERMARK
from dashboard.snapshots import public_ground
from geodata.names import TOTAL, Cadre
from geodata.phrases import count_words
from geodata.privacy import DisclosureError, Figure, Kind, Policy, State, figure_words
from geodata.public.columns import BY_NAME, COLUMNS, STAFF_COUNTS, Family
from geodata.public.rows import PublicRow, RowKind
from geodata.public.suppression import Plan
from geodata.public.view import PublicView, public_view, source_of, view_of
from geodata.status import DataStatus
from tests.geodata.test_privacy_words import told
from tests.geodata.worlds import assessed, lesotho_model, made

if TYPE_CHECKING:
    from geodata.model import Model

VOID = ("meta",)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# One of the six districts has one site, and most sites have one Mentor Mother.
SITES = [4, 3, 2, 2, 2, 1]
FEW = {
    Cadre.MM: [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2],
    Cadre.SC: [1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1],
    Cadre.CMM: [2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3],
    Cadre.CSC: [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1],
}


class Reader(HTMLParser):
    """Collect the tables, the texts by part, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.tables: list[list[list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag  # Whatever is opened is closed, in order.

    def handle_data(self, data: str) -> None:
        self.texts.append(("/".join(self.open), data))
        if "svg" not in self.open and ("td" in self.open or "th" in self.open):
            self.tables[-1][-1][-1] += data

    def text(self, *without: str) -> str:
        return "\n".join(
            said for where, said in self.texts if not set(where.split("/")) & {"style", *without}
        )


def view_in(model: Model, policy: Policy | None = None) -> PublicView:
    return public_view(model.programme, assessed(model), policy)


def ground_for(view: PublicView) -> Ground:
    """Give each district of a made country a square of its own."""
    squares = []
    for at, row in enumerate((*view.districts, *view.outside)):
        west = 27 + at / 4
        ring = ((west, -29), (west + 0.2, -29), (west + 0.2, -30), (west, -30), (west, -29))
        squares.append(District(row.area_ids[0], row.name, (ring,), (west + 0.1, -29.5)))
    return Ground(tuple(squares), (), "nobody")


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return lesotho_model()


@pytest.fixture(name="view", scope="module")
def _view(model: Model) -> PublicView:
    return view_in(model)


@pytest.fixture(name="content", scope="module")
def _content(model: Model, view: PublicView) -> str:
    return snapshot_file(view, public_ground(model.programme)).decode("utf-8")


@pytest.fixture(name="few", scope="module")
def _few() -> Model:
    return made(SITES, FEW, np.random.default_rng(1))


@pytest.fixture(name="hiding", scope="module")
def _hiding(few: Model) -> PublicView:
    return view_in(few)


def percent(words: str) -> str:
    return words.replace(" %", "%")


def figures(view: PublicView) -> set[str]:
    """Every number that the view publishes, as words and as ends of ranges, and the scenario's."""
    said = {str(len(view.districts)), str(len(view.districts) + len(view.outside))}
    finding, rows = next_posts_told(view)
    said |= {finding, *(cell for row in rows for cell in row.cells)}
    for row in (*view.rows, *view.outside):
        for name, figure in row.figures:
            kind = BY_NAME[name].kind
            for value in (figure.value, figure.lower, figure.upper):
                if value is not None:
                    said.add(figure_words(Figure(State.SHOWN, value), kind, view.policy))
        if row in view.rows:
            said.add(count_words(remote_need(row)))
    return {number for words in said for number in NUMBER.findall(words)}


def test_the_district_table_has_the_published_figures(content: str) -> None:
    first, *_ = Reader(content).tables
    assert first[1] == ["Maseru", "3,000", "18", "54", "56", "81%", "74 to 86%"]
    assert first[5] == ["Mohale's Hoek", "1,150", "6", "28", "40", "43%", "37 to 51%"]
    assert first[6] == ["Programme districts", "9,000", "56", "213", "42", "68%", "60 to 77%"]


def test_the_most_remote_district_comes_first_with_what_outreach_does(content: str) -> None:
    *_, second = Reader(content).tables
    assert second[1] == ["Mohale's Hoek", "", "57%", "660", "4", "73%", "2%"]
    assert [row[0] for row in second[1:]] == [
        "Mohale's Hoek",
        "Mafeteng",
        "Leribe",
        "Berea",
        "Maseru",
        "Programme districts",
    ]


def test_the_next_ten_posts_stand_by_district(content: str) -> None:
    _, posts, _ = Reader(content).tables
    assert posts[1] == ["Maseru", "32%", "10", "60%", "840", "always 840"]
    assert posts[2] == ["Leribe", "40%", "0", "40%", "610", "350 to 840"]
    assert "10 in Maseru" in Reader(content).text()


def test_where_the_next_posts_would_tell_of_what_is_hidden_the_reason_stands(
    hiding: PublicView,
) -> None:
    said = contents(hiding)
    assert said.posts == ()
    assert said.posts_finding.startswith("Not shown. It follows from how much need")


def test_the_five_numbers_say_where_they_come_from(view: PublicView) -> None:
    facts = contents(view).facts
    assert [fact.value for fact in facts] == ["5", "56", "213", "105", "9,000"]
    assert [fact.origin for fact in facts] == [
        "Published",
        "Published total",
        "Published total",
        "Published total",
        "Modelled",
    ]
    unknown = replace(view, known_totals=())
    assert [fact.origin for fact in contents(unknown).facts][1:4] == ["Demonstration"] * 3


def test_the_sentence_has_its_range(content: str) -> None:
    assert (
        "About 6 to 8 in 10 women in need in the programme&#39;s districts live within a "
        "two-hour walk of a staffed site (modelled)." in content
    )
    assert "Best estimate 68%; 60 to 77% over 6 checks" in content


@pytest.mark.parametrize(
    ("policy", "numbers"),
    [(Policy(), 151), (Policy(threshold=10), 69)],
    ids=["under 5", "under 10"],
)
def test_every_number_is_one_of_the_public_view(model: Model, policy: Policy, numbers: int) -> None:
    view = view_in(model, policy)
    reader = Reader(snapshot_file(view, public_ground(model.programme)).decode("utf-8"))
    # Scale bar, legend, axis, method, dates and versions are no figures of the programme.
    furniture = {"0", "20", "40", "60", "80", "50", "100", "25", "2017", "2019", "30", "6"}
    sentence = set(NUMBER.findall(contents(view).sentence))
    known = figures(view) | furniture | sentence | {str(policy.threshold)}
    said = NUMBER.findall(reader.text("footer", "title"))
    assert len(said) == numbers
    assert [number for number in said if number not in known] == []


def test_each_cell_is_the_figure_or_why_it_is_not_there(hiding: PublicView) -> None:
    page = snapshot_file(hiding, ground_for(hiding)).decode("utf-8")
    first, *_ = Reader(page).tables
    columns = ("need_per_year", "sites", "frontline", "need_per_frontline", "geographic_coverage")
    for row, cells in zip(hiding.rows, first[1:], strict=True):
        assert cells[0] == row.name
        assert cells[1:6] == [
            percent(figure_words(row[name], BY_NAME[name].kind, hiding.policy)) for name in columns
        ]
    assert "hidden" in {cell for row in first for cell in row}


def test_a_share_that_is_not_shown_is_dotted_and_draws_no_dot(view: PublicView) -> None:
    hidden = replace(
        view.districts[0],
        figures=tuple(
            (name, Figure(State.HIDDEN) if BY_NAME[name].kind == Kind.SHARE else figure)
            for name, figure in view.districts[0].figures
        ),
    )
    changed = replace(view, rows=(hidden, *view.rows[1:]))
    from dashboard.snapshot.dots import dot_svg  # noqa: PLC0415 - the drawing by itself

    drawing = map_svg(changed, ground_for(changed))
    assert drawing.count('class="inside" fill="url(#not-shown)"') == 1
    assert "not shown" in drawing
    assert "not shown" not in map_svg(view, ground_for(view))
    assert "circle" not in dot_svg(hidden["share_out_of_reach"])


def test_nothing_of_the_private_rows_is_in_the_file(model: Model, content: str) -> None:
    programme = model.programme
    private = [
        programme.content_hash,
        *programme.sites.index,
        *programme.sites["site_name"],
        *programme.outreach_stops.index,
        *programme.outreach_stops["stop_name"],
        *programme.areas.index,
        *programme.areas["area_name"],
    ]
    assert len(private) > 1000
    assert [text for text in private if str(text) in content] == []


def test_positions_of_sites_are_not_in_the_file(model: Model, content: str) -> None:
    for table in (model.programme.sites, model.programme.outreach_stops):
        for degrees in (*table["longitude"], *table["latitude"]):
            assert f"{degrees:.3f}"[:-1] not in content


def test_a_snapshot_is_made_from_the_view_and_public_geography_alone() -> None:
    assert {field.name for field in fields(Ground)} == {"districts", "rivers", "credit", "towns"}
    assert {field.name for field in fields(Town)} == {"area_id", "name", "at"}
    assert {field.name for field in fields(District)} == {"area_id", "name", "rings", "inside"}


def test_a_view_that_tells_a_small_count_is_not_given_out(few: Model, hiding: PublicView) -> None:
    assessment = assessed(few)
    open_view = view_of(
        few.programme, assessment, source_of(few.programme, assessment, Policy()), Plan()
    )
    with pytest.raises(DisclosureError, match="stand openly"):
        snapshot_file(open_view, ground_for(open_view))
    snapshot_file(hiding, ground_for(hiding))


def test_a_view_that_lets_a_small_count_be_worked_out_is_not_given_out(model: Model) -> None:
    strict, plain = view_in(model, Policy(threshold=10)), view_in(model)
    rows = tuple(
        replace(
            row, figures=tuple((name, _told(strict, row, other, name)) for name, _ in other.figures)
        )
        for row, other in zip(strict.districts, plain.districts, strict=True)
    )
    weak = replace(strict, rows=(*rows, *strict.rows[len(rows) :]))
    # 56 less 18, 13 and 10 are 15 in the two that are hidden: neither can have fewer than 6.
    hidden = [row.name for row in rows if row["sites"].value is None]
    assert hidden == ["Mafeteng", "Mohale's Hoek"]
    ground = public_ground(model.programme)
    with pytest.raises(DisclosureError, match="work out"):
        snapshot_file(weak, ground)
    # An older view that told it is beside the new one in a reader's hands.
    with pytest.raises(DisclosureError, match="work out"):
        snapshot_file(strict, ground, older=[plain])
    snapshot_file(strict, ground)


def _told(strict: PublicView, row: PublicRow, other: PublicRow, name: str) -> Figure:
    """Show a count of staff that a view hides, unless it is small: the rest is subtraction."""
    value = other[name].value
    if name in STAFF_COUNTS and value is not None and not strict.policy.is_small(value):
        return other[name]
    return row[name]


def test_the_file_is_small_and_always_the_same(model: Model, view: PublicView) -> None:
    ground = public_ground(model.programme)
    first = snapshot_file(view, ground)
    assert len(first) < MOST_BYTES
    assert first == snapshot_file(view, ground)


def test_a_file_that_grows_too_large_is_refused(view: PublicView) -> None:
    from dashboard.snapshot.document import Fonts  # noqa: PLC0415

    with pytest.raises(ValueError, match="over 500,000"):
        snapshot_file(view, ground_for(view), Fonts(bytes(400_000)))


def test_there_is_no_script_and_nothing_is_fetched(content: str) -> None:
    reader = Reader(content)
    names = {name for name, _ in reader.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "image", "use"}
    for name, attributes in reader.tags:
        assert not any(key.startswith("on") for key in attributes)
        assert "src" not in attributes
        if "href" in attributes:
            assert name == "a"
            assert str(attributes["href"]).startswith(("https://", "http://"))
    policy = next(one["content"] for _, one in reader.tags if "http-equiv" in one)
    assert str(policy).startswith("default-src 'none'")
    style = "".join(said for where, said in reader.texts if where.endswith("style"))
    assert not re.search(r"url\((?!data:)|@import", style)


def test_a_name_in_the_data_never_becomes_a_tag(view: PublicView) -> None:
    named = replace(view, title='<script>alert(1)</script>"&')
    page = snapshot_file(named, ground_for(named)).decode("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&amp;" in page


def test_a_source_whose_address_is_no_web_address_is_no_link(view: PublicView) -> None:
    bad = replace(view.sources[0], url="javascript:alert(1)")
    page = snapshot_file(replace(view, sources=(bad,)), ground_for(view)).decode("utf-8")
    assert "javascript" not in page


def test_no_word_to_avoid_is_used(content: str, hiding: PublicView) -> None:
    hidden = snapshot_file(hiding, ground_for(hiding)).decode("utf-8")
    for page in (content, hidden):
        assert told(Reader(page).text()) == []
    assert told(Reader(content.replace("women living with HIV", "HIV-infected women")).text())


def test_the_watermark_stands_while_any_layer_is_demonstration(
    view: PublicView, content: str
) -> None:
    assert content.count(WATERMARK) >= 3
    real = replace(view, status=DataStatus.MODELLED)
    assert WATERMARK not in snapshot_file(real, ground_for(real)).decode("utf-8")


def test_the_map_says_all_that_a_map_must(content: str) -> None:
    reader = Reader(content)
    words = " ".join(said for where, said in reader.texts if "figure/svg" in where)
    for part in (
        "Need within two hours' walk of a staffed site",
        "November 2017",
        "20%",
        "50 km",
        "outside the programme",
        "Modelled walk",
        "Status: demonstration",
        "Data as of 30 November 2017",
        "OCHA",
    ):
        assert part in words
    assert re.search(r"\bN\b", words)
    drawing = next(one for name, one in reader.tags if name == "svg")
    assert "Maseru 81%" in str(drawing["aria-label"])


def test_the_scale_bar_is_as_long_as_50_km_on_the_ground(model: Model) -> None:
    projection, _ = fitted(public_ground(model.programme), 452)
    middle = projection.middle
    east, _, _ = pyproj.Geod(ellps="WGS84").fwd(28, middle, 90, 50_000)
    drawn = projection(east, middle)[0] - projection(28, middle)[0]
    assert 50 * projection.per_km == pytest.approx(drawn, rel=0.005)
    assert pytest.approx(111.3, abs=0.1) == ground_module.KM_PER_DEGREE


def test_a_district_without_a_shape_is_said(view: PublicView) -> None:
    ground = ground_for(view)
    with pytest.raises(KeyError, match="LS-A"):
        snapshot_file(view, replace(ground, districts=ground.districts[1:]))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_range_in_tenths_is_never_narrower_than_it_is(one: float, other: float) -> None:
    lower, upper = sorted((one, other))
    words = [int(part) / 10 for part in re.findall(r"\d+", tenths(lower, upper))[:-1]]
    assert min(words) <= lower + 1e-6
    assert max(words) >= upper - 1e-6
    assert max(words) - min(words) < upper - lower + 0.2 + 1e-6


def test_where_only_the_total_is_told_the_map_names_districts_and_the_finding_the_total(
    view: PublicView,
) -> None:
    def told_in_total(row: PublicRow) -> PublicRow:
        if row.kind == RowKind.TOTAL:
            return row
        hidden = {
            name: Figure(State.HIDDEN)
            for name, column in BY_NAME.items()
            if column.family in (Family.REACH, Family.CAPACITY)
        }
        return replace(row, figures=tuple({**dict(row.figures), **hidden}.items()))

    hidden = replace(view, rows=tuple(map(told_in_total, view.rows)))
    said = contents(hidden)
    assert said.remote_finding.startswith(
        "32% of need lies beyond two hours' walk; where it lies is not shown by district."
    )
    # The total keeps its range, so that the column stays.
    assert said.district_heads[-1] == "Range"
    drawing = map_svg(hidden, ground_for(hidden))
    assert (drawing.count("hidden<"), drawing.count(">not shown<")) == (0, 1)
    assert "Mafeteng hidden" in alternative(hidden)


def test_when_nothing_may_be_told_the_file_says_so(view: PublicView) -> None:
    def hide(name: str, figure: Figure) -> Figure:
        return Figure(State.HIDDEN) if BY_NAME[name].kind == Kind.SHARE else figure

    rows = tuple(
        replace(row, figures=tuple((name, hide(name, one)) for name, one in row.figures))
        for row in view.rows
    )
    said = contents(replace(view, rows=rows))
    assert "is not shown" in said.sentence
    assert said.sentence_detail == ""
    assert "not shown by district" in said.remote_finding
    assert said.remote_finding.startswith("Where remote need lies is not shown by district.")
    # No column of nothing but 'hidden', and no drawing without a mark.
    assert said.remote_heads == OUTREACH_HEADS
    assert all(len(row.cells) == 2 and row.share is None for row in said.remote)
    assert "Range" not in said.district_heads
    assert all(len(row.cells) == len(said.district_heads) - 1 for row in said.districts)
    assert view.row(TOTAL)["sites"].value == 56
    assert len(COLUMNS) > len(said.district_heads)
