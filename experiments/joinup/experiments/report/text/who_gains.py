"""Who gains and who loses, said before what is best on average."""

from __future__ import annotations

from collections.abc import Mapping

from joinup.experiments.analysis.methods.statistics import Difference
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.report.formatting import COUNT

ORDER = (Verdict.BETTER, Verdict.WORSE, Verdict.NO_DIFFERENCE, Verdict.CANNOT_TELL)


def who_gains(by_group: Mapping[str, Difference]) -> str:
    """Return weeks of need by group in a sentence: who gains, who loses, then the rest.

    Parameters
    ----------
    by_group
        The difference in weeks of need of each group, by its title.

    Examples
    --------
    >>> from joinup.experiments.analysis.methods.statistics import difference
    >>> many = difference([-5.0 - n % 2 for n in range(20)], [0.0] * 20, better="lower", worth=1.0)
    >>> few = difference([3.0], [0.0], better="lower", worth=1.0)
    >>> who_gains({"Others": few, "Families": many})
    'Weeks of need by group: Families -5.50 ±0.24 (better); Others +3.'
    """
    ranked = sorted(by_group.items(), key=lambda one: ORDER.index(one[1].verdict))
    return f"Weeks of need by group: {'; '.join(_told(name, one) for name, one in ranked)}."


def _told(name: str, found: Difference) -> str:
    if not (found.verdict.is_clear or found.is_of_too_few):
        return f"{name} {found.verdict}"
    word = "" if found.is_of_too_few else f" ({found.verdict})"
    return f"{name} {COUNT.difference(found.estimate).strip()}{word}"
