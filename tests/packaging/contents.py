"""What is in the wheel and the source distribution: ``python -m tests.packaging.contents DIST``.

Compared file by file with what git tracks in the checkout that they were built from. The source distribution
is the checkout. The wheel has the modules and data of all source roots in one folder, the licence, and
nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.architecture.modules import FOLDERS, ROOT

Files = dict[str, bytes]
"""Contents by name."""

METADATA = {"METADATA", "WHEEL", "RECORD", "entry_points.txt"}
"""What a wheel says of itself."""

PAGE = {"__init__.pyi", "py.typed"}
"""Every source root has a copy of these for type checkers; the wheel needs only those of the public page."""


def tracked(root: Path = ROOT) -> Files:
    """Return the files of a checkout that git tracks."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    return {name: (root / name).read_bytes() for name in listed.split("\0") if name}


def expected_in_wheel(checkout: Files) -> Files:
    """Return what the wheel of a checkout is to have, metadata aside."""
    roots = {(folder.parts[0], "joinup") for folder in FOLDERS.values()} - {("joinup", "joinup")}
    found: Files = {}
    for name, content in checkout.items():
        parts = Path(name).parts
        if parts[0] == "joinup":
            found[name] = content
        elif parts[:2] in roots and not (len(parts) == 3 and parts[2] in PAGE):
            found["/".join(parts[1:])] = content
    return found | {"licenses/LICENSE": checkout["LICENSE"]}


def in_wheel(file: Path) -> Files:
    """Return what a wheel has, metadata aside; names in its own folder without the folder."""
    with zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    own = "-".join(file.name.split("-")[:2]) + ".dist-info/"
    plain = {name.removeprefix(own): content for name, content in found.items()}
    return {name: content for name, content in plain.items() if name not in METADATA}


def in_source_distribution(file: Path) -> Files:
    """Return what a source distribution has, metadata aside; names without the outermost folder."""
    with tarfile.open(file) as archive:
        members = [(member.name, archive.extractfile(member)) for member in archive.getmembers()]
        found = {name.partition("/")[2]: content.read() for name, content in members if content is not None}
    found.pop("PKG-INFO")
    return found


def differences(expected: Files, found: Files) -> list[str]:
    """Return what is missing, what is not expected and what differs, by name.

    Examples
    --------
    >>> differences({"a.py": b"1", "b.py": b""}, {"a.py": b"2", "__pycache__/a.pyc": b""})
    ['missing: b.py', 'unexpected: __pycache__/a.pyc', 'differs: a.py']
    """
    return [
        *(f"missing: {name}" for name in sorted(expected.keys() - found.keys())),
        *(f"unexpected: {name}" for name in sorted(found.keys() - expected.keys())),
        *(
            f"differs: {name}"
            for name in sorted(expected.keys() & found.keys())
            if expected[name] != found[name]
        ),
    ]


def main(folder: Path) -> int:
    """Compare the one wheel and the one source distribution in a folder; return the exit code."""
    [wheel], [source] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    checkout = tracked()
    wrong = False
    for file, expected, found in (
        (wheel, expected_in_wheel(checkout), in_wheel(wheel)),
        (source, checkout, in_source_distribution(source)),
    ):
        told = differences(expected, found)
        wrong |= bool(told)
        print(f"{file.name}: {len(found)} files{'' if told else ', as in the checkout'}", *told, sep="\n  ")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
