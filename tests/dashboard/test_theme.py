"""Colours can be read, mean one thing, and are the same in Python and in the style sheet."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from dashboard import theme
from dashboard.maps import traces

ASSETS = Path(__file__).parents[2] / "layouts" / "assets"
STYLE = (ASSETS / "style.css").read_text(encoding="utf-8")
SHEETS = sorted(ASSETS.glob("*.css"))


def tokens(selector: str) -> dict[str, str]:
    """Custom properties of the first rule with exactly this selector that hold a colour."""
    body = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", STYLE, re.DOTALL | re.MULTILINE)
    assert body is not None
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", body.group(1)))


def lightness(colour: str) -> float:
    """CIE L* from the contrast with black, which is a function of luminance alone."""
    luminance = theme.contrast_ratio(colour, "#000000") * 0.05 - 0.05
    return 116 * luminance ** (1 / 3) - 16


@pytest.mark.parametrize(
    ("scheme", "pair"), list(itertools.product(theme.SCHEMES, theme.TEXT_PAIRS)), ids=str
)
def test_text_stands_out_from_its_ground(scheme: str, pair: tuple[str, str]) -> None:
    ink, ground = (theme.SCHEMES[scheme][name] for name in pair)
    assert theme.contrast_ratio(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("scheme", "pair"), list(itertools.product(theme.SCHEMES, theme.EDGE_PAIRS)), ids=str
)
def test_rings_and_edges_stand_out(scheme: str, pair: tuple[str, str]) -> None:
    line, ground = (theme.SCHEMES[scheme][name] for name in pair)
    assert theme.contrast_ratio(line, ground) >= 3


def test_contrast_is_that_of_the_guideline() -> None:
    assert theme.contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert theme.contrast_ratio("#123456", "#123456") == 1
    assert theme.contrast_ratio("#000000", "#ffffff") == theme.contrast_ratio("#ffffff", "#000000")


def test_the_style_sheet_has_the_same_tokens_as_python() -> None:
    assert tokens(":root") == theme.LIGHT
    assert tokens(':root[data-mantine-color-scheme="dark"]') == theme.DARK


@pytest.mark.parametrize("ramp", ["WALK_RAMP", "PREVALENCE_RAMP", "COVERAGE_RAMP", "FIFTH_RAMP"])
def test_a_ramp_darkens_by_steps_that_can_be_told_apart(ramp: str) -> None:
    steps = [lightness(colour) for colour in getattr(theme, ramp)]
    assert len(steps) == 5
    assert all(lighter - darker >= 8 for lighter, darker in itertools.pairwise(steps))


def test_the_three_parts_have_the_colours_of_the_direction() -> None:
    assert (theme.SERVED, theme.OVER_CAPACITY, theme.OUT_OF_REACH) == (
        "#0072b2",
        "#e69f00",
        "#d55e00",
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_text_is_smaller_than_12_px_or_7_pt(sheet: Path) -> None:
    css = sheet.read_text(encoding="utf-8")
    sizes = re.findall(r"font(?:-size)?:[^;]*?([\d.]+)(px|pt)", css)
    assert all(float(size) >= {"px": 12, "pt": 7}[unit] for size, unit in sizes)


@pytest.mark.parametrize("path", sorted(ASSETS.rglob("*.*")), ids=lambda path: path.name)
def test_no_asset_asks_another_host(path: Path) -> None:
    if path.suffix not in {".css", ".js", ".json"}:
        return
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]+\.[a-z]", text)


def test_the_fonts_are_here_with_their_licence() -> None:
    names = set(re.findall(r'url\("(fonts/[^"]+)"\)', STYLE))
    assert len(names) == 2
    assert all((ASSETS / name).stat().st_size < 40_000 for name in names)
    assert "SIL Open Font License" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "scheme"), [("map-style", "light"), ("map-style-dark", "dark")])
def test_the_map_lies_on_the_paper_of_its_theme_and_asks_for_nothing(
    name: str, scheme: str
) -> None:
    style = json.loads((ASSETS / f"{name}.json").read_text(encoding="utf-8"))
    assert style["layers"][0]["paint"]["background-color"] == theme.SCHEMES[scheme]["paper"]
    assert style["sources"] == {}
    places = [traces.PLACE.format(name=name) for name in traces.NAMES]
    assert [layer["id"] for layer in style["layers"][1:]] == places
    assert all(layer["layout"] == {"visibility": "none"} for layer in style["layers"][1:])
    assert not {"glyphs", "sprite"} & set(style)


def test_names_on_the_map_are_of_fonts_that_the_page_has() -> None:
    # The map asks for a font by its family alone; for another it takes any that is there.
    families = re.findall(r"@font-face \{\s*font-family: \"?([^;\"]+)\"?;", STYLE)
    assert {traces.LABEL_FONT, traces.BOLD_FONT} <= set(families)
