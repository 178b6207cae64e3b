"""Colours, type and spacing: one home; ``style.css`` repeats the tokens and a test compares."""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "ink": "#1f2a30",
    "quiet": "#55626a",
    "paper": "#f6f3ec",
    "card": "#ffffff",
    "sunk": "#efebe1",
    "hairline": "#dcd7cb",
    "edge": "#87867c",
    "accent": "#0b5d66",
    "on-accent": "#ffffff",
    "chosen": "#e2eeee",
    "amber": "#f2b53c",
    "on-amber": "#1f2a30",
    "alert": "#9c3a0f",
}
DARK: Final = {
    "ink": "#e8edf0",
    "quiet": "#a9b7bf",
    "paper": "#12191d",
    "card": "#1a2328",
    "sunk": "#0d1316",
    "hairline": "#2f3b42",
    "edge": "#71808a",
    "accent": "#6cc3cc",
    "on-accent": "#0d1316",
    "chosen": "#1d383d",
    "amber": "#f2b53c",
    "on-amber": "#1f2a30",
    "alert": "#f2a37d",
}
SCHEMES: Final = {"light": LIGHT, "dark": DARK}

# Text on ground: every pair that the page uses.
TEXT_PAIRS: Final = (
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sunk"),
    ("ink", "chosen"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("quiet", "sunk"),
    ("quiet", "chosen"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "sunk"),
    ("accent", "chosen"),
    ("on-accent", "accent"),
    ("on-amber", "amber"),
    ("alert", "card"),
    ("alert", "paper"),
)
# What is not text but must be seen: rings, edges of fields and buttons.
EDGE_PAIRS: Final = (("accent", "paper"), ("accent", "card"), ("edge", "card"), ("edge", "paper"))

FONT: Final = "Inter, 'Noto Sans', system-ui, sans-serif"
MINIMUM_PX: Final = 12

# Meaning has one colour everywhere; the same in light and dark.
SERVED: Final = "#0072b2"
OVER_CAPACITY: Final = "#e69f00"
OUT_OF_REACH: Final = "#d55e00"
WALK_RAMP: Final = ("#f3e6a9", "#b9d3a3", "#74b1a6", "#43809d", "#2c4879")
PREVALENCE_RAMP: Final = ("#fbe3dc", "#f3b8a8", "#e08474", "#bf4c48", "#851f2b")
COVERAGE_RAMP: Final = ("#e8eef2", "#bcd3e1", "#86b2cf", "#4a8bb6", "#0f5d8f")
FIFTH_RAMP: Final = ("#f3e6a9", "#b9d3a3", "#74b1a6", "#43809d", "#2c4879")
NEED: Final = "#6b3fa0"
STAFF: Final = "#0e7c7b"
DEFICIT: Final = "#b5305f"
SURPLUS: Final = "#2f7d4f"
FLAG: Final = "#a11d33"
RIVER: Final = "#7d98a8"
SITE_INK: Final = "#1f2a30"
SITE_FILL: Final = "#ffffff"


# Least contrast of letters and their ground (WCAG 2.2, level AA).
READABLE: Final = 4.5


def takes_white(ground: str) -> bool:
    """
    Whether white letters can be read on a colour.

    >>> takes_white("#0f5d8f"), takes_white("#86b2cf")
    (True, False)
    """
    return contrast_ratio("#ffffff", ground) >= READABLE


def contrast_ratio(ink: str, ground: str) -> float:
    """
    Contrast of two colours as WCAG 2.2 defines it, from 1 to 21.

    >>> round(contrast_ratio("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def mantine_theme() -> dict[str, object]:
    """Return the overrides that make Mantine's parts look like the rest of the page."""
    accent = ["#e2eeee", "#c5dddf", "#9cc8cc", "#6cc3cc", "#3f9aa3"]
    accent += ["#237a84", "#0b5d66", "#0a535b", "#08464d", "#063940"]
    return {
        "fontFamily": FONT,
        "primaryColor": "atlas",
        "primaryShade": {"light": 6, "dark": 3},
        "colors": {"atlas": accent},
        "defaultRadius": 6,
        "respectReducedMotion": True,
        "autoContrast": True,
        "fontSizes": {"xs": "12px", "sm": "13px", "md": "15px", "lg": "18px", "xl": "28px"},
        "white": LIGHT["card"],
        "black": LIGHT["ink"],
    }
