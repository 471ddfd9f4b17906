"""Randomness: every draw is a pure function of (seed, entity, week, purpose) (ODD 5).

The generator is Philox4x32-10 (Salmon et al. 2011), checked in the tests against the known
answers published with Random123. The key is the seed; the counter is

    (entity low, entity high or option, week, purpose).

A client's entity is its number, everything else's a 64-bit hash of its name. There is no
stream to advance, so results do not depend on order, threads or process, and scenarios with
the same seed share every draw that they have in common.

The two draws that every client has every week (`AWARE` and `MOVE`) are laid out so that a
whole tile of 64 clients is drawn at once: see :func:`screening_draw`.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numba import uint32, uint64

from joinup.sim.compiled.compiler import compiled, inlined

# Purposes: the last word of the counter. Numbers are part of the results: never reuse one.
AWARE = 1
MOVE = 2
NEED = 3
RIGHT_DOOR = 4
DOOR = 5
NEXT_AGENCY = 6
HAND_OFF = 7
RECURRENCE = 8
NEED_ENDS = 9
COMPLAINT = 10
OWNER = 11
UPHELD = 12
REDRESS_AGENCY = 13
OUTREACH = 14
GROUP = 15
ACCESS = 16
ELIGIBLE = 17
EFFORT = 18
EXPLORE = 19
INTRINSIC = 20
FREE_RIDER = 21
DECLINE = 22
REPORT_NOISE = 23
ARRIVALS = 24
VARIATION = 25
CONTACT = 26
AWARE_AT_START = 27
TRACED = 28
OPENING_AGENCY = 29
ONLY_NEED = 30
OWN = 31
EFFICACY = 32
BESIDE = 33
BESIDE_JOIN = 34
HOLD = 35
WAIT_COMPLAINT = 36
PRIORITY = 37
SHUNT = 38
SHUNT_LEVEL = 39
REVERSAL = 40
ACCOUNT = 41
OBSERVE = 42
METHOD = 43
PARAMETER = 44
BESIDE_AGENCY = 46

PURPOSES: dict[str, int] = {
    name: value for name, value in dict(globals()).items() if name.isupper() and isinstance(value, int)
}
"""Every purpose by name, for the ODD."""

TILE = 64
LANES = 16
CERTAIN = 0xFFFFFFFF
MASK = 0xFFFFFFFF


@inlined
def philox4x32(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Return the four 32-bit words of Philox4x32-10 for one counter and key (as uint64).

    Upper halves are dropped only where they would count: before a product and at the end.
    """
    mask = uint64(0xFFFFFFFF)
    for round_number in range(10):
        a0 = k0 + uint64(round_number) * uint64(0x9E3779B9)
        a1 = k1 + uint64(round_number) * uint64(0xBB67AE85)
        p0 = uint64(0xD2511F53) * (c0 & mask)
        p1 = uint64(0xCD9E8D57) * (c2 & mask)
        c0 = (p1 >> uint64(32)) ^ c1 ^ a0
        c2 = (p0 >> uint64(32)) ^ c3 ^ a1
        c1 = p1
        c3 = p0
    return c0 & mask, c1 & mask, c2 & mask, c3 & mask


@inlined
def _clip(word: Any) -> Any:
    # So that the threshold 2^32 - 1 is certain: a probability of one always happens.
    return word - uint64(word == uint64(CERTAIN))


@compiled
def draw(seed: Any, entity: Any, option: Any, week: Any, purpose: Any) -> Any:
    """Return one 32-bit draw (0 to 2^32 - 2, as uint64) for a client.

    Parameters
    ----------
    seed
        Seed of the run (uint64).
    entity
        Client number.
    option
        32-bit hash of the option's name where one draw per option is needed, else 0.
    week
        Week of the run; negative in the warm-up.
    purpose
        What the draw is for: one of this module's purposes.
    """
    mask = uint64(MASK)
    w0, _, _, _ = philox4x32(
        uint64(entity) & mask,
        uint64(option) & mask,
        uint64(week) & mask,
        uint64(purpose),
        uint64(seed) & mask,
        uint64(seed) >> uint64(32),
    )
    return _clip(w0)


@compiled
def fill_draws(
    buffer: Any, clients: Any, count: int, seed: Any, option: Any, week: Any, purpose: Any
) -> None:
    """Fill a buffer with the `draw` of each of many clients, several at a time."""
    mask = uint64(MASK)
    k0, k1 = uint64(seed) & mask, uint64(seed) >> uint64(32)
    part, w, use = uint64(option) & mask, uint64(week) & mask, uint64(purpose)
    top = uint32(CERTAIN)
    for n in range(count):
        w0, _, _, _ = philox4x32(uint64(clients[n]), part, w, use, k0, k1)
        word = uint32(w0)
        buffer[n] = word - uint32(word == top)


@compiled
def named_draw(seed: Any, name: Any, week: Any, purpose: Any) -> Any:
    """Return one 32-bit draw for something with a name, given the name's 64-bit hash."""
    mask = uint64(MASK)
    w0, _, _, _ = philox4x32(
        uint64(name) & mask,
        uint64(name) >> uint64(32),
        uint64(week) & mask,
        uint64(purpose),
        uint64(seed) & mask,
        uint64(seed) >> uint64(32),
    )
    return _clip(w0)


@compiled
def named_normal(seed: Any, name: Any, week: Any, purpose: Any) -> float:
    """Return a standard normal draw (Box-Muller on two words of one counter)."""
    mask = uint64(MASK)
    w0, w1, _, _ = philox4x32(
        uint64(name) & mask,
        uint64(name) >> uint64(32),
        uint64(week) & mask,
        uint64(purpose),
        uint64(seed) & mask,
        uint64(seed) >> uint64(32),
    )
    return np.sqrt(-2.0 * np.log(unit(w0))) * np.cos(2.0 * np.pi * unit(w1))


@inlined
def unit(word: Any) -> float:
    """Return the uniform number in (0, 1) that a 32-bit word stands for."""
    return (np.float64(word) + 0.5) * (1.0 / 4294967296.0)


@compiled
def threshold(probability: float) -> Any:
    """Return the 32-bit threshold t such that ``draw < t`` happens with the probability.

    Zero never happens and one always does; else t = floor(p 2^32).
    """
    if not probability > 0.0:
        return uint32(0)
    if probability >= 1.0:
        return uint32(CERTAIN)
    return uint32(uint64(np.floor(probability * 4294967296.0)))


@compiled
def screening_draw(seed: Any, client: Any, week: Any, purpose: Any) -> Any:
    """Return a client's weekly `AWARE` or `MOVE` draw, one client at a time.

    Client i has word ``(i // 16) % 4`` of the counter ``(i // 64) * 16 + i % 16``: four words
    for four clients, and 16 counters side by side that the processor computes together.
    """
    mask = uint64(MASK)
    i = uint64(client)
    tile = ((i >> uint64(6)) << uint64(4)) | (i & uint64(15))
    w0, w1, w2, w3 = philox4x32(
        tile, uint64(0), uint64(week) & mask, uint64(purpose), uint64(seed) & mask, uint64(seed) >> uint64(32)
    )
    word = (i >> uint64(4)) & uint64(3)
    if word == uint64(0):
        return _clip(w0)
    if word == uint64(1):
        return _clip(w1)
    return _clip(w2) if word == uint64(2) else _clip(w3)


@compiled
def fill_screening_draws(
    buffer: Any, first_tile: int, tiles: int, seed: Any, week: Any, purpose: Any
) -> None:
    """Fill a buffer of ``tiles * 64`` words with the screening draws of whole tiles."""
    mask = uint64(MASK)
    k0, k1 = uint64(seed) & mask, uint64(seed) >> uint64(32)
    w, use = uint64(week) & mask, uint64(purpose)
    top = uint32(CERTAIN)
    for tile in range(tiles):
        at = tile * TILE
        counter = uint64(first_tile + tile) << uint64(4)
        for lane in range(LANES):
            x, y, z, v = philox4x32(counter + uint64(lane), uint64(0), w, use, k0, k1)
            a, b, c, d = uint32(x), uint32(y), uint32(z), uint32(v)
            buffer[at + lane] = a - uint32(a == top)
            buffer[at + LANES + lane] = b - uint32(b == top)
            buffer[at + 2 * LANES + lane] = c - uint32(c == top)
            buffer[at + 3 * LANES + lane] = d - uint32(d == top)


@compiled
def mix(name: Any, salt: Any) -> Any:
    """Return the 64-bit hash of a part of something named (SplitMix64 finaliser)."""
    z = uint64(name) ^ (uint64(salt) * uint64(0x9E3779B97F4A7C15))
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@lru_cache(maxsize=100_000)
def name_hash(name: str) -> int:
    """Return the stable 64-bit hash of a name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def option_hash(name: str) -> int:
    """Return the stable 32-bit hash of an option's name."""
    return name_hash(name) & MASK
