"""A design: a table of points times replicates.

A point changes some parameters of a scenario. Replicate r has the seed ``seed + r`` at every point
(common random numbers), so that points differ by what they change and by nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from joinup.experiments.arguments import named
from joinup.experiments.report.files import file_given, written
from joinup.experiments.study.ranges import Range
from joinup.scenarios.baselines import baseline_of
from joinup.scenarios.scenario import Scenario as PublicScenario
from joinup.scenarios.tables.kinds import OPTION
from joinup.scenarios.tables.table import Places
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.extensions.registry import carried, named_in, stored
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import BASELINES
from joinup.sim.parameters.paths import by_name
from joinup.sim.parameters.provenance import Provenance
from joinup.sim.parameters.spelling import primary_changes
from joinup.sim.parameters.trees import plain
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import count, number

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

FORM = "partnership.form"
BASELINE = "baseline"
"""A path of designs only: the baseline to run in place of the scenario."""

MARK, FORMAT = "joinup_design", 1
PLAIN = ("points", "replicates", "seed", "kind", "options", "choices", "samples", "sample_seed", "asked")
"""What a file of a design has as it stands."""

FEW = 4
MOST_SHOWN = 20
"""Wrong points named before the rest is only counted."""

Changes = Mapping[str, Any]


@dataclass(frozen=True, repr=False)
class Design(Shown):
    """Points times replicates of a scenario.

    Attributes
    ----------
    scenario
        What the points change.
    points
        The changes of each point: values by path.
    replicates
        Runs of each point, with different draws.
    seed
        Seed of the first replicate.
    kind
        How the points were made: ``table``, ``factorial``, ``sobol``, ``latin_hypercube``,
        ``saltelli``, ``morris`` or ``posterior``.
    ranges
        What was sampled, in the order of the sample's columns; empty for a table or factorial.
    options
        Crossed values by path: every combination of them stands at every sampled point.
    choices
        Options that change several things at once, by name; crossed like the values of a path ``option``.
    samples
        The rows of the sample or table in their own order (some may be the same point); empty if there are
        none.
    sample_seed
        Seed of the sample.
    asked
        The words that name the scenario on the command line (name or file, ``--set`` ...), for the commands
        that repeat a run.
    origin
        Where the points stand in the file in which they were given, if they were.

    Examples
    --------
    >>> import joinup as ju
    >>> forms = ju.design("town", vary={"partnership.form": ["none", "merged"]}, replicates=10)
    >>> forms.runs, forms.paths
    (20, ('partnership.form',))
    >>> ju.open(forms.save("forms.json")) == forms
    True
    """

    scenario: Scenario
    points: tuple[Changes, ...]
    replicates: int = 1
    seed: int = 1
    kind: str = "table"
    ranges: tuple[Range, ...] = ()
    options: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    choices: Mapping[str, Changes] = field(default_factory=dict)
    samples: tuple[Changes, ...] = ()
    sample_seed: int = 0
    asked: tuple[str, ...] = ()
    origin: Places | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.replicates < 1:
            raise ScenarioError([Problem((), f"{self.replicates} replicates: at least one is needed")])
        if self.seed < 0:
            raise ScenarioError([Problem((), f"seed {self.seed} is below 0")])
        object.__setattr__(self, "points", _in_our_words(self.points))
        object.__setattr__(self, "samples", _in_our_words(self.samples))
        options = {path: _different(values) for path, values in self.options.items()}
        object.__setattr__(self, "options", _in_our_words([options])[0])
        # The same point twice would be one run with two names.
        unique: dict[str, dict[str, Any]] = {}
        for point in self.points:
            unique.setdefault(point_key(point), dict(point))
        if self.origin is not None and len(unique) < len(self.points):
            lines: dict[str, int] = {}
            for point, line in zip(self.points, self.origin.lines, strict=True):
                lines.setdefault(point_key(point), line)
            object.__setattr__(self, "origin", replace(self.origin, lines=tuple(lines.values())))
        object.__setattr__(self, "points", tuple(unique.values()))
        if not self.points:
            raise ScenarioError([Problem((), "the design has no points")])
        # Workers have what the scenario brings along. What every point brings into force is in force, so that
        # its parameters can be asked about.
        with carried(self.scenario.extensions_at_hand):
            scenario = self.scenario.with_at_hand(named_in(self.points))
        common = [path for path in self.points[0] if all(path in point for point in self.points)]
        object.__setattr__(self, "scenario", scenario.reaching(common))

    @property
    def runs(self) -> int:
        """How many runs the design has."""
        return len(self.points) * self.replicates

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that some point changes."""
        return tuple(dict.fromkeys(path for point in self.points for path in point))

    @property
    def table(self) -> pd.DataFrame:
        """The points as a table: one row a point, one column a path."""
        return pd.DataFrame([dict(point) for point in self.points], columns=list(self.paths))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file, which :func:`joinup.open` opens again.

        Parameters
        ----------
        path
            A file that ends in ``.json``.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ScenarioError
            If it ends otherwise.
        StorageError
            If it cannot be written.
        ArgumentError
            If it is no path.
        """
        place = file_given(path, (".json",))
        kept = {name: getattr(self, name) for name in PLAIN}
        content = {
            MARK: FORMAT,
            **kept,
            "ranges": [[one.path, one.low, one.high, one.whole] for one in self.ranges],
            "scenario": self.scenario.model_dump(mode="json"),
            "extensions": [one.facts for one in self.scenario.extensions_at_hand],
            "provenance": {
                path: facts.model_dump(exclude_none=True) for path, facts in self.scenario.provenance.items()
            },
        }
        return written(place, json.dumps(content, indent=1, allow_nan=False).encode())

    def plot(self) -> Chart:
        """Draw how many points have which value of each parameter.

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.design_chart import points_of_design_chart

        return points_of_design_chart(self.scenario, self.table, self.ranges)

    def _card(self) -> Card:
        said = [
            f"{count(len(self.points), 'point')} ({self.kind.replace('_', ' ')}), seeds from {self.seed}."
        ]
        if self.sample_seed:
            said.append(f"Seed of the sample: {self.sample_seed}.")
        table = self.table
        rows = []
        for path in self.paths:
            values = list(dict.fromkeys(json.dumps(value) for value in table[path].dropna().tolist()))
            few = ", ".join(number(json.loads(value)) for value in values[:FEW])
            told = few if len(values) <= FEW else _span(table[path].dropna().tolist())
            kind = "crossed" if path in self.options else "sampled" if self.ranges else "given"
            rows.append((path, kind, count(len(values), "value"), told))
        return Card(
            f"Design of '{self.scenario.name}': {count(self.runs, 'run')}, {count(len(self.points), 'point')}"
            f" times {count(self.replicates, 'replicate')}",
            tuple(said),
            ("Parameter", "", "Values", ""),
            tuple(rows),
            ("design.table", "ju.estimate(design)", "ju.sweep(design)", ".plot()", ".save('design.json')"),
        )

    def crossed(self, options: Mapping[str, Sequence[Any]]) -> Design:
        """Return the design with every combination of some values at every point.

        Parameters
        ----------
        options
            Values by path, for instance every form of joint working.
        """
        if not isinstance(options, Mapping):
            expected = "values by path, such as {'trust.start': [0.2, 0.4]}"
            raise ArgumentError(named("options"), options, expected)
        options = {path: listed(values) for path, values in options.items()}
        combinations = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
        points = tuple({**point, **combination} for point in self.points for combination in combinations)
        return replace(self, points=points, options={**self.options, **options})

    def choosing(self, choices: Mapping[str, Changes]) -> Design:
        """Return the design with every one of some named options at every point."""
        points = tuple({**point, **changes} for point in self.points for changes in choices.values())
        return replace(self, points=points, options={**self.options, OPTION: list(choices)}, choices=choices)

    def scenarios(self) -> Iterator[tuple[int, Scenario]]:
        """Yield every point's number and scenario.

        Raises
        ------
        ScenarioError
            At the end, naming every point whose values are not allowed.
        """
        yield from scenarios_at(self.scenario, enumerate(self.points), self.origin)


def read_design(path: Path) -> Design:
    """Read a design from its file.

    Raises
    ------
    ScenarioError
        If it is no design, or one that this version does not know; with everything that is wrong with it.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content[MARK] != FORMAT:
            raise ValueError("it was written by another version of joinup")
        provenance = {at: Provenance(**facts) for at, facts in content["provenance"].items()}
        with carried(stored(content.get("extensions", ()))):
            scenario = PublicScenario.parse(content["scenario"]).with_provenance(provenance)
        kept = {name: _frozen(content[name]) for name in PLAIN}
        return Design(scenario, ranges=tuple(Range(*one) for one in content["ranges"]), **kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ScenarioError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Problem((), f"'{path}' is not a design ({reason})")]) from None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _span(values: Sequence[Any]) -> str:
    if all(isinstance(value, int | float) for value in values):
        return f"{number(min(values))} to {number(max(values))}"
    return ""


def _in_our_words(points: Sequence[Changes]) -> tuple[Changes, ...]:
    """Return points with the primary spelling of every path.

    Raises
    ------
    ScenarioError
        If two paths of a point mean the same.
    """
    found = [primary_changes(Scenario, point) for point in points]
    problems = [problem for _, wrong in found for problem in wrong]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return tuple(ours for ours, _ in found)


def at_point(scenario: Scenario, point: Changes) -> Scenario:
    """Return a scenario as a point changes it.

    The form ``none`` is the scenario's baseline ``none``: without the form, and without what events
    do to it later, but with the same money and places. ``baseline`` may also be a path of its own.
    """
    changes = dict(point)
    baseline = changes.pop(BASELINE, None)
    if changes.get(FORM) == "none" and scenario.partnership.form != "none":
        del changes[FORM]
        baseline = baseline or "none"
    changed = scenario.with_changes(changes)
    if baseline is None or baseline == "":
        return changed
    if baseline not in BASELINES:
        raise ScenarioError([Problem.unknown((BASELINE,), BASELINE, baseline, BASELINES)])
    return baseline_of(changed, baseline)


def scenarios_at(
    scenario: Scenario, points: Iterable[tuple[int, Changes]], origin: Places | None = None
) -> Iterator[tuple[int, Scenario]]:
    """Yield the number and the scenario of every point; problems have their place in a file.

    Raises
    ------
    ScenarioError
        At the end, naming every point whose values are not allowed.
    """
    problems: list[Problem] = []
    for place, point in points:
        try:
            yield place, at_point(scenario, point)
        except ScenarioError as error:
            where = ", ".join(f"{path}={value}" for path, value in point.items())
            for one in error.problems:
                told = Problem((), f"point {place} ({where}): {one.message}", one.allowed, one.suggestion)
                if origin is not None:
                    told = origin.at(told, place, by_name(scenario, one.path))
                problems.append(told)
    if problems:
        raise ScenarioError(most_shown(problems))


def most_shown(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first problems, and how many more there are."""
    more = len(problems) - MOST_SHOWN
    rest = [Problem((), f"and {more} more of this kind")] if more > 0 else []
    return [*problems[:MOST_SHOWN], *rest]


def point_key(point: Changes) -> str:
    """Return a text that two points share only if they make the same changes; equal numbers are the same.

    Examples
    --------
    >>> point_key({"weeks": 25.0}) == point_key({"weeks": 25}) != point_key({"weeks": "25"})
    True
    """
    return json.dumps(_by_value(dict(sorted(point.items()))), separators=(",", ":"), allow_nan=False)


def listed(value: Any) -> list[Any]:
    """Return the values of a path: as many as there are in a list, an array or a series; else the one."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return [plain(value)]
    return [plain(one) for one in value]


def _different(values: Sequence[Any]) -> list[Any]:
    """Return values, each that is equal to an earlier one left out."""
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(json.dumps(_by_value(value), sort_keys=True), value)
    return list(found.values())


def _by_value(value: Any) -> Any:
    """Return a value with every number as one that is equal to it is written."""
    if isinstance(value, Mapping):
        return {str(key): _by_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_by_value(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
