"""``joinup run --json``: the findings as one JSON object.

Means over replicates are under ``outcomes``, ``scorecard`` and ``costs``; ``intervals`` has
``[low, high]`` of their 95 % confidence intervals in the same places (``null``: one run, no interval).
Counts and money are for all people, except ``clients``. A missing value is ``null``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

from joinup.experiments.analysis.methods.statistics import Difference, Estimate
from joinup.experiments.run.findings import Findings, PublishedComparison
from joinup.experiments.run.measures_table import OCCUPANCY, USE, Key
from joinup.experiments.run.questions.answers import KeyAnswer, key_answers
from joinup.experiments.run.replay import replay_record
from joinup.experiments.run.verdicts import judge, why_missing
from joinup.sim.results.measure import Measure
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.risks import RISKS
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.versions import versions

OUTCOME, SCORECARD = "outcome", "scorecard"
WHOLE = ""


def as_json(findings: Findings) -> str:
    """Return the findings as the text of one JSON object."""
    return json.dumps(_object(findings), allow_nan=False, indent=1)


def _object(findings: Findings) -> dict[str, Any]:
    request = findings.request
    scenario = request.scenario
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "seed": request.seed,
        "replicates": request.replicates,
        "seeds": [request.seed + number for number in range(request.replicates)],
        "changes": {path: _plain(value) for path, value in request.changes.items()},
        "replay": replay_record(request),
        "versions": versions(),
        "start_date": scenario.start_date.isoformat(),
        "weeks": scenario.weeks,
        "warm_up_weeks": scenario.warm_up_weeks,
        "clients": scenario.population.clients,
        "people": round(scenario.population.clients * scenario.people_per_client),
        "people_per_client": scenario.people_per_client,
        "scale": None if findings.scale is None else findings.scale.facts,
        "yardstick": None if findings.yardstick is None else findings.yardstick.facts,
        "spreads": [one.facts for one in findings.spreads],
        "outcomes": _outcomes(findings, _mean),
        "scorecard": _scorecard(findings),
        "costs": _costs(findings.levels, _mean),
        "intervals": {
            "outcomes": _outcomes(findings, _interval),
            "costs": _costs(findings.levels, _interval),
        },
        "observables": {name: _observable(findings, name) for name in findings.series},
        "differences": {
            name: {**_differences(found), "acceptability": _curve(findings.acceptability[name])}
            for name, found in findings.differences.items()
        },
        "key_questions": {answer.question.number: _answer(answer) for answer in key_answers(findings)},
        "warnings": findings.warnings,
        "journeys": {str(client): story for client, story in findings.journeys.items()},
        "results": None if findings.folder is None else str(findings.folder),
    }


def _outcomes(findings: Findings, written: Callable[[Estimate], Any]) -> dict[str, Any]:
    """Return outcomes by group, and the share of places in use by agency among those of all."""
    found = _nested(findings.levels, (OUTCOME,), written, by_part=True)
    found[ALL][OCCUPANCY] = {
        key.part: written(share) for key, share in findings.levels.items() if key[:2] == (USE, OCCUPANCY)
    }
    return found


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _mean(found: Estimate) -> float | None:
    return _number(found.mean)


def _interval(found: Estimate) -> list[float] | None:
    return [found.low, found.high] if isfinite(found.low) else None


def _gap(found: Difference) -> dict[str, Any]:
    mean = found.estimate
    return {
        "mean": _number(mean.mean),
        "interval": _interval(mean),
        "worth_having": found.worth,
        "verdict": str(found.verdict),
    }


def _nested[T](
    measures: dict[Key, T], kinds: Iterable[str], written: Callable[[T], Any], *, by_part: bool = False
) -> dict[str, Any]:
    """Return measures as ``{name: {part: value}}``, or the other way round; ``{name: value}`` if whole."""
    kinds = tuple(kinds)
    found: dict[str, Any] = {}
    for key, value in measures.items():
        if key.kind not in kinds:
            continue
        outer, inner = (key.part, key.name) if by_part else (key.name, key.part)
        if inner == WHOLE:
            found[outer] = written(value)
        else:
            found.setdefault(outer, {})[inner] = written(value)
    return found


def _costs[T](measures: dict[Key, T], written: Callable[[T], Any]) -> dict[str, Any]:
    return {
        "totals": _nested(measures, ("money",), written),
        "by_payer": _nested(measures, ("cost",), written, by_part=True),
        "discounted_by_payer": _nested(measures, ("cost_discounted",), written, by_part=True),
        "received": _nested(measures, ("received",), written, by_part=True),
        "net_by_payer": _nested(measures, ("net",), written, by_part=True),
        "funding": _nested(measures, ("funding",), written, by_part=True),
    }


def _scorecard(findings: Findings) -> dict[str, Any]:
    return {
        risk: {
            "title": title,
            "measures": {m.name: _measure(findings, m) for m in MEASURES if m.risk == risk},
        }
        for risk, title in RISKS.items()
    }


def _measure(findings: Findings, measure: Measure) -> dict[str, Any]:
    parts = {
        key.part: _value(findings, measure, key.part, found)
        for key, found in findings.levels.items()
        if key[:2] == (SCORECARD, measure.name)
    }
    return {
        "title": measure.title,
        "unit": measure.unit,
        "better": measure.better,
        "good": measure.good,
        "bad": measure.bad,
        "definition": measure.definition,
        **parts.get(WHOLE, {"parts": parts}),
    }


def _value(findings: Findings, measure: Measure, part: str, found: Estimate) -> dict[str, Any]:
    value = _mean(found)
    missing = why_missing(measure, part, findings.request.scenario) if value is None else None
    judgement = None if value is None else judge(measure, value)
    return {"value": value, "interval": _interval(found), "judgement": judgement, "reason": missing}


def _answer(answer: KeyAnswer) -> dict[str, Any]:
    question = answer.question
    return {
        "risk": question.risk,
        "question": question.text,
        "assumes": answer.assumes,
        "shows": answer.shows,
        "answered": answer.answered,
    }


def _observable(findings: Findings, name: str) -> dict[str, Any]:
    item = next(item for item in findings.request.scenario.observables if item.name == name)
    return {
        "title": item.title,
        "unit": item.unit,
        "series": [{"week": w, "value": _number(v)} for w, v in enumerate(findings.series[name])],
        "published": [_published(comparison) for comparison in findings.published[name]],
    }


def _published(comparison: PublishedComparison) -> dict[str, Any]:
    point = comparison.point
    return {
        "date": point.date.isoformat(),
        "week": comparison.week,
        "value": point.value,
        "grade": point.grade,
        "source": point.source,
        "used_for": point.used_for,
        "model": _mean(comparison.model),
        "interval": _interval(comparison.model),
    }


def _curve(found: dict[float, float]) -> list[dict[str, float | None]]:
    return [
        {"value_of_week": value_of_week, "share": _number(share)} for value_of_week, share in found.items()
    ]


def _differences(found: dict[Key, Difference]) -> dict[str, Any]:
    return {
        "value": _nested(found, ("value",), _gap),
        "outcomes": _nested(found, (OUTCOME,), _gap, by_part=True),
        "scorecard": _nested(found, (SCORECARD,), _gap),
        "costs": _costs(found, _gap),
    }
