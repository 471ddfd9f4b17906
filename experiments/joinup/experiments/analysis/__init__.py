"""What studies show: differences between options, what they are worth, where one overtakes another.

Every function takes tables, options or studies and returns tables or plain records, so that notebooks, the
command line and reports say the same.

- `options_of`: options from words; `compare`, `compare_study`: options beside each other, as `Arms`.
- `paired_differences`, `incremental_analysis`, `acceptability_curve`: what arms show.
- `contributions`: what each partner contributes.
- `break_even`, `over_time`: from which value, and from which week, one option is ahead.
- `observations_of`, `calibrate`: values of parameters that agree with published figures.
- `outcome_named`: outcomes by the names that people type; `futures`: a study as futures times options.
- `sensitivity`: what matters, by Morris or Sobol, and what a conclusion turns on.
- `discover`: in which circumstances options work, with regret; `guide`: which option is best where.
"""

from joinup.experiments.analysis.arms import Arms, compare, compare_study
from joinup.experiments.analysis.breaking_even import break_even, over_time
from joinup.experiments.analysis.calibration import Calibration, calibrate
from joinup.experiments.analysis.cost_effectiveness import acceptability_curve, incremental_analysis
from joinup.experiments.analysis.observations import observations_of
from joinup.experiments.analysis.options import Option, options_of
from joinup.experiments.analysis.paired import paired_differences
from joinup.experiments.analysis.playing import Playing
from joinup.experiments.analysis.shapley import contributions

__all__ = [
    "Arms",
    "Calibration",
    "Option",
    "Playing",
    "acceptability_curve",
    "break_even",
    "calibrate",
    "compare",
    "compare_study",
    "contributions",
    "incremental_analysis",
    "observations_of",
    "options_of",
    "over_time",
    "paired_differences",
]
