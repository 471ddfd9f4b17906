"""What to run: tables of points, from lists of values, ranges or a file.

- `Design`: points times replications, with the scenario that they change.
- `factorial`, `sampled`, `from_table`, `from_posterior`: make one.
- `Posterior`, `read_posterior`: draws of fitted parameters.
"""

from joinup.experiments.designs.design import Design
from joinup.experiments.designs.making import factorial, from_table, sampled
from joinup.experiments.designs.posteriors import Posterior, from_posterior, read_posterior
from joinup.experiments.designs.ranges import Range, declared_ranges, lever_ranges

__all__ = [
    "Design",
    "Posterior",
    "Range",
    "declared_ranges",
    "factorial",
    "from_posterior",
    "from_table",
    "lever_ranges",
    "read_posterior",
    "sampled",
]
