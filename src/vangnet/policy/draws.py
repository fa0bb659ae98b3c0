"""Random numbers that depend only on what they are for, never on who asked before.

A counter hash keyed (replicate's key, person, month, cause). The same in any number of workers, and
two scenarios draw the same number for the same person, month and cause.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.compiled import compiled

FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
STEP, OTHER_STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1342543DE82EF95)
S30, S27, S31, S11, S32 = (np.uint64(n) for n in (30, 27, 31, 11, 32))
ONE_BIT = 1.0 / (1 << 53)


class Cause(IntEnum):
    """What a number is drawn for. Never renumber one: it would change every result."""

    BEGINS = 1
    AGE = 2
    SEX = 3
    USAGE = 4
    JUDGED = 5
    METHADONE = 6
    TIMES = 7
    WHEN = 8  # how much of the hazard is lived through until the next move
    WHERE = 9  # which of the moves it is
    HIV = 10
    HCV = 11


@compiled
def mixed(number: np.uint64) -> np.uint64:
    """The finisher of SplitMix64: each bit in changes about half of the bits out."""
    number = (number ^ (number >> S30)) * FIRST
    number = (number ^ (number >> S27)) * SECOND
    return number ^ (number >> S31)


@compiled
def uniform(key: np.uint64, person: int, month: int, cause: int) -> float:
    """A number in (0, 1), never 0 and never 1."""
    place = (np.uint64(person) << S32) | (np.uint64(month) << np.uint64(8)) | np.uint64(cause)
    bits = mixed(mixed(place * STEP + key) + key * OTHER_STEP)
    return (float(bits >> S11) + 0.5) * ONE_BIT


def uniforms(key: int, people: int, cause: Cause) -> NDArray[np.float64]:
    """The same for everybody at once, at month 0. Shape (people,)."""
    return _for_all(np.uint64(key), people, int(cause))


@compiled
def _for_all(key: np.uint64, people: int, cause: int) -> NDArray[np.float64]:
    found = np.empty(people)
    for person in range(people):
        found[person] = uniform(key, person, 0, cause)
    return found


def key_of(seed: int, replicate: int) -> int:
    """The key of one replicate. Any two of the same seed are unrelated."""
    if seed < 0 or replicate < 0:
        raise ValueError("a seed and a replicate are numbers from 0 up")
    one = int(mixed(np.uint64(seed % 2**64)))
    return int(mixed(np.uint64((one + (replicate + 1) * int(STEP)) % 2**64)))
