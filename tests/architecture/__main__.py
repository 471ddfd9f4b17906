"""The command: ``python -m tests.architecture [--check]``."""

from __future__ import annotations

import sys

from tests.architecture.page import stale, write


def main() -> int:
    """Renew the drawing, or say whether it is out of date; return the exit code."""
    found = stale()
    checking = "--check" in sys.argv[1:]
    if not checking:
        write()
    for name in found:
        print(f"{name}: {'out of date' if checking else 'rewritten'}")
    return int(checking and bool(found))


if __name__ == "__main__":
    sys.exit(main())
