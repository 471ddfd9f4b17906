"""The weekly scan: who draws below the threshold of its class.

    listed = {i : u_i < limit[class_i]}

All clients are looked at every week and few are listed, so this loop is most of the work that
cannot be avoided. Draws come in tiles of 64; a block of 16 is passed over if its smallest draw is
not below the largest limit, which the processor finds for all 16 at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint32

from sim import draws
from sim.compiling import compiled

CHUNK_TILES = 16
BLOCK = 16


@compiled
def list_those_below(
    column: Any, bits: int, limits: Any, events: Any, event_draw: Any, at: int, first: int, end: int,
    seed: int, week: int, purpose: int,
) -> int:
    """List the clients from first to end - 1 whose draw is below the limit of their class.

    Parameters
    ----------
    column, bits
        A number per client, and the bits of it that are its class.
    limits
        Threshold per class.
    events, event_draw, at
        Where the clients and their draws are written, and from which place on.

    Returns
    -------
    How many are listed.
    """
    most = uint32(0)
    for n in range(limits.size):
        most = max(most, limits[n])
    buffer = np.empty(CHUNK_TILES * draws.TILE, np.uint32)
    found = at
    tile = first // draws.TILE
    while tile * draws.TILE < end:
        tiles = min(CHUNK_TILES, (end - 1) // draws.TILE + 1 - tile)
        draws.fill_screening_draws(buffer, tile, tiles, seed, week, purpose)
        start = tile * draws.TILE
        for place in range(0, tiles * draws.TILE, BLOCK):
            smallest = uint32(draws.CERTAIN)
            for n in range(BLOCK):
                smallest = min(smallest, buffer[place + n])
            if smallest >= most:
                continue
            low = start + place
            for client in range(max(first, low), min(end, low + BLOCK)):
                u = buffer[client - start]
                if u < limits[column[client] & bits]:
                    events[found] = client
                    event_draw[found] = u
                    found += 1
        tile += tiles
    return found - at
