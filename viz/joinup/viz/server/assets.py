"""Everything that a page loads comes from installed packages: no content network, no telemetry.

Solara would fetch what is not in its cache from the internet. Its cache is put where the package
`solara-assets` has installed the same files, and those are served as they are; what is not there is not
found. Solara's page is given a language and can be enlarged.
"""

from __future__ import annotations

import functools
import os
import re
import warnings
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PAGES = Path(__file__).parents[1] / "phone"
"""The page for phones."""

STATIC = Path(__file__).parents[1] / "stage" / "static"
"""Scripts and styles of the Solara page."""

NOWHERE = "http://localhost:9/"
"""In place of the content network: an address where nothing is."""

KERNEL_KEPT = "5m"
"""How long the kernel of a page is kept for it to come back; Solara's own is a day."""

VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')


def installed() -> Path:
    """Return the folder into which `solara-assets` has installed its files."""
    package = distribution("solara-assets")
    for file in package.files or ():
        parts = file.parts
        if "cdn" in parts:
            below = len(parts) - parts.index("cdn") - 1
            return Path(str(file.locate())).resolve().parents[below - 1]
    raise FileNotFoundError("the package solara-assets has no files; install it again")


def keep_local(page: str) -> None:
    """Tell Solara which page to show and to stay on this machine; before it is imported, or after.

    Parameters
    ----------
    page
        Name of the module with the page.
    """
    folder = installed()
    os.environ["SOLARA_APP"] = page
    os.environ["SOLARA_ASSETS_PROXY"] = "true"
    os.environ["SOLARA_ASSETS_PROXY_CACHE_DIR"] = str(folder)
    os.environ["SOLARA_ASSETS_CDN"] = NOWHERE
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"
    os.environ["SOLARA_SESSION_HTTP_ONLY"] = "true"
    os.environ["SOLARA_THEME_TITLE"] = "joinup"
    os.environ["SOLARA_THEME_SHOW_BANNER"] = "false"
    # On a network without https Solara says so for each page; its cookie is lax then, as it should be.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    # Under `solara run` the settings have been read already.
    from solara import settings
    from solara.server import server
    from solara.server import settings as server_settings

    settings.assets.cdn = NOWHERE
    server_settings.telemetry.mixpanel_enable = False
    server_settings.kernel.cull_timeout = KERNEL_KEPT
    if not hasattr(server.read_root, "__wrapped__"):
        server.read_root = _readable(server.read_root)


def _readable(write: Callable[..., str | None]) -> Callable[..., str | None]:
    """Give the page that Solara writes a language, and let people enlarge it."""

    @functools.wraps(write)
    def readable(*args: Any, **kwargs: Any) -> str | None:
        page = write(*args, **kwargs)
        if page is None:
            return None
        page = page.replace("<html>", '<html lang="en">', 1)
        return VIEWPORT.sub('<meta name="viewport" content="width=device-width, initial-scale=1">', page, 1)

    return readable


class FreshFiles(StaticFiles):
    """Files that a browser asks for again each time, so that none is older than the server."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, to be kept only as long as it has not changed."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
