"""Quantiles of counts around an expectation: those of the distribution."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.expected.quantiles import count_quantiles


@settings(max_examples=60)
@given(st.floats(0.1, 500), st.floats(1.001, 30), st.sampled_from([0.1, 0.5, 0.9]))
def test_count_quantiles_are_those_of_the_distribution(mean, dispersion, q):
    k = int(count_quantiles(mean, mean * dispersion, (q,))[0])
    size, p = mean / (dispersion - 1), 1 / dispersion
    logs = [math.lgamma(i + size) - math.lgamma(size) - math.lgamma(i + 1)
            + size * math.log(p) + i * math.log(1 - p) for i in range(k + 1)]  # fmt: skip
    below = sum(map(math.exp, logs))
    assert below >= q - 1e-9
    assert k == 0 or below - math.exp(logs[-1]) < q + 1e-9


def test_count_quantiles_of_large_means_join_smoothly():
    exact, normal = (count_quantiles(m, m * 20.0, (0.9,))[0] / m for m in (19_999, 20_001))
    assert exact == pytest.approx(normal, rel=0.005)
    assert count_quantiles(0, 0, (0.9,)) == (0.0,)
