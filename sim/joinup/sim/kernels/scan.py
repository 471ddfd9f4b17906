"""The weekly scan: who draws below the threshold of its class.

    listed = {i : u_i < limit[class_i]}

All clients are looked at every week and few are listed, so this loop is most of the work that
cannot be avoided. Draws come in tiles of 64; a block of 16 is passed over if its smallest draw is
not below the largest limit, which the processor finds for all 16 at once.
"""

from __future__ import annotations

import numpy as np
from numba import uint32, uint64

from joinup.sim import randomness
from joinup.sim.arrays.columns import I4, U1, U2, U4
from joinup.sim.compiled.compiler import compiled

CHUNK_TILES = 16
BLOCK = 16

SPARSE = 1 << 28
"""With the largest limit below this (a chance of 1/16), most blocks hold nobody who is listed."""


@compiled
def list_those_below(
    column: U1 | U2,
    bits: int,
    limits: U4,
    events: I4,
    event_draw: U4,
    at: int,
    first: int,
    end: int,
    seed: int,
    week: int,
    purpose: int,
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
    sparse = most < uint32(SPARSE)
    # Numbers without a sign spare the processor the check for places counted from the end.
    mask, found = uint64(bits), uint64(at)
    buffer = np.empty(CHUNK_TILES * randomness.TILE, np.uint32)
    tile = first // randomness.TILE
    while tile * randomness.TILE < end:
        tiles = min(CHUNK_TILES, (end - 1) // randomness.TILE + 1 - tile)
        randomness.fill_screening_draws(buffer, tile, tiles, seed, week, purpose)
        start = tile * randomness.TILE
        for block in range(tiles * randomness.TILE // BLOCK):
            lane = uint64(block * BLOCK)
            if sparse:
                smallest = uint32(randomness.CERTAIN)
                for n in range(BLOCK):
                    smallest = min(smallest, buffer[lane + uint64(n)])
                if smallest >= most:
                    continue
            low = uint64(max(first, start + block * BLOCK))
            high = uint64(min(end, start + (block + 1) * BLOCK))
            if high - low == uint64(BLOCK):
                # As below, but with a number of turns that is known and so unrolled.
                for n in range(BLOCK):
                    u = buffer[lane + uint64(n)]
                    if u < limits[column[low + uint64(n)] & mask]:
                        events[found] = low + uint64(n)
                        event_draw[found] = u
                        found += uint64(1)
                continue
            for client in range(low, high):
                u = buffer[client - uint64(start)]
                if u < limits[column[client] & mask]:
                    events[found] = client
                    event_draw[found] = u
                    found += uint64(1)
        tile += tiles
    return int(found) - at
