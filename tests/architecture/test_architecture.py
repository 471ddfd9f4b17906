"""The architecture is what its page says it is."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.drawing import bands
from tests.architecture.modules import LAYERS, ROOT, circles, graph
from tests.architecture.page import DRAWING, stale

MOST_IN_ING = 25
CODE = (*LAYERS[:-1], "joinup", "tests", "benchmarks")


def every_module() -> list[Path]:
    """Return every module of the repository."""
    return [file for folder in CODE for file in (ROOT / folder).rglob("*.py")]


def test_modules_are_named_with_nouns() -> None:
    """Some nouns of the trade end so, as sampling and formatting do."""
    names = [file.stem for file in every_module()]
    assert len(names) > 300
    assert len([name for name in names if name.endswith("ing")]) <= MOST_IN_ING
    assert "opening" not in names


def test_the_drawing_shows_every_layer_package_and_mechanism() -> None:
    assert stale() == [], "run: uv run python -m tests.architecture"
    text = DRAWING.read_text(encoding="utf-8")
    assert [band.layer for band in bands()] == ["joinup", *reversed(LAYERS)]
    mechanisms = (ROOT / "sim" / "joinup" / "sim" / "mechanisms").glob("*/__init__.py")
    assert all(f">{init.parent.name}<" in text for init in mechanisms)


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert graph().number_of_nodes() > 200
    assert circles(graph()) == []


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in every_module()
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}
