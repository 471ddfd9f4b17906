"""Where the runs of a sweep are kept, and how they are read.

A study is a folder::

    study.sqlite            the ledger: what was asked, every run's status, where its results are
    summaries/*.parquet     figures of runs, one row a run
    weekly/*.parquet        weekly series, one row a run and week (if kept)
    money/*.parquet         GBP by payer and category, one row a run and line

A segment holds the results of some runs. It is written under a temporary name, brought to disk and
renamed before the ledger speaks of it; what the ledger does not name is not there. So a study that was
killed at any moment has lost nothing finished and holds nothing half-written.

- `open_study`: read a study.
- `Study`: its tables, by pandas or SQL.
- `open_run`: one run of a study, to be played again.
- `StudyError`: what can be wrong with one.
"""

from joinup.experiments.studies.errors import StudyError
from joinup.experiments.studies.opening import StoredRun, open_run
from joinup.experiments.studies.study import Study, open_study

__all__ = ["StoredRun", "Study", "StudyError", "open_run", "open_study"]
