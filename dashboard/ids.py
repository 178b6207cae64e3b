"""
Every id of the page, in one place.

What varies in length is a fixed set of slots: each slot exists from the start, is filled
by props and hidden while it is empty. Callbacks return props; they build no components.
``dashboard.slots`` turns the text classes of ``dashboard.text`` into those props.

- cards: ``CARD_SLOTS`` slots, each value, label, sub, provenance;
- legend: title, unit, note, ``LEGEND_SLOTS`` classes and ``SYMBOL_SLOTS`` symbols, each a
  swatch (``className`` and ``style``) with a text, in a row that hides;
- attention: ``ATTENTION_GROUPS`` groups, each with title, note (what is not listed, or
  why the list is empty) and ``ATTENTION_SLOTS`` items; an item is a button whose
  ``value`` is the place it chooses;
- detail: title, kind, sentence, ``DETAIL_SLOTS`` rows of label, value, note, one chart,
  one link to the method.
"""

from __future__ import annotations

from typing import Final

# Stores and machinery
SELECTION: Final = "selection"
ADDRESS_RULES: Final = "address-rules"
THEME: Final = "theme"
PRINT_ROWS: Final = "print-rows"

# Shell
PROVIDER: Final = "provider"
THEME_SWITCH: Final = "theme-switch"
MAIN: Final = "main"
HEADER_SEASON: Final = "header-season"
STATUS_CHIP: Final = "status-chip"
STATUS_BANNER: Final = "status-banner"
NOTICE: Final = "notice"
NOTICE_TEXT: Final = "notice-text"
# The note of what takes long: what is read out, its bar, when it asked and was answered, what was
# ended.
WAIT: Final = "wait"
WAIT_SAID: Final = "wait-said"
WAIT_SHARE: Final = "wait-share"
WAIT_ASKED: Final = "wait-asked"
WAIT_TOLD: Final = "wait-told"
WAIT_STOPPED: Final = "wait-stopped"

# Controls: each ``value`` is one entry of the address
LAYER: Final = "control-layer"
PREVALENCE: Final = "control-prevalence"
CADRE: Final = "control-cadre"
PLACE: Final = "control-place"
SEASON: Final = "control-season"
WITHIN: Final = "control-within"
PLATFORM: Final = "control-platform"
NEED: Final = "control-need"
SCOPE: Final = "control-scope"
WAY: Final = "control-way"
MODE: Final = "control-mode"
TRAVELLER: Final = "control-traveller"
STEPS: Final = "control-steps"
TRAVEL_NOW: Final = "travel-now"
OVERLAYS: Final = "control-overlays"
LEVEL: Final = "control-level"
PREVALENCE_FIELD: Final = "field-prevalence"
CADRE_FIELD: Final = "field-cadre"
LAYER_HELP: Final = "help-layer"

# Small screens: one panel at a time, controls in a drawer
PANE: Final = "pane"
EXPLORE: Final = "explore"
FILTERS_BUTTON: Final = "filters-button"
FILTERS_CLOSE: Final = "filters-close"
FILTERS: Final = "filters"

# Middle column
TITLE: Final = "explore-title"
SENTENCE: Final = "sentence"
MAP: Final = "map"
MAP_PANEL: Final = "map-panel"
MAP_NOTE: Final = "map-note"
MAP_SOURCE: Final = "map-source"
PRINT_MAP: Final = "print-map"
CLICKED_POINT: Final = "clicked-point"
# Stores of what fills slots, by the callback that answers.
FILL_TEXTS: Final = "fill-texts"
FILL_LEGEND: Final = "fill-legend"

# Legend
LEGEND: Final = "legend"
LEGEND_TITLE: Final = "legend-title"
LEGEND_UNIT: Final = "legend-unit"
LEGEND_NOTE: Final = "legend-note"
LEGEND_SLOTS: Final = 6
SYMBOL_SLOTS: Final = 8

# Cards
CARD_SLOTS: Final = 5

# Right column
ATTENTION: Final = "attention"
ATTENTION_EMPTY: Final = "attention-empty"
ATTENTION_GROUPS: Final = 4
ATTENTION_SLOTS: Final = 6
DETAIL: Final = "detail"
DETAIL_KIND: Final = "detail-kind"
DETAIL_TITLE: Final = "detail-title"
DETAIL_SENTENCE: Final = "detail-sentence"
DETAIL_CHART: Final = "detail-chart"
DETAIL_CHART_PANEL: Final = "detail-chart-panel"
DETAIL_CHART_TITLE: Final = "detail-chart-title"
DETAIL_METHOD: Final = "detail-method"
DETAIL_CLOSE: Final = "detail-close"
DETAIL_SLOTS: Final = 14

# Table twin and downloads
TABLE: Final = "table"
TABLE_PANEL: Final = "table-panel"
TABLE_TITLE: Final = "table-title"
TABLE_FILTERED: Final = "table-filtered"
TABLE_NOTE: Final = "table-note"
TABLE_OPEN: Final = "table-open"
PRINT_TABLE: Final = "print-table"
DOWNLOAD: Final = "download"
DOWNLOAD_CSV: Final = "download-csv"
DOWNLOAD_XLSX: Final = "download-xlsx"
DOWNLOAD_REPORT: Final = "download-report"
DOWNLOAD_GIS: Final = "download-gis"
DOWNLOAD_ATLAS: Final = "download-atlas"
DOWNLOAD_PUBLIC_ATLAS: Final = "download-public-atlas"
DOWNLOAD_MENU: Final = "download-menu"
DOWNLOAD_PNG: Final = "download-png"
DOWNLOAD_NOTE: Final = "download-note"

# Snapshot
SNAPSHOT_FILE: Final = "snapshot-file"
SNAPSHOT_DOWNLOAD: Final = "snapshot-download"
SNAPSHOT_PAGE: Final = "snapshot-page"
SNAPSHOT_PUBLISH: Final = "snapshot-publish"
SNAPSHOT_SAID: Final = "snapshot-said"
SNAPSHOT_AGAIN: Final = "snapshot-again"
SNAPSHOT_LIST: Final = "snapshot-list"
SNAPSHOT_STANDING: Final = "snapshot-standing"
SNAPSHOT_COMPARED: Final = "snapshot-compared"


def withdraw(token: str) -> dict[str, str]:
    """Return the id of the button that withdraws one published snapshot."""
    return {"type": "withdraw", "token": token}


def withdraw_why(token: str) -> dict[str, str]:
    """Return the id of the field for the reason of a withdrawal."""
    return {"type": "withdraw-why", "token": token}


# Data page: filled by its script
DATA: Final = "data-page"
DATA_DROP: Final = "data-drop"
DATA_FETCH: Final = "data-fetch"
DATA_FETCH_SAID: Final = "data-fetch-said"
DATA_MESSAGE: Final = "data-message"
DATA_UPLOADS: Final = "data-uploads"
DATA_FINDINGS: Final = "data-findings"
DATA_MAP: Final = "data-map"
DATA_CHANGES: Final = "data-changes"
DATA_PUBLISH: Final = "data-publish"
DATA_HISTORY: Final = "data-history"
DATA_GROUND: Final = "data-ground"


def card(slot: int, part: str) -> str:
    """Return the id of one part of a card: value, label, sub or provenance."""
    return f"card-{slot}-{part}"


def legend(slot: int, part: str) -> str:
    """Return the id of one part of a legend class: row, swatch or text."""
    return f"legend-{slot}-{part}"


def symbol(slot: int, part: str) -> str:
    """Return the id of one part of a symbol in the legend: row, swatch or text."""
    return f"symbol-{slot}-{part}"


def attention_group(group: int, part: str) -> str:
    """Return the id of one part of an attention group: panel, title or note."""
    return f"attention-{group}-{part}"


def attention(group: int, slot: int, part: str) -> str:
    """Return the id of one part of an attention item: row, button, number, text or detail."""
    return f"attention-{group}-{slot}-{part}"


def detail(slot: int, part: str) -> str:
    """Return the id of one part of a detail row: row, label, value or note."""
    return f"detail-{slot}-{part}"
