"""``extends``: a scenario that is another one with changes.

The parent is a shipped scenario (``extends: town``) or a file (``extends: base.yaml``) in the
folder of the first file or below it. Mappings merge deeply; lists of named things merge by
name; anything else that the child gives takes the place of what the parent gave. A number is
replaced with everything said about it: the source of an old value is no source for a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from joinup.scenarios.files import Source, available, is_name, neighbours, shipped, text_of
from joinup.scenarios.named_tables import put_tables
from joinup.scenarios.read import read
from joinup.scenarios.source_tree import Node, locate, put_into_our_words, with_names
from joinup.sim.errors import Path, Problem, ScenarioError, nearest
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.spelling import spellings

MAX_PARENTS = 8

CLOSE = 0.75
"""How alike two names are, from 0 to 1, of which one was probably meant for the other."""


def inherited(source: Source) -> tuple[Node, list[str], list[Problem]]:
    """Read a file and everything it inherits from.

    Returns
    -------
    root, files, problems
        The merged tree without ``extends`` and with what its tables hold, the names of the files in messages
        (the first file first), and problems of reading after which the rest could still be read.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or ``extends`` names a missing file, leaves the folder or is circular.
    """
    trees, chain, problems = _chain(source)
    names = [tree.name for tree in trees if tree.name is not None]
    merged = trees.pop()
    while trees:
        merged = merge(merged, trees.pop())
    problems += put_tables(merged, chain, names)
    return merged, [step.shown for step in chain], problems


def additions(source: Source) -> list[Problem]:
    """Return what a file adds to a list that it inherits, under a name that is close to one already there.

    Such a name was probably meant to change what is there.

    Raises
    ------
    ScenarioError
        As :func:`inherited`.
    """
    trees, _, _ = _chain(source)
    found: list[Problem] = []
    merged = trees.pop()
    while trees:
        child = trees.pop()
        found += _close_names(merged, child)
        merged = merge(merged, child)
    return found


def moved_keys(source: Source) -> list[Problem]:
    """Return where a file, or one that it inherits, has keys or paths of forms that stand elsewhere now.

    Raises
    ------
    ScenarioError
        As :func:`inherited`.
    """
    found: list[Problem] = []
    for step in _chain(source)[1]:
        root, _ = read(text_of(step), step.shown)
        for one in spellings(Scenario, root.plain())[0]:
            ours = one.ours if isinstance(one.ours, str) else ".".join(one.ours)
            if ours.count(".") > str(one.path[-1]).count(".") and one.of_key:
                mark = locate(root, one.path, on_key=True)
                problem = Problem(with_names(root, one.path), f"'{one.path[-1]}' is now '{ours}'")
                found.append(problem.at(mark.file, mark.line, mark.column))
    return found


def _close_names(parent: Node, child: Node, path: Path = ()) -> Iterator[Problem]:
    if parent.is_mapping and child.is_mapping:
        for key, node in child.value.items():
            if key in parent.value:
                yield from _close_names(parent.value[key], node, (*path, key))
    elif _is_named_list(parent) and _is_named_list(child):
        there = {str(item.name): item for item in parent.value}
        for item in child.value:
            name = str(item.name)
            if name in there:
                yield from _close_names(there[name], item, (*path, name))
            elif near := get_close_matches(name, there, n=1, cutoff=CLOSE):
                mark = item.value["name"].place()
                text = f"'{name}' is added, and changes nothing that is inherited"
                yield Problem((*path, name), text, suggestion=near[0]).at(mark.file, mark.line, mark.column)


def _chain(source: Source) -> tuple[list[Node], list[Source], list[Problem]]:
    """Return the trees of a file and of all that it inherits from, the files, and problems of reading."""
    chain: list[Source] = []
    trees: list[Node] = []
    problems: list[Problem] = []
    following: Source | None = source
    wanted: Node | None = None
    while following is not None:
        chain.append(following)
        try:
            root, more = _read(_text(following, wanted), following.shown)
            root = root.copy()
            problems += more
            trees.append(_sections(root))
            problems += _in_our_words(root)
            wanted = root.value.pop("extends", None)
            following = None if wanted is None else _parent(wanted, chain)
        except ScenarioError as error:
            raise ScenarioError([*problems, *error.problems]) from None
    return trees, chain, problems


@lru_cache(maxsize=16)
def _read(text: str, file: str) -> tuple[Node, list[Problem]]:
    """Read a text once: that takes twenty times as long as all else, and the same files are loaded often."""
    return read(text, file)


def _in_our_words(root: Node) -> list[Problem]:
    """Put a file into primary words, so that parents and children agree; return duplicates as problems."""
    found, twice = spellings(Scenario, root.plain())
    placed = []
    for problem in twice:
        mark = locate(root, problem.path, on_key=True)
        named = replace(problem, path=with_names(root, problem.path))
        placed.append(named.at(mark.file, mark.line, mark.column))
    put_into_our_words(root, found)
    return placed


def merge(parent: Node, child: Node) -> Node:
    """Return the parent's tree with the child's changes; values keep the place they came from."""
    if parent.is_mapping and child.is_mapping and "value" not in child.value:
        entries = dict(parent.value)
        for key, node in child.value.items():
            entries[key] = merge(entries[key], node) if key in entries else node
        return Node(entries, child.mark, child.key)
    if _is_named_list(parent) and _is_named_list(child):
        items: list[Node] = list(parent.value)
        # A name given twice in one file stays twice, for the check to find.
        places = {item.name: place for place, item in reversed(list(enumerate(items)))}
        for item in child.value:
            place = places.pop(item.name, None)
            if place is None:
                items.append(item)
            else:
                items[place] = merge(items[place], item)
        return Node(items, child.mark, child.key)
    return child


def _text(source: Source, wanted: Node | None) -> str:
    """Return a file's text; problems with a parent as a whole are reported where it is named."""
    try:
        return text_of(source)
    except ScenarioError as error:
        if wanted is None:
            raise
        placed = [
            problem if problem.file else _at(wanted, problem.message, allowed=problem.allowed)
            for problem in error.problems
        ]
        raise ScenarioError(placed) from None


def _sections(root: Node) -> Node:
    if root.is_mapping:
        return root
    if root.value is None:
        raise ScenarioError([_at(root, "the file is empty; 'joinup new NAME' writes a file to start from")])
    raise ScenarioError([_at(root, "expected sections such as 'name: ...', one per line")])


def _is_named_list(node: Node) -> bool:
    return node.is_list and bool(node.value) and all(item.name is not None for item in node.value)


def _at(node: Node, message: str, suggestion: str | None = None, allowed: tuple[str, ...] = ()) -> Problem:
    mark = node.place()
    path = ("extends",) if node.key is not None else ()
    return Problem(path, message, allowed, suggestion).at(mark.file, mark.line, mark.column)


def _parent(wanted: Node, chain: list[Source]) -> Source:
    child = chain[-1]
    if not isinstance(wanted.value, str) or not wanted.value.strip() or "\0" in wanted.value:
        raise ScenarioError([_at(wanted, "give the name of a shipped scenario or of a file")])
    text = wanted.value
    parent = shipped(text) if is_name(text) else _file(wanted, text, child)
    if not parent.path.exists():
        by_name = is_name(text)
        beside = _beside(parent, child)
        near = nearest(text, [*available(), *beside])
        message = f"there is no {'shipped scenario' if by_name else 'file'} '{text}'"
        known = available() if by_name else tuple(beside[:20])
        raise ScenarioError([_at(wanted, message, near, known)])
    if any(parent.path == step.path for step in chain):
        round_trip = " -> ".join([step.path.name for step in chain] + [parent.path.name])
        raise ScenarioError([_at(wanted, f"is circular: {round_trip}")])
    if len(chain) > MAX_PARENTS:
        raise ScenarioError([_at(wanted, f"more than {MAX_PARENTS} files inherit from one another")])
    return parent


def _beside(missing: Source, child: Source) -> list[str]:
    """Return the files in the folder of a missing parent, as ``extends`` would name them."""
    folder = missing.path.parent if missing.folder == child.folder else child.path.parent
    return [
        (folder / name).relative_to(child.path.parent, walk_up=True).as_posix()
        for name in neighbours(folder)
        if folder / name != child.path
    ]


def _file(wanted: Node, text: str, child: Source) -> Source:
    path = (child.path.parent / text).resolve()
    if not path.is_relative_to(child.folder):
        raise ScenarioError([_at(wanted, f"'{text}' is outside the folder of the scenario")])
    shown_folder = child.shown.rpartition("/")[0]
    return Source(path, child.folder, f"{shown_folder}/{text}" if shown_folder else text)
