"""The command: ``python -m benchmarks [--quick] [--docs FOLDER]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.report import PAGE, write
from benchmarks.suite import Sizes, measure

QUICK = Sizes(divide=1000, times=1, commands=False)


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run everything once at a small size")
    parser.add_argument("--docs", type=Path, help="folder to write to (docs; with --quick a temporary one)")
    given = parser.parse_args()
    sizes = QUICK if given.quick else Sizes()
    found = measure(sizes, lambda text: print(text, file=sys.stderr, flush=True))
    with tempfile.TemporaryDirectory() as folder:
        docs = given.docs or (Path(folder) if given.quick else Path("docs"))
        write(found, docs)
        print((docs / PAGE).read_text())


if __name__ == "__main__":
    main()
