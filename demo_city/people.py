"""Fictional callers: the same number always gives the same person.

Phone numbers have the shape of mobile numbers in segments that no operator has been given; ID
numbers have a valid check digit under the city's own area code, which no real person can hold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from demo_city.identity import CITY_CODE
from demo_city.tables import names

Ints = NDArray[np.int64]
UInts = NDArray[np.uint64]
Text = NDArray[np.object_]
SEGMENTS = (154, 160, 161, 163, 164, 168, 169)
SHUFFLE_PRIME = 982_451_653
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"
AGES = ("18岁以下", "18-35岁", "36-50岁", "51-65岁", "65岁以上")
BIRTH_YEARS = ((2009, 2), (1990, 17), (1975, 15), (1960, 15), (1940, 20))


def mix(values: Ints, salt: int) -> UInts:
    """Return a well-mixed 64-bit hash (splitmix64) of each number, different for each salt."""
    with np.errstate(over="ignore"):
        x = values.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) & (2**64 - 1))
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(x ^ (x >> np.uint64(31)))


def pick(values: Ints, salt: int, count: int) -> Ints:
    """Return a number below ``count`` for each value, by hash."""
    return np.asarray((mix(values, salt) % np.uint64(count)).astype(np.int64))


def share(values: Ints, salt: int) -> NDArray[np.float64]:
    """Return a number in [0, 1) for each value, by hash."""
    return np.asarray((mix(values, salt) >> np.uint64(11)).astype(np.float64) / 2.0**53)


def phones(caller: Ints) -> Text:
    """Return each caller's phone number; no two callers share one (below 700 million callers)."""
    # Multiplying by a prime that doesn't divide the count shuffles 0 .. count-1 onto itself.
    place = caller * SHUFFLE_PRIME % (len(SEGMENTS) * 100_000_000)
    number = np.array(SEGMENTS)[place // 100_000_000] * 100_000_000 + place % 100_000_000
    return np.asarray(number.astype(str).astype(object))


def women(caller: Ints) -> NDArray[np.bool_]:
    """Tell which callers are women."""
    return np.asarray(share(caller, 3) < 0.47)


def age_bands(caller: Ints) -> Ints:
    """Return each caller's age band, a position in ``AGES``."""
    return np.asarray(np.searchsorted([0.01, 0.31, 0.63, 0.87], share(caller, 4), side="right"))


def full_names(caller: Ints) -> Text:
    """Return names: about half as an agent writes them down (王先生), half in full."""
    surnames = np.array(names("surname"), dtype=object)[pick(caller, 5, len(names("surname")))]
    given = np.array(names("given"), dtype=object)[pick(caller, 6, len(names("given")))]
    polite = np.where(women(caller), "女士", "先生").astype(object)
    return np.asarray(surnames + np.where(share(caller, 7) < 0.55, polite, given))


def id_numbers(caller: Ints) -> Text:
    """Return each caller's identity number: 17 digits and a check character."""
    first, span = np.array(BIRTH_YEARS)[age_bands(caller)].T
    year = first + (mix(caller, 8) % span.astype(np.uint64)).astype(np.int64)
    month, day = pick(caller, 9, 12) + 1, pick(caller, 10, 28) + 1
    # The 17th digit is odd for men.
    order = pick(caller, 11, 480) * 2 + np.where(women(caller), 0, 1)
    digits = ((((int(CITY_CODE) * 10_000 + year) * 100 + month) * 100 + day) * 1000 + order).astype(
        np.int64
    )
    total = np.zeros(len(caller), dtype=np.int64)
    for k, weight in enumerate(ID_WEIGHTS):
        total += digits // 10 ** (16 - k) % 10 * weight
    check = np.array(list(ID_CHECK), dtype=object)[total % 11]
    return np.asarray(digits.astype(str).astype(object) + check)
