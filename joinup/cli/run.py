"""``joinup run``: make the runs, store the results, say what was found."""

from __future__ import annotations

import sys

from joinup.experiments.run.findings import find
from joinup.experiments.run.json_summary import as_json
from joinup.experiments.run.progress import RunProgress
from joinup.experiments.run.replicates import play, weeks_to_play
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.results_contents import identity, write_contents
from joinup.experiments.run.results_folder import ResultsNotWrittenError, claim
from joinup.experiments.run.summary import print_summary


def run_command(request: RunRequest) -> None:
    """Run a scenario and its baselines; write the results and print a summary or JSON.

    Raises
    ------
    ScenarioError
        If the folder asked for cannot be used; nothing is run then.
    RunFailedError
        If a run fails.
    ResultsNotWrittenError
        If the results cannot be written; what was found is printed all the same.
    """
    scenario = request.scenario
    name = f"{scenario.name}-{scenario.hash[:8]}-seed{request.seed}"
    results = claim(request.out, name=name, identity=identity(request))
    with RunProgress(weeks_to_play(request), quiet=request.as_json) as watch:
        replicates = play(request, played=watch.played)
    findings = find(request, replicates, results.path)
    failure = None
    try:
        results.write(
            lambda folder: write_contents(folder, request=request, replicates=replicates, findings=findings)
        )
    except ResultsNotWrittenError as error:
        failure = error
        findings = find(request, replicates, None)
    if request.as_json:
        sys.stdout.write(f"{as_json(findings)}\n")
    else:
        print_summary(findings)
    if failure is not None:
        raise failure
