"""What a study exports says what it holds, and is read back as it was."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest
import xarray as xr

import joinup as ju
from joinup.experiments.study.export import tables_of
from joinup.scenarios.tables.reader import read_table
from joinup.scenarios.tables.writer import DICTIONARY
from tests.support import extensions as added

SHARES = [0.2, 1 / 3]
TABLES = ("points", "runs", "summaries", "money", "weekly")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> ju.Study:
    """Return a study that was exported in every form."""
    found = ju.sweep(
        "town",
        vary={"partnership.form": ["none", "formal"], "trust.start": SHARES},
        measures=[added.long_waits],
        clients=60,
        weeks=4,
        workers=0,
        weekly=True,
        changes={"warm_up_weeks": 0},
        out=tmp_path_factory.mktemp("studies") / "town",
    )
    for kind in ("csv", "parquet", "xlsx", "netcdf"):
        found.export(to=kind, out=found.folder.parent / kind)
    return found


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("kind", ["csv/{}.csv", "parquet/{}.parquet", "xlsx/study.xlsx#{}"])
def test_every_table_of_an_export_is_read_back_as_it_was(study: ju.Study, kind: str, name: str) -> None:
    stored = tables_of(study)[name].reset_index(drop=True)
    stored = stored.where(stored.notna(), nan)
    found = read_table(study.folder.parent / kind.format(name)).frame
    digits = 1e-14 if "xlsx" in kind else 0
    pd.testing.assert_frame_equal(found, stored, check_dtype=False, rtol=digits, atol=0)


@pytest.mark.parametrize(
    "file", ["csv/points.csv", "parquet/points.parquet", "xlsx/study.xlsx", "xlsx/study.xlsx#points"]
)
def test_exported_points_are_the_points_of_the_study(study: ju.Study, file: str) -> None:
    design = ju.design("town", table=study.folder.parent / file)
    assert design.points == tuple(
        {"partnership.form": form, "trust.start": start} for form in ("none", "formal") for start in SHARES
    )


def test_every_column_has_a_meaning_and_every_file_a_title_and_an_origin(study: ju.Study) -> None:
    folder = study.folder.parent
    for file in (folder / "parquet").glob("*.parquet"):
        table = read_table(file)
        assert all(table.facts[name] for name in ("title", "description", "provenance"))
        assert all(column.about and column.unit for column in table.columns), file
    for told in (folder / "csv" / "columns.csv", f"{folder / 'xlsx' / 'study.xlsx'}#{DICTIONARY}"):
        rows = read_table(told).frame.fillna("")
        listed = rows[rows["column"] != ""]
        assert (listed[["table", "unit", "description"]] != "").all(axis=None)
        assert set(listed["table"]) == set(TABLES)
    for name in ("summaries", "weekly"):
        with xr.open_dataset(folder / "netcdf" / f"{name}.nc", engine="h5netcdf") as data:
            assert all(data.attrs[name] for name in ("title", "description", "provenance"))
            assert all(one.attrs["units"] and one.attrs["description"] for one in data.data_vars.values())
