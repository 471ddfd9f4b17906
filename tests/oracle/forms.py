"""The form of joint working in force: its four parts, and what the partnership says in their place."""

from __future__ import annotations

from typing import Any


class Form:
    """A form of joint working as a partnership has it.

    Parameters
    ----------
    tree
        The scenario.
    name
        Name of the form; by default the one that the scenario is about.
    """

    def __init__(self, tree: dict[str, Any], name: str | None = None) -> None:
        self.terms: dict[str, Any] = tree["partnership"]
        self.parts: dict[str, Any] = tree["forms"][name or self.terms["form"]]

    @property
    def governance(self) -> dict[str, Any]:
        """Who decides, who is credited and what that costs."""
        found: dict[str, Any] = self.parts["governance"]
        return found

    @property
    def kind(self) -> str:
        """Who is linked to whom."""
        return str(self.governance["kind"])

    @property
    def access(self) -> dict[str, Any]:
        """Where people come in."""
        return self.part("access")

    @property
    def money(self) -> dict[str, Any]:
        """Whose money it is."""
        return self.part("money")

    @property
    def transition(self) -> dict[str, Any]:
        """What changing to the form costs."""
        return self.part("transition")

    def part(self, name: str) -> dict[str, Any]:
        """Return a part of the form, with what the partnership says of it itself."""
        part: dict[str, Any] = self.parts[name] | {
            key: it for key, it in self.terms[name].items() if it is not None
        }
        return part
