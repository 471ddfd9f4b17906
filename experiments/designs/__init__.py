"""What to run: tables of points, from lists of values, ranges or a file.

- `Design`: points times replications, with the scenario that they change.
- `factorial`, `sampled`, `from_table`: make one.
"""

from experiments.designs.design import Design
from experiments.designs.making import factorial, from_table, sampled
from experiments.designs.ranges import Range, declared_ranges, lever_ranges

__all__ = ["Design", "Range", "declared_ranges", "factorial", "from_table", "lever_ranges", "sampled"]
