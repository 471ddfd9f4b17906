"""Optional packages come as extras; an error names the extra that is missing.

>>> with extra():
...     import solara_that_is_not_there
Traceback (most recent call last):
    ...
ModuleNotFoundError: No module named 'solara_that_is_not_there'
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from joinup.sim.errors import JoinupError

EXTRAS = {
    "live": ("solara", "reacton", "ipyvue", "ipyvuetify", "starlette", "uvicorn", "segno"),
    "analysis": ("SALib", "ema_workbench", "sklearn", "matplotlib"),
    "cluster": ("distributed", "dask"),
    "export": ("xarray", "h5netcdf", "h5py", "xlsxwriter", "python_calamine"),
}
"""The packages in each extra, by the name they are imported under."""

_OF_PACKAGE = {package: name for name, packages in EXTRAS.items() for package in packages}


class MissingExtraError(JoinupError, ImportError):
    """A package of an extra is not installed.

    Attributes
    ----------
    package
        The package, by the name it is imported under.
    extra
        The extra that contains it.
    """

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(
            f"this needs the package '{package}'; install it with: pip install \"joinup[{extra}]\""
        )
        self.name = package


@contextmanager
def extra() -> Iterator[None]:
    """Name the extra to install if an import inside fails.

    Raises
    ------
    MissingExtraError
        If a package of an extra is missing; any other missing package stays a ModuleNotFoundError.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _OF_PACKAGE:
            raise
        raise MissingExtraError(package, _OF_PACKAGE[package]) from None


def require(*packages: str) -> None:
    """Import packages that another library imports lazily.

    Raises
    ------
    MissingExtraError
        If one of them is missing.
    """
    with extra():
        for package in packages:
            import_module(package)
