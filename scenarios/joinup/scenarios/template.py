"""The commented file that a new scenario starts from."""

from __future__ import annotations

from pathlib import Path

from joinup.scenarios.files import is_name
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.words import plain_name

TEMPLATE = Path(__file__).parent / "template.yaml"


def starting_file(name: str) -> str:
    """Return the text of a starting file.

    Parameters
    ----------
    name
        The name of the new scenario.

    Raises
    ------
    ScenarioError
        If it is not a valid name.
    """
    if not is_name(name):
        text = f"'{name}' is not a name: use lower-case letters, digits and '_', up to 40"
        raise ScenarioError([Problem((), text)])
    title = plain_name(name).capitalize()
    return TEMPLATE.read_text(encoding="utf-8").replace("{name}", name).replace("{title}", title)
