"""The generated parts of the documentation, which always agree with the code.

``python -m joinup.scenarios.documentation.reference`` rewrites what stands between
``<!-- generated: NAME -->`` and ``<!-- end of NAME -->`` in the pages under
``docs/``, and all of ``docs/reference/scenarios/``; with ``--check`` it only lists pages that are
stale, and ends with exit code 1 if any is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from joinup.scenarios.documentation import arrays
from joinup.scenarios.documentation.markdown import table
from joinup.scenarios.documentation.parameters import (
    SUBMODELS,
    evidence,
    evidence_count,
    keys_of_a_file,
    used_by,
    value_text,
)
from joinup.scenarios.documentation.scenario_pages import scenario_pages
from joinup.scenarios.words import GRADES
from joinup.sim.arrays.codes import COUNTED
from joinup.sim.mechanisms.partnership.presets import SHIPPED, price_of
from joinup.sim.parameters.edition import FIRST, SECOND
from joinup.sim.parameters.fixed import FIXED_LEAVES, FIXED_PATHS, NAMED_PARTS, WHOLE_PARTS
from joinup.sim.parameters.paths import walk
from joinup.sim.randomness import PURPOSES
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.schedule import SCHEDULE

DOCS = Path(__file__).parents[4] / "docs"
SCENARIOS = Path("reference") / "scenarios"
"""Where in ``DOCS`` the pages of the shipped scenarios are; all of them are generated."""
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)

DRAWS: dict[str, tuple[str, str]] = {
    "AWARE": ("client, week", "becoming aware or forgetting"),
    "MOVE": ("client, week", "onset, relapse, presenting, completion, exit, abandonment or return"),
    "NEED": ("client, week, need", "the needs of an episode"),
    "RIGHT_DOOR": ("client, week", "whether a seeker goes to an agency for its next need"),
    "DOOR": ("client, week, agency", "which agency; also which list a given arrival joins"),
    "NEXT_AGENCY": ("client, week, agency", "the agency a client is handed on to"),
    "HAND_OFF": ("client, week", "whether the hand-off succeeds"),
    "RECURRENCE": ("client, week, need", "whether a need that was met returns"),
    "ONLY_NEED": ("client, week, need", "the need, if `NEED` gave none"),
    "OWN": ("client, or name of agency or locality; week; extension's purpose", "draws of extensions"),
    "EFFICACY": ("client, week, agency", "whether a completed service meets the needs that it is for"),
    "BESIDE": ("client, week", "whether a service beside the main one is completed"),
    "BESIDE_JOIN": ("client, week", "whether who joins a list joins another beside it"),
    "BESIDE_AGENCY": ("client, week, agency", "the agency of that list"),
    "HOLD": ("client, week", "whether a client who is to be handed on keeps its place until it is served"),
    "WAIT_COMPLAINT": ("client, week", "whether a client whose service starts is displeased by the wait"),
    "REVERSAL": ("locality, year", "whether a form is undone and the one before comes back"),
    "PRIORITY": ("agency, week, services started in it", "whether a free place is for who was handed on"),
    "SHUNT": ("client, week", "whether an agency refuses a hard case that is handed on to it"),
    "SHUNT_LEVEL": ("agency, week, level", "which share of hard cases an agency refuses"),
    "ACCOUNT": ("locality, week", "whether somebody is held to a missed yearly account"),
    "OBSERVE": ("observable, week", "error of what would be published (normal)"),
    "METHOD": ("observable, method", "error of a method, shared by all its dates (normal)"),
    "PARAMETER": ("path, member of an ensemble", "a value within its plausible range"),
    "NEED_ENDS": ("client, week", "whether the need of a client who gives up ends"),
    "COMPLAINT": ("client, week", "whether a dissatisfied client complains"),
    "OWNER": ("client, week", "whether the complaint finds an owner"),
    "UPHELD": ("client, week", "whether it is upheld"),
    "REDRESS_AGENCY": ("client, week, agency", "the agency that owes redress"),
    "OUTREACH": ("client, week", "clients found by outreach (the smallest draws)"),
    "GROUP": ("client, group", "a client's group"),
    "ACCESS": ("client, access dimension", "a client's access needs"),
    "ELIGIBLE": ("client", "whether a client is eligible"),
    "EFFORT": ("agency, week, effort level", "the effort chosen"),
    "EXPLORE": ("agency, week", "whether an agency under `aspiration` searches"),
    "INTRINSIC": ("agency", "own motivation (normal)"),
    "FREE_RIDER": ("agency", "whether a member is there only for the money"),
    "DECLINE": ("agency", "whether an agency declines to join"),
    "REPORT_NOISE": ("agency, week", "error of a report (normal)"),
    "ARRIVALS": ("locality, week, group", "number of given arrivals"),
    "VARIATION": ("locality", "how places, onset, hand-offs and efficacy vary (normal)"),
    "CONTACT": ("client, number of the link", "links of an explicit contact network"),
    "AWARE_AT_START": ("client", "awareness at the start of the run"),
    "TRACED": ("client", "clients whose journeys are recorded (the smallest draws)"),
    "OPENING_AGENCY": ("client, week, agency", "the agency a client is with at the start of the run"),
}
"""What each draw depends on besides the seed, and what it decides."""


def draws() -> str:
    """Return the table of draw purposes (ODD 5)."""
    rows = [(str(number), name, *DRAWS[name]) for name, number in PURPOSES.items()]
    return table(("Number", "Purpose", "One per", "Decides"), rows)


def flows() -> str:
    """Return the table of what is counted each week."""
    return table(("Column", "Counts"), [(f"`{flow.name}`", flow.meaning) for flow in COUNTED])


def measures() -> str:
    """Return the table of the scorecard's measures."""
    rows = [
        (m.risk, f"`{m.name}`", m.title, m.definition, m.unit, m.better or "it depends", m.good, m.bad)
        for m in MEASURES
    ]
    columns = ("Risk", "Measure", "What it is", "Formula", "Unit", "Better", "Good", "Bad")
    return table(columns, rows)


def forms(edition: int) -> str:
    """Return the table of the forms shipped in an edition, one column per form."""
    shipped = SHIPPED[edition]
    columns = {name: dict(walk(form)) for name, form in shipped.items()}
    rows = [
        (f"`{path}`", *(_with_range(edition, name, path, column[path]) for name, column in columns.items()))
        for path, value in columns["none"].items()
        if not isinstance(value, BaseModel) and len({repr(column[path]) for column in columns.values()}) > 1
    ]
    return table(("", *(f"`{name}`" for name in shipped)), rows)


def _with_range(edition: int, name: str, path: str, value: object) -> str:
    price = price_of(name, path) if edition == SECOND else None
    if price is None:
        return value_text(value)
    low, high = price.range
    return f"{value_text(value)} ({low:.4g} to {high:.4g})"


def grades() -> str:
    """Return the table of evidence grades."""
    return table(("Grade", "Means"), [(f"`{grade}`", meaning) for grade, meaning in GRADES.items()])


def fixed() -> str:
    """Return the list of parameters that cannot change while a run is under way."""

    def listed(paths: Iterable[str]) -> str:
        return ", ".join(f"`{path}`" for path in paths)

    return (
        f"- {listed(FIXED_PATHS)}, with what is below them;\n"
        f"- these as a whole (single numbers in them can change): {listed(WHOLE_PARTS)}; and any one"
        f" entry of {listed(NAMED_PARTS)} as a whole;\n"
        f"- in an entry of these or of `population.groups`: {listed(FIXED_LEAVES)}.\n"
    )


def week_schedule() -> str:
    """Return the table of the twelve steps of a week (ODD 3)."""
    rows = [
        (
            f"{step.number}",
            step.title,
            step.what,
            f"`{step.mechanism}`",
            ", ".join(f"`{kernel.__name__}`" for kernel in step.kernels),
        )
        for step in SCHEDULE
    ]
    return table(("Step", "Name", "What happens", "Mechanism", "Carried out by"), rows)


GENERATED: dict[str, Callable[[], str]] = {
    "draws": draws,
    "evidence": evidence,
    "evidence_count": evidence_count,
    "fixed": fixed,
    "flows": flows,
    "forms": partial(forms, FIRST),
    "forms_of_the_second_edition": partial(forms, SECOND),
    "grades": grades,
    "keys": keys_of_a_file,
    "measures": measures,
    "schedule": week_schedule,
    **arrays.GENERATED,
    **{f"parameters_of_{part}": partial(used_by, part) for part in SUBMODELS},
}
"""The generated blocks by name; `joinup.cli.reference` adds those of the command."""


def renewed(page: str) -> str:
    """Return the text of a page with its generated blocks as they should be.

    Examples
    --------
    >>> renewed("No blocks.")
    'No blocks.'
    """

    def renew(found: re.Match[str]) -> str:
        name = found[2]
        return f"{found[1]}\n{GENERATED[name]()}\n{found[3]}" if name in GENERATED else found[0]

    return BLOCK.sub(renew, page)


def pages() -> dict[Path, str]:
    """Return every page with generated text, as it should be."""
    whole = {DOCS / SCENARIOS / name: text for name, text in scenario_pages().items()}
    others = [page for page in sorted(DOCS.rglob("*.md")) if page.parent != DOCS / SCENARIOS]
    return {**{page: renewed(page.read_text(encoding="utf-8")) for page in others}, **whole}


def stale_pages() -> list[Path]:
    """Return the pages that are out of date, missing, or about scenarios that no longer exist."""
    wanted = pages()
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    return [*stale, *(page for page in sorted((DOCS / SCENARIOS).glob("*.md")) if page not in wanted)]


def main(arguments: Sequence[str]) -> int:
    """Rewrite stale pages, or only name them; return the exit code."""
    stale, wanted = stale_pages(), pages()
    checking = "--check" in arguments
    for page in stale:
        if not checking and page in wanted:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(wanted[page], encoding="utf-8")
        elif not checking:
            page.unlink()
        what = "out of date" if checking else "rewritten" if page in wanted else "removed"
        print(f"{page.relative_to(DOCS.parent)}: {what}")
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
