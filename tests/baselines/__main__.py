"""Renew the baselines of all shipped scenarios and say what moved."""

from __future__ import annotations

from joinup.scenarios.files import available
from tests.baselines.record import FOLDER, figures_of, moved, path, read, table, write


def main() -> None:
    """Run every shipped scenario small, print what moved and write it down."""
    changed = 0
    for name in available():
        found = figures_of(name)
        if not path(name).exists():
            print(f"{name}: new, {len(found)} figures")
        else:
            changes = moved(read(name), found)
            changed += bool(changes)
            print(table(name, changes) if changes else f"{name}: as it was")
            if not changes:
                continue
        write(name, found)
    for left in sorted(FOLDER.glob("*.json")):
        if left.stem not in available():
            left.unlink()
            print(f"{left.stem}: removed, no such scenario")
    if changed:
        print('\nSay what moved and why under "Regression" in CHANGELOG.md.')


if __name__ == "__main__":
    main()
