"""Run every case and write the page, or with ``--check`` say whether the page is out of date."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.verification.page import PAGE, ROOT, failures, text


def main(arguments: Sequence[str]) -> int:
    """Write or check the page; return 1 if it is out of date (``--check``) or a figure does not agree."""
    wanted = text()
    checking = "--check" in arguments
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted
    if stale:
        if not checking:
            PAGE.write_text(wanted, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)}: {'out of date' if checking else 'rewritten'}")
    for failure in failures():
        print(f"does not agree: {failure}")
    return 1 if failures() or (stale and checking) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
