"""Write the page of patterns, or with ``--check`` say whether it is out of date."""

from __future__ import annotations

import sys

from tests.patterns.page import PAGE, report

if __name__ == "__main__":
    page = report()
    fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page
    if "--check" in sys.argv[1:]:
        print(f"docs/explanation/patterns.md: {'up to date' if fresh else 'out of date'}")
        sys.exit(0 if fresh else 1)
    PAGE.write_text(page, encoding="utf-8")
    print(f"docs/explanation/patterns.md: {'unchanged' if fresh else 'written'}")
