"""A scenario file as a tree in which every value has its position in the file.

Inheritance merges such trees, so that a problem in an inherited value is reported in the
file that the value came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from joinup.sim.errors import Path
from joinup.sim.parameters.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in a file, counted from 1."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value and its position.

    Attributes
    ----------
    value
        A number, text, truth value or nothing; or nodes by key; or a list of nodes.
    mark
        Where the value starts.
    key
        Where its key starts, if it has one.
    written
        The key as the file spells it, if that is a synonym.
    deeper
        By how many parts it has moved into its section.
    """

    value: Any
    mark: Mark
    key: Mark | None = None
    written: str | None = None
    deeper: int = 0

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, list)

    @property
    def name(self) -> str | None:
        """The entry's ``name``, if it is a mapping that has one."""
        inner = self.value.get("name") if self.is_mapping else None
        return inner.value if inner is not None and isinstance(inner.value, str) else None

    def child(self, part: str | int) -> Node | None:
        """Return the node at a key or a place in a list, if there is one."""
        if self.is_mapping:
            found: Node | None = self.value.get(str(part))
            return found
        if self.is_list and isinstance(part, int) and 0 <= part < len(self.value):
            item: Node = self.value[part]
            return item
        return None

    def plain(self) -> Any:
        """Return the tree as plain mappings, lists and scalars."""
        if self.is_mapping:
            return {key: node.plain() for key, node in self.value.items()}
        if self.is_list:
            return [node.plain() for node in self.value]
        return self.value

    def copy(self) -> Node:
        """Return the tree with nodes of its own."""
        value = self.value
        if self.is_mapping:
            value = {key: node.copy() for key, node in value.items()}
        elif self.is_list:
            value = [node.copy() for node in value]
        return Node(value, self.mark, self.key, self.written)

    def place(self, *, on_key: bool = False) -> Mark:
        """Return the position to report: the key, or the value if it starts on the key's line."""
        if self.key is None:
            return self.mark
        return self.key if on_key or self.key.line != self.mark.line else self.mark


def locate(root: Node, path: Path, *, on_key: bool = False) -> Mark:
    """Return the position of a path, or of the nearest part above it if the path is not in the file."""
    node = root
    for part in path:
        inner = node.child(part)
        if inner is None:
            return node.place()
        node = inner
    return node.place(on_key=on_key)


def with_names(root: Node, path: Path) -> Path:
    """Return a path as the file writes it, with the names of list items instead of their indices."""
    node: Node | None = root
    named: list[str | int] = []
    for part in path:
        node = node.child(part) if node is not None else None
        if node is not None and isinstance(part, int):
            part = node.name or part
        elif node is not None and node.written is not None:
            part = node.written
            named = named[: len(named) - node.deeper]
        named.append(part)
    return tuple(named)


def put_into_our_words(root: Node, found: Iterable[Spelling]) -> None:
    """Replace synonyms in keys and values by primary words, in place."""
    for one in found:
        *above, last = one.path
        node: Node | None = root
        for part in above:
            node = node.child(part) if node is not None else None
        if node is None:
            continue
        if one.of_key:
            key = str(last)
            node.value[key].written = key
            if isinstance(one.ours, tuple):
                _move(node, key, one.ours)
                continue
            node.value = {one.ours if name == key else name: inner for name, inner in node.value.items()}
        elif (inner := node.child(last)) is not None:
            inner.value = one.ours


def _move(node: Node, key: str, way: tuple[str, ...]) -> None:
    """Put what stands at a key further in; leave it for the checks if something is in the way."""
    moved = node.value[key]
    part = node
    for name in way[:-1]:
        part = part.value.setdefault(name, Node({}, moved.mark, moved.key))
        if not part.is_mapping:
            return
    moved.deeper = len(way) - 1
    part.value[way[-1]] = node.value.pop(key)
