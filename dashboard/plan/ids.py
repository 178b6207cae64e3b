"""The ids of the Plan page that Explore does not have; the map's are those of ``ids``."""

from __future__ import annotations

from typing import Final

PLAN: Final = "plan"
HISTORY: Final = "plan-history"
NOTE: Final = "plan-note"
# The step that is asked for, and the number of the one that was answered last.
STEP: Final = "plan-step"
STEPPED: Final = "plan-stepped"
SENTENCE: Final = "plan-sentence"

# What is changed: norms, season, threshold, pace
SEASON: Final = "plan-season"
WITHIN: Final = "plan-within"
PACE: Final = "plan-pace"
# How women travel, by key of Explore's address.
TRAVEL: Final = {key: f"plan-travel-{key}" for key in ("mode", "way", "traveller", "steps")}
TRAVEL_NOW: Final = "plan-travel-now"

# Places
MODE: Final = "plan-mode"
WHAT: Final = "plan-what"
WHERE: Final = "plan-where"
LATITUDE: Final = "plan-latitude"
LONGITUDE: Final = "plan-longitude"
PUT: Final = "plan-put"
CLOSE: Final = "plan-close"
CADRE: Final = "plan-cadre"
POST: Final = "plan-post"
NUMBERS: Final = "plan-numbers"
# Stores of what fills slots, by what is filled.
FILLS: Final = {
    part: f"plan-fill-{part}"
    for part in ("results", "legend", "edits", "rules", "stops", "posts", "areas", "check")
}
ON_MAP: Final = "plan-on-map"
LEVELS: Final = "plan-levels"
WISHES: Final = "plan-wishes"
MODE_HELP: Final = "plan-mode-help"

# Steps back and forth
UNDO: Final = "plan-undo"
REDO: Final = "plan-redo"
RESET: Final = "plan-reset"

# Kept on disk, and as a link
NAME: Final = "plan-name"
WHO: Final = "plan-who"
SAVE: Final = "plan-save"
SAVE_NOTE: Final = "plan-save-note"
OPEN: Final = "plan-open"
LINK: Final = "plan-link"
COPY: Final = "plan-copy"

# Results
LAYER: Final = "plan-layer"
BESIDE: Final = "plan-beside"
BEFORE_HEAD: Final = "plan-before-head"
BEFORE_BAR: Final = "plan-before-bar"
BEFORE_DISTRICT: Final = "plan-before-district"
EDITS_EMPTY: Final = "plan-edits-empty"
EDIT_SLOTS: Final = 40
EFFECTS: Final = "plan-effects"
FLAGS_CLEARED: Final = "plan-flags-cleared"
FLAGS_GAINED: Final = "plan-flags-gained"
RULES_NOTE: Final = "plan-rules-note"
CHANGED_SLOTS: Final = 6
STEP_SLOTS: Final = {"stops": 20, "posts": 20, "areas": 10}

# Next stops: what is wished, and the long check of the answer
CANDIDATES: Final = "plan-candidates"
STOPS_MOST: Final = "plan-stops-most"
LEAST: Final = "plan-least"
DAYS: Final = "plan-days"
BY_CAPACITY: Final = "plan-by-capacity"
JOB: Final = "plan-job"
TICK: Final = "plan-tick"
ASKED: Final = "plan-asked"
ANSWERED: Final = "plan-answered"
PROOF: Final = "plan-proof"
PROGRESS: Final = "plan-progress"
CANCEL: Final = "plan-cancel"
AGAIN: Final = "plan-again"
BETTER: Final = "plan-better"

# Next posts
POSTS_MOST: Final = "plan-posts-most"
PLATFORM: Final = "plan-platform"
COST_FRONT: Final = "plan-cost-front"
COST_COORDINATOR: Final = "plan-cost-coordinator"
TOGETHER: Final = "plan-together"


def norm(name: str, part: str) -> str:
    """Return the id of one part of a norm: slider or value."""
    return f"plan-norm-{name}-{part}"


def row(name: str, part: str) -> str:
    """Return the id of one part of a row of the comparison: value, change, track or range."""
    return f"plan-row-{name}-{part}"


def rule(name: str, part: str) -> str:
    """Return the id of one cell of the three rules: before, after or change."""
    return f"plan-rule-{name}-{part}"


def bar(side: str, part: str) -> str:
    """Return the id of one part of a split bar (before or after): bar or label."""
    return f"plan-bar-{side}-{part}"


def district(code: str, part: str) -> str:
    """Return the id of one part of a district's row: bars, parts, before, after or change."""
    return f"plan-district-{code}-{part}"


def take_all(kind: str) -> str:
    """Return the id of the button that takes all next stops or posts."""
    return f"plan-take-all-{kind}"


def edit(slot: int, part: str) -> str:
    """Return the id of one part of an edit in the list: row, text, effect or button."""
    return f"plan-edit-{slot}-{part}"


def changed(slot: int, part: str) -> str:
    """Return the id of one part of an area that changes: row, name or text."""
    return f"plan-changed-{slot}-{part}"


def step(kind: str, slot: int, part: str) -> str:
    """Return the id of one part of a next step: row, rank, text, sure, detail, track or button."""
    return f"plan-step-{kind}-{slot}-{part}"


def step_note(kind: str) -> str:
    """Return the id of the note below a list of next steps."""
    return f"plan-steps-{kind}-note"
