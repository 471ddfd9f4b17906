"""Tables that a scenario file names in place of a list: published figures and given arrivals.

``published: figures.csv`` and ``per_week: arrivals.csv`` are read by the one reader, from the folder of the
file that names them or below it. The scenario then holds what they hold, so that a study or a run repeats
without them, and whatever is wrong with a value is told with its place in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from joinup.scenarios.files import Source
from joinup.scenarios.read import MAX_VALUES
from joinup.scenarios.source_tree import Mark, Node
from joinup.sim.errors import Path, Problem, ScenarioError, nearest
from joinup.sim.text.words import listing

if TYPE_CHECKING:
    from joinup.scenarios.tables.table import Table


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a file may name a table.

    Attributes
    ----------
    path
        Its path; ``*`` stands for every thing in a list.
    kind
        The kind of table, as ``joinup table --kind`` calls it.
    belongs
        What a row may say that it belongs to: the column, and how far above the path that thing is.
    nodes
        Makes nodes of the rows that belong here.
    instead
        What is checked in place of a table that cannot be read.
    """

    path: tuple[str, ...]
    kind: str
    belongs: tuple[str, int]
    nodes: Callable[[Table, Sequence[int]], list[Node]]
    instead: tuple[float, ...] = ()


def put_tables(root: Node, chain: Sequence[Source], names: Sequence[str]) -> list[Problem]:
    """Replace every name of a table in a tree by what the table holds, in place.

    Parameters
    ----------
    root
        A tree that is merged.
    chain
        The files that it was merged from, the first file first.
    names
        The names of their scenarios: rows of each belong to the merged one.

    Returns
    -------
    list of Problem
        What is wrong with the tables, each with its place.
    """
    sources = {source.shown: source for source in reversed(chain)}
    problems: list[Problem] = []
    for slot in SLOTS:
        for path, above in _found(root, slot.path):
            node = above[-1]
            if not isinstance(node.value, str):
                continue
            owner = above[-1 - slot.belongs[1]].name
            try:
                node.value = _rows(slot, node, sources[node.mark.file], owner, names)
            except ScenarioError as error:
                problems += [replace(one, path=path) if not one.path else one for one in error.problems]
                node.value = [Node(value, node.mark) for value in slot.instead]
    return problems


def _found(node: Node, pattern: tuple[str, ...]) -> Iterator[tuple[Path, list[Node]]]:
    """Yield every place that a pattern fits: its path in names, and the nodes on the way, the root first."""
    if not pattern:
        yield (), [node]
        return
    first, *rest = pattern
    inner = node.value if node.is_list and first == "*" else [node.child(first)]
    for one in inner:
        if one is not None:
            part = one.name or "" if first == "*" else first
            for path, nodes in _found(one, tuple(rest)):
                yield (part, *path), [node, *nodes]


def _rows(slot: Slot, node: Node, source: Source, owner: str | None, names: Sequence[str]) -> list[Node]:
    """Return what a table holds for one place of a scenario.

    Raises
    ------
    ScenarioError
        If it cannot be read, or has no row for it.
    """
    # The reader takes a while to import, and most scenarios name no table.
    from joinup.scenarios.tables.kinds import BY_NAME
    from joinup.scenarios.tables.reader import read_table

    path, shown = _file(node, source)
    table = read_table(path, BY_NAME[slot.kind], shown=shown)
    rows = list(range(len(table)))
    for column, wanted in (("scenario", names), (slot.belongs[0], [owner])):
        if column not in table.frame:
            continue
        there = table.frame[column].tolist()
        rows = [row for row in rows if there[row] in wanted]
        if not rows:
            text = f"no row is of the {column} {listing([f"'{one}'" for one in wanted], 'or')}"
            known = tuple(sorted({str(one) for one in there}))[:20]
            problem = Problem((), text, known, nearest(str(wanted[0]), known) if wanted else None)
            raise ScenarioError([table.places.in_line(problem, table.header or 1, column)])
    if len(rows) > MAX_VALUES:
        text = f"{len(rows):,} rows; a scenario takes at most {MAX_VALUES:,} from a table"
        raise ScenarioError([Problem((), text).at(shown, 1, 1)])
    return slot.nodes(table, rows)


def _file(node: Node, source: Source) -> tuple[str, str]:
    """Return the path of the table that a node names, and its name in messages.

    Raises
    ------
    ScenarioError
        If there is no such file, or it is outside the folder that the scenario may read from.
    """
    from joinup.scenarios.tables.reader import SHEET, file_of

    text, mark = str(node.value), node.place()
    place, sheet = file_of(str(source.path.parent / text)) if "\0" not in text else (source.path, None)
    path = place.resolve()
    if not path.is_relative_to(source.folder):
        raise ScenarioError([_at(mark, f"'{text}' is outside the folder of the scenario")])
    if not text.strip() or not path.is_file() or path == source.path:
        beside = place.parent if place.parent.is_dir() else source.path.parent
        known = [_relative(one, source) for one in sorted(beside.iterdir()) if one != source.path]
        message = f"there is no table '{text}'; give a list, or the name of a file with one"
        raise ScenarioError([_at(mark, message, nearest(text, known))])
    folder = source.shown.rpartition("/")[0]
    shown = f"{folder}/{text}" if folder else text
    if sheet is None:
        return str(path), shown
    return f"{path}{SHEET}{sheet}", shown.removesuffix(f"{SHEET}{sheet}")


def _relative(path: FilePath, source: Source) -> str:
    return path.relative_to(source.path.parent, walk_up=True).as_posix()


def _at(mark: Mark, message: str, suggestion: str | None = None) -> Problem:
    return Problem((), message, (), suggestion).at(mark.file, mark.line, mark.column)


def _cells(table: Table, row: int, names: Sequence[str]) -> dict[str, Node]:
    """Return the cells of a row that have a value, each with its place."""
    line, places = table.places.lines[row], table.places.columns
    found = {}
    for name in names:
        if name in table.frame and (value := _plain(table.frame[name].iloc[row])) is not None:
            found[name] = Node(value, Mark(table.file, line, places[name]))
    return found


def _plain(value: Any) -> Any:
    """Return a cell as YAML would have it: no date or number of another library, nothing for no value."""
    if value is None or value != value:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _figures(table: Table, rows: Sequence[int]) -> list[Node]:
    """Return published figures; one that is suppressed or missing is none."""
    found = []
    for row in rows:
        cells = _cells(table, row, ("date", "value", "source", "grade", "used_for"))
        if "value" in cells:
            found.append(Node(cells, cells["value"].mark))
    return found


def _arrivals(table: Table, rows: Sequence[int]) -> list[Node]:
    """Return numbers for weeks 0, 1, ..., whatever the order of the rows.

    Raises
    ------
    ScenarioError
        If a week is there twice or not at all.
    """
    weeks: dict[int, int] = {}
    problems: list[Problem] = []
    given = table.frame["week"].tolist()
    for row in rows:
        if given[row] in weeks:
            text = f"week {given[row]} is given twice"
            problems.append(table.places.at(Problem((), text), row, "week"))
        weeks[given[row]] = row
    for place, week in enumerate(sorted(weeks)):
        if place != week:
            text = f"week {place} is missing: give every week from 0 to the last one"
            problems.append(table.places.at(Problem((), text), weeks[week], "week"))
            break
    if problems:
        raise ScenarioError(problems)
    found = []
    for week in sorted(weeks):
        cells = _cells(table, weeks[week], ("people", "source", "grade"))
        number = cells.pop("people")
        found.append(Node({"value": number, **cells}, number.mark) if cells else number)
    return found


SLOTS = (
    Slot(("observables", "*", "published"), "published", ("observable", 1), _figures),
    Slot(("population", "groups", "*", "arrivals", "per_week"), "arrivals", ("group", 2), _arrivals, (0.0,)),
)
"""Every place of a scenario file in which a table may be named."""
