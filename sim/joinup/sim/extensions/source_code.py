"""The source of a function or a class, and what it reads of what surrounds it.

Names of the module and of the function around it count, and so do imports within: in its own body, in
functions and lambdas that it makes, and in comprehensions. What it reads of a module is followed to the end
of the dotted name.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import linecache
import sys
import textwrap
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

type Code = Any
"""What has a source: a function or a class."""

INSTALLED = ("site-packages", "dist-packages")
"""Folders of installed packages."""

ASIDE = ("annotation", "returns")
"""Parts of a source that do not act."""


class UnreadableError(Exception):
    """The source of a function or a class cannot be had; the text says what to do."""


class Read(NamedTuple):
    """What a source reads: its name there, its value, the module that it is taken from, the line."""

    name: str
    value: Any
    module: types.ModuleType | None
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a function or a class.

    Attributes
    ----------
    code
        The function or class.
    text
        Its source, decorators included.
    file, line
        Where it stands.
    tree
        The same, parsed.
    """

    code: Code
    text: str
    file: str
    line: int
    tree: ast.FunctionDef | ast.ClassDef

    @property
    def reads(self) -> Iterator[Read]:
        """What it reads of what surrounds it, each once."""
        imported = dict(self._imported())
        around = {**_around(self.code), **imported}
        outside = {
            *imported,
            *(name for code in _codes(self) for name in (*code.co_names, *code.co_freevars)),
        }
        seen: set[str] = set()
        for parts, line in _dotted_names(self._body):
            if parts[0] not in outside or parts[0] not in around:
                continue
            read = _resolved(parts, around, line)
            if read.name not in seen:
                seen.add(read.name)
                yield read

    @property
    def changes(self) -> Iterator[tuple[str, int]]:
        """The names of what surrounds it to which it gives other values, each with its line."""
        ours = self.code.__code__.co_freevars if isinstance(self.code, types.FunctionType) else ()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Global | ast.Nonlocal):
                names = node.names if isinstance(node, ast.Global) else [n for n in node.names if n in ours]
                yield from ((name, node.lineno) for name in names)

    @property
    def _body(self) -> list[ast.AST]:
        if isinstance(self.tree, ast.ClassDef):
            return [*self.tree.bases, *self.tree.keywords, *self.tree.body]
        return [*self.tree.body]

    def _imported(self) -> Iterator[tuple[str, Any]]:
        """Yield what it imports itself, by the name that it has there."""
        package = _module_of(self.code).get("__package__") or None
        for node in (inner for part in self._body for inner in ast.walk(part)):
            if isinstance(node, ast.Import):
                for one in node.names:
                    module = _import(one.name if one.asname else one.name.partition(".")[0])
                    yield one.asname or one.name.partition(".")[0], module
            elif isinstance(node, ast.ImportFrom):
                module = _import("." * node.level + (node.module or ""), package)
                for one in node.names:
                    yield one.asname or one.name, getattr(module, one.name, None)


def plain(function: Any) -> Any:
    """Return the Python function of one that Numba compiles; anything else as it is."""
    return getattr(function, "py_func", function)


def source_of(code: Code) -> Source:
    """Return the source of a function or a class.

    Raises
    ------
    UnreadableError
        If it cannot be had.
    """
    try:
        lines, first = (
            _lines_of_class(code) if isinstance(code, type) else inspect.getsourcelines(code.__code__)
        )
    except (OSError, TypeError):
        raise UnreadableError("its source cannot be read: define it in a file or a notebook") from None
    text = textwrap.dedent("".join(lines))
    tree = ast.parse(text).body[0]
    name = code.__name__ if isinstance(code, type) else code.__code__.co_name
    if not isinstance(tree, ast.FunctionDef | ast.ClassDef) or tree.name != name:
        raise UnreadableError("its source cannot be read: give it a name of its own")
    if isinstance(code, type) and "<locals>" in code.__qualname__:
        raise UnreadableError("its source cannot be read: define it at the top of its module")
    file = inspect.getsourcefile(code) or "" if isinstance(code, type) else code.__code__.co_filename
    return Source(code, text, file, max(first, 1), tree)


def _lines_of_class(code: type) -> tuple[list[str], int]:
    try:
        return inspect.getsourcelines(code)
    except (OSError, TypeError):
        # The module of a notebook has no file; the methods of a class know their cell.
        first = getattr(code, "__firstlineno__", 0)
        for method in vars(code).values():
            if first and isinstance(method, types.FunctionType):
                lines = linecache.getlines(method.__code__.co_filename)
                return inspect.getblock(lines[first - 1 :]), first
        raise


def is_own(module: str, of: str) -> bool:
    """Return whether a module is a user's own rather than an installed one: a neighbour of another module."""
    root = module.partition(".")[0]
    return root == of.partition(".")[0] or not _is_installed(root)


def loaded(module: str) -> types.ModuleType | None:
    """Return a module by its name, if something has imported it."""
    return sys.modules.get(module)


@cache
def _is_installed(root: str) -> bool:
    if root in sys.stdlib_module_names or root == __name__.partition(".")[0]:
        return True
    module = loaded(root)
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(folder in place for place in places if place for folder in INSTALLED)


def _module_of(code: Code) -> Mapping[str, Any]:
    if isinstance(code, types.FunctionType):
        return code.__globals__
    return vars(sys.modules[code.__module__])


def _around(code: Code) -> dict[str, Any]:
    """Return what surrounds a function or class, by name."""
    around = dict(_module_of(code))
    if isinstance(code, types.FunctionType):
        for name, cell in zip(code.__code__.co_freevars, code.__closure__ or (), strict=True):
            try:
                around[name] = cell.cell_contents
            except ValueError:
                # The function around it gives it a value only later.
                around.pop(name, None)
    return around


def _codes(source: Source) -> Iterator[types.CodeType]:
    """Yield the compiled source, and that of all functions in it."""
    if isinstance(source.code, types.FunctionType):
        todo = [source.code.__code__]
    else:
        todo = [compile(ast.Module([source.tree], []), source.file, "exec")]
    while todo:
        code = todo.pop()
        yield code
        todo += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def _dotted_names(nodes: list[ast.AST]) -> Iterator[tuple[list[str], int]]:
    """Yield every dotted name that is read, as its parts, with its line."""
    for node in nodes:
        parts = _parts(node)
        if parts is not None:
            yield parts, getattr(node, "lineno", 1)
            continue
        inner = [value for name, value in ast.iter_fields(node) if name not in ASIDE]
        listed = [one for value in inner for one in (value if isinstance(value, list) else [value])]
        yield from _dotted_names([one for one in listed if isinstance(one, ast.AST)])


def _parts(node: ast.AST) -> list[str] | None:
    """Return the parts of a dotted name; None if a node is none that is read."""
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Load) else None
    if isinstance(node, ast.Attribute):
        before = _parts(node.value)
        return None if before is None else [*before, node.attr]
    return None


def _resolved(parts: list[str], around: Mapping[str, Any], line: int) -> Read:
    """Return what a dotted name stands for, as far as it leads from module to module."""
    value, module, end = around[parts[0]], None, 1
    while end < len(parts) and isinstance(value, types.ModuleType) and hasattr(value, parts[end]):
        value, module, end = getattr(value, parts[end]), value, end + 1
    return Read(".".join(parts[:end]), value, module, line)


def _import(name: str, package: str | None = None) -> types.ModuleType | None:
    """Return a module; None if it is not there, which the function will say when it is called."""
    try:
        return importlib.import_module(name, package)
    except ImportError:
        return None
