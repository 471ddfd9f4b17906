"""What studies show: differences between options, what they are worth, where one overtakes another.

Every function takes tables or studies and returns tables or plain records, so that notebooks, the command
line and reports say the same.

- `compare`, `compare_study`: options beside each other, as `Arms`.
- `paired_differences`, `incremental_analysis`, `acceptability_curve`: what the arms show.
- `shapley`: what each partner contributes.
- `break_even`, `over_time`: from which value, and from which week, one option is ahead.
- `calibrate`: values of parameters that agree with published figures, as a `Posterior`.
"""

from experiments.analysis.arms import Arms, compare, compare_study
from experiments.analysis.cost_effectiveness import acceptability_curve, incremental_analysis
from experiments.analysis.options import Option, options_of
from experiments.analysis.paired import paired_differences

__all__ = [
    "Arms",
    "Option",
    "acceptability_curve",
    "compare",
    "compare_study",
    "incremental_analysis",
    "options_of",
    "paired_differences",
]
