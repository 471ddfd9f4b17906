"""Read untrusted YAML, and record the position of every value.

The text is followed token by token, so that limits hold while it is read: a file that is too
deep or too large costs no more than the part up to the limit. Anchors, aliases and tags are
refused: scenarios inherit with ``extends``, and nothing in a file can name code. Plain words
mean what YAML 1.2 defines: ``yes`` and ``on`` are text; dates stay text until the schema asks
for a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from joinup.scenarios.source_tree import Mark, Node
from joinup.sim.errors import Problem, ScenarioError

MAX_DEPTH = 20
MAX_VALUES = 50_000
MAX_DIGITS = 18

WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
INTEGER = re.compile(r"[-+]?[0-9]+(_[0-9]+)*")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(_[0-9]+)*(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"([-+]?)\.(inf|nan)", re.IGNORECASE)

NO_TEXT = re.compile(r"[\0\ud800-\udfff\ufffe\uffff]")
"""What is refused as an escape too: files of text, workbooks and names of folders cannot hold it."""

SYNTAX = {
    "found character '\\t' that cannot start any token": "a tab cannot indent a line; use spaces",
    "mapping values are not allowed here": "a ': ' that does not fit here; quote text that contains"
    " ': ', and line up the keys of a section",
    "could not find expected ':'": "the line above has no ': ' after its key",
    "found unexpected end of stream": "the file ends inside quoted text",
    "expected <block end>, but found '?'": "this key does not line up with what is above it",
    "expected <block end>, but found '<block mapping start>'": "this key does not line up with what"
    " is above it",
    "expected <block end>, but found '-'": "this '-' does not line up with what is above it",
    "expected <block end>, but found '<block sequence start>'": "this '-' does not line up with"
    " what is above it",
}
"""Messages of the parser, and the messages shown instead."""


def read(text: str, file: str) -> tuple[Node, list[Problem]]:
    """Read the text of one file.

    Parameters
    ----------
    text
        YAML.
    file
        The name to use in messages.

    Returns
    -------
    root, problems
        The tree, and keys that were given twice (the first one counts).

    Raises
    ------
    ScenarioError
        If the text is not YAML, goes beyond a limit, or uses anchors, aliases or tags.
    """
    reader = _Reader(text, file)
    try:
        return reader.root(), reader.problems
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = str(error.problem or error.context)
        place = Mark(file, mark.line + 1, mark.column + 1)
        text = SYNTAX.get(said, said)
        if error.context_mark is not None and str(error.context).startswith("while parsing a flow"):
            opened = error.context_mark.line + 1
            text = f"a ',' or a closing bracket is missing; the bracket opens in line {opened}"
        if said == "found unexpected end of stream" and error.context_mark is not None:
            text += f" that starts in line {error.context_mark.line + 1}"
        raise ScenarioError([*reader.problems, _problem(place, f"not valid YAML: {text}")]) from None
    except ReaderError as error:
        before = text[: error.position]
        place = Mark(file, before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
        raise ScenarioError([_problem(place, not_allowed(error.character))]) from None


def value_of(text: str) -> Any:
    """Return what a piece of YAML such as ``0.3``, ``true`` or ``[a, b]`` means.

    Raises
    ------
    ScenarioError
        If it is not YAML.
    """
    node, problems = read(text, "") if text.strip() else (Node(None, Mark("", 1, 1)), [])
    if problems:
        raise ScenarioError(problems)
    return node.plain()


def _problem(mark: Mark, message: str) -> Problem:
    return Problem((), message).at(mark.file, mark.line, mark.column)


def not_allowed(character: int) -> str:
    """Say that a character is not allowed."""
    return f"the character U+{character:04X} is not allowed in a file"


def scalar(text: str) -> Any:
    """Return the number, truth value or text that an unquoted word means in YAML 1.2."""
    if text.lower() in WORDS and text in (text.lower(), text.capitalize(), text.upper()):
        return WORDS[text.lower()]
    first = text[:1]
    if not (first.isdigit() or first in "+-."):
        return text
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= MAX_DIGITS else float(text)
    if FLOAT.fullmatch(text):
        return float(text)
    special = NOT_FINITE.fullmatch(text)
    return float(special[1] + special[2]) if special else text


class _Reader:
    """Builds the tree of one file from the parser's events."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._values = 0
        # The parser's events have no common type with anchors, tags and values.
        self._events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)

    def root(self) -> Node:
        """Return the whole tree."""
        found: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and found is not None:
                raise self._refused(event, "a file holds one scenario; remove the line '---'")
            if isinstance(event, NodeEvent):
                found = self._node(event, depth=1)
        return found if found is not None else Node(None, Mark(self.file, 1, 1))

    def _mark(self, event: Event) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refused(self, event: Event, message: str) -> ScenarioError:
        return ScenarioError([*self.problems, _problem(self._mark(event), message)])

    def _node(self, event: Any, depth: int) -> Node:
        self._values += 1
        if self._values > MAX_VALUES:
            raise self._refused(event, f"more than {MAX_VALUES:,} values in one file")
        if event.anchor is not None:
            raise self._refused(
                event, "YAML anchors and aliases ('&' and '*') are not allowed; use 'extends' to inherit"
            )
        if event.tag is not None:
            raise self._refused(event, "YAML tags ('!') are not allowed; quote text that starts with '!'")
        if isinstance(event, MappingStartEvent | SequenceStartEvent) and depth > MAX_DEPTH:
            raise self._refused(event, f"nested more than {MAX_DEPTH} levels deep")
        mark = self._mark(event)
        if isinstance(event, MappingStartEvent):
            return Node(self._mapping(depth), mark)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := next(self._events), SequenceEndEvent):
                items.append(self._node(inner, depth + 1))
            return Node(items, mark)
        return Node(scalar(event.value) if event.style is None else self._text(event), mark)

    def _text(self, event: Any) -> str:
        """Return a text; two escapes may stand for the halves of one character, as in JSON."""
        text = str(event.value).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        if (wrong := NO_TEXT.search(text)) is not None:
            raise self._refused(event, not_allowed(ord(wrong[0])))
        return text

    def _mapping(self, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self._node(event, depth + 1)  # anchors and limits come first
                raise self._refused(event, "a key must be a plain word")
            self._node(event, depth)
            key, mark = self._text(event), self._mark(event)
            following = next(self._events)
            node = self._node(following, depth + 1)
            node.key = mark
            if isinstance(following, ScalarEvent) and not following.value:
                node.mark = mark  # an empty value has no place of its own
            if key in entries:
                first = entries[key].key
                line = first.line if first is not None else 1
                self.problems.append(
                    _problem(mark, f"'{key}' was already given in line {line}; give it once")
                )
            else:
                entries[key] = node
        return entries
