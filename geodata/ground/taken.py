"""One layer of the ground taken out of a dataset: which files go, and what is said no longer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geodata.reading.about import ABOUT_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GONE: Final = b""  # The content of a file of a draft that is taken out of the dataset.


class _Layer(NamedTuple):
    """What a layer is called, the stems of its files, and what ``programme.json`` says of it."""

    title: str
    stems: tuple[str, ...]
    said: str = ""


LAYERS: Final[Mapping[str, _Layer]] = {
    "friction": _Layer("friction surface", ("friction",), "friction_includes_slope"),
    "landcover": _Layer("land cover", ("landcover", "landcover_classes")),
    "roads": _Layer("roads", ("roads",)),
    # The heights stay, as the grid needs them: they only have no slopes any more.
    "elevation": _Layer("slopes of the elevation model", (), "elevation_has_slopes"),
}


def ground_there(folder: Path) -> list[dict[str, str]]:
    """Return the layers of the ground that a dataset folder brings: name, title and source."""
    about = _about(folder)
    stated = about.get("layers", {})
    return [
        {"layer": name, "title": layer.title, "source": str(stated.get(name, {}).get("source", ""))}
        for name, layer in LAYERS.items()
        if _files(folder, layer) or (not layer.stems and about.get("ground", {}).get(layer.said))
    ]


def without_layer(folder: Path, name: str) -> dict[str, bytes]:
    """
    Return what a dataset folder is to hold without a layer, by file; ``GONE`` where one goes.

    Nothing where the folder does not have that layer.
    """
    if name not in {one["layer"] for one in ground_there(folder)}:
        return {}
    layer, about = LAYERS[name], _about(folder)
    ground = {key: said for key, said in about.get("ground", {}).items() if key != layer.said}
    layers = about.get("layers", {})
    kept = layers if not layer.stems else {key: layers[key] for key in layers if key != name}
    text = json.dumps(about | {"layers": kept, "ground": ground}, ensure_ascii=False, indent=1)
    return {**dict.fromkeys(_files(folder, layer), GONE), ABOUT_FILE: f"{text}\n".encode()}


def _files(folder: Path, layer: _Layer) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.stem in layer.stems)


def _about(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / ABOUT_FILE).read_bytes()))
