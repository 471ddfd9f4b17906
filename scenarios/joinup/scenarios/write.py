"""Write a scenario as a file: every value with its evidence, so that no default can change it later."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from joinup.scenarios.read import scalar
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import find, put

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
"""Text that needs no quotes, unless it means something else."""

WIDEST = 100_000
"""Columns of a line: texts are not broken."""


class _Texts(SafeRepresenter):
    """Writes text in quotes wherever the reader might take it for something else."""

    def represent_str(self, data: str) -> ScalarNode:
        plain = PLAIN.fullmatch(data) is not None and scalar(data) == data
        node: ScalarNode = self.represent_scalar("tag:yaml.org,2002:str", data, None if plain else '"')
        return node


_Texts.add_representer(str, _Texts.represent_str)


def as_yaml(scenario: Scenario, *, comment: str = "") -> str:
    """Return the text of a file that :func:`joinup.scenarios.load` reads as the same scenario.

    Parameters
    ----------
    scenario
        What to write.
    comment
        What to say at the top, one or more lines.

    Examples
    --------
    >>> import joinup as ju
    >>> print(as_yaml(ju.load("town"), comment="A copy.").splitlines()[:3])
    ['# A copy.', 'schema_version: 1', 'name: town']
    """
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Representer = _Texts
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = WIDEST
    yaml.sort_base_mapping_type_on_output = False
    page = StringIO()
    page.writelines(f"# {line}\n" for line in comment.splitlines())
    tree: dict[str, Any] = json.loads(scenario.model_dump_json())
    for path, said in scenario.provenance.items():
        put(scenario, tree, path, {"value": find(scenario, path), **said.model_dump(exclude_none=True)})
    yaml.dump(tree, page)
    return page.getvalue()
