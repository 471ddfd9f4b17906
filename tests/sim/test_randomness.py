"""Every draw is Philox4x32-10 of (seed, entity, week, purpose), as model.md 5 says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from joinup.sim import randomness

Words = tuple[int, ...]
MASK = 2**32 - 1
words = st.integers(0, MASK)
seeds = st.integers(0, 2**63 - 1)
weeks = st.integers(-2000, 30_000)
purposes = st.sampled_from(sorted(randomness.PURPOSES.values()))

KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((MASK,) * 4, (MASK,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""Counter, key and answer for ten rounds, as published with Random123 (kat_vectors)."""


def philox(counter: Words, key: Words) -> Words:
    """Return Philox4x32-10 in plain Python, written from Salmon et al. 2011."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def compiled_philox(counter: Words, key: Words) -> Words:
    return tuple(int(word) for word in randomness.philox4x32(*map(np.uint64, (*counter, *key))))


def plain_draw(seed: int, low: int, high: int, week: int, purpose: int, word: int = 0) -> int:
    found = philox((low, high, week & MASK, purpose), (seed & MASK, seed >> 32))[word]
    return min(found, MASK - 1)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS, ids=["zeros", "ones", "pi"])
def test_the_generator_gives_the_published_answers(counter: Words, key: Words, answer: Words) -> None:
    assert philox(counter, key) == answer
    assert compiled_philox(counter, key) == answer


@given(st.tuples(words, words, words, words), st.tuples(words, words))
def test_the_compiled_generator_is_the_plain_one(counter: Words, key: Words) -> None:
    assert compiled_philox(counter, key) == philox(counter, key)


@given(seeds, st.integers(0, 2**31), words, weeks, purposes)
def test_a_clients_draw_is_the_first_word_of_its_counter(
    seed: int, client: int, option: int, week: int, purpose: int
) -> None:
    found = randomness.draw(np.uint64(seed), client, np.uint64(option), week, purpose)
    assert int(found) == plain_draw(seed, client, option, week, purpose)


@given(seeds, st.integers(0, 2**64 - 1), weeks, purposes)
def test_a_named_draw_is_the_first_word_of_the_counter_of_its_hash(
    seed: int, name: int, week: int, purpose: int
) -> None:
    found = randomness.named_draw(np.uint64(seed), np.uint64(name), week, purpose)
    assert int(found) == plain_draw(seed, name & MASK, name >> 32, week, purpose)


@given(seeds, st.integers(0, 10**7), weeks)
def test_a_weekly_draw_is_its_clients_word_of_its_tiles_counter(seed: int, client: int, week: int) -> None:
    found = randomness.screening_draw(np.uint64(seed), client, week, randomness.MOVE)
    counter = client // 64 * 16 + client % 16
    assert int(found) == plain_draw(seed, counter, 0, week, randomness.MOVE, client // 16 % 4)


@given(seeds, st.integers(0, 50_000), st.integers(1, 3), weeks)
def test_whole_tiles_hold_the_same_draws_as_one_client_at_a_time(
    seed: int, first: int, tiles: int, week: int
) -> None:
    buffer = np.empty(tiles * randomness.TILE, np.uint32)
    randomness.fill_screening_draws(buffer, first, tiles, np.uint64(seed), week, randomness.AWARE)
    alone = [
        int(randomness.screening_draw(np.uint64(seed), first * randomness.TILE + n, week, randomness.AWARE))
        for n in range(len(buffer))
    ]
    assert buffer.tolist() == alone


def test_no_draw_reaches_the_threshold_of_certainty() -> None:
    assert int(randomness._clip(np.uint64(MASK))) == MASK - 1
    assert int(randomness._clip(np.uint64(MASK - 1))) == MASK - 1
    assert int(randomness._clip(np.uint64(0))) == 0


@pytest.mark.parametrize("never", [0.0, -1.0, float("nan")])
def test_probability_zero_never_happens(never: float) -> None:
    assert int(randomness.threshold(never)) == 0


@pytest.mark.parametrize("always", [1.0, 1.5, float("inf")])
def test_probability_one_always_happens(always: float) -> None:
    assert int(randomness.threshold(always)) == MASK > MASK - 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_thresholds_rise_with_probability(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert int(randomness.threshold(low)) <= int(randomness.threshold(high))


@given(st.floats(0, 1, exclude_max=True))
def test_a_threshold_is_the_probability_to_32_bits(probability: float) -> None:
    assert int(randomness.threshold(probability)) == int(np.floor(probability * 2**32))


def test_every_purpose_has_a_number_of_its_own() -> None:
    assert len(randomness.PURPOSES) == len(set(randomness.PURPOSES.values())) >= 29
    others = {"TILE", "LANES", "CERTAIN", "MASK"}
    assert not others & set(randomness.PURPOSES), "constants are not purposes"
    assert min(randomness.PURPOSES.values()) > 0


@given(st.integers(0, 10_000), weeks)
def test_purposes_weeks_clients_and_seeds_draw_apart(client: int, week: int) -> None:
    found = {
        int(randomness.draw(np.uint64(seed), client + n, 0, week + m, purpose))
        for seed in (1, 2, 2**40)
        for n in range(3)
        for m in range(3)
        for purpose in randomness.PURPOSES.values()
    }
    assert len(found) >= 3 * 3 * 3 * len(randomness.PURPOSES) - 1


def test_draws_by_name_are_uniform() -> None:
    names = [np.uint64(randomness.name_hash(f"town_{n}/housing")) for n in range(5000)]
    units = np.array(
        [randomness.unit(randomness.named_draw(np.uint64(7), name, 13, randomness.EFFORT)) for name in names]
    )
    assert stats.kstest(units, "uniform").pvalue > 0.001
    assert 0 < units.min() < units.max() < 1


def test_weekly_draws_are_uniform_and_independent_from_week_to_week() -> None:
    tiles = 200
    rows = np.empty((8, tiles * randomness.TILE), np.uint32)
    for week, row in enumerate(rows):
        randomness.fill_screening_draws(row, 0, tiles, np.uint64(7), week, randomness.MOVE)
    units = (rows + 0.5) / 2**32
    assert stats.kstest(units.ravel(), "uniform").pvalue > 0.001
    between = np.asarray(np.corrcoef(units))[np.triu_indices(8, 1)]
    neighbours = [float(np.asarray(np.corrcoef(row[:-1], row[1:]))[0, 1]) for row in units]
    assert max(np.abs(between).max(), np.abs(neighbours).max()) < 4.5 / np.sqrt(units.shape[1])


def test_normal_draws_are_normal() -> None:
    found = [
        randomness.named_normal(np.uint64(7), np.uint64(n), 0, randomness.INTRINSIC) for n in range(5000)
    ]
    assert stats.kstest(found, "norm").pvalue > 0.001


def test_names_hash_the_same_in_every_process_and_for_ever() -> None:
    assert randomness.name_hash("town/housing") == 0x343A0E7F95E2A416
    assert randomness.option_hash("housing") == randomness.name_hash("housing") & MASK


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32))
def test_the_hash_of_a_part_is_splitmix(name: int, salt: int) -> None:
    z = name ^ (salt * 0x9E3779B97F4A7C15 % 2**64)
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    assert int(randomness.mix(np.uint64(name), np.uint64(salt))) == z ^ (z >> 31)
