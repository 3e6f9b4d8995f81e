"""Kleinberg's automaton: since when, and how strongly, a topic bursts.

Kleinberg (2002), "Bursty and hierarchical structure in streams", section 4 (enumerating bursts):
in each of a row of batches r of d documents are relevant. State i expects the share p0·s^i;
climbing a state costs gamma·ln(batches), falling is free. The cheapest row of states is found by
dynamic programming (Viterbi).
"""

from __future__ import annotations

import numpy as np


def burst_levels(
    relevant: np.ndarray,
    total: np.ndarray,
    *,
    scale: float = 2.0,
    gamma: float = 1.0,
    states: int = 4,
) -> np.ndarray:
    """Return the state of every batch, 0 for calm, for one or many streams.

    ``relevant``: batches, or streams × batches; ``total``: documents per batch (batches), at least
    the relevant ones. States that would expect more than every document are left out.
    """
    counts = np.atleast_2d(np.asarray(relevant, dtype=np.float64))
    documents = np.maximum(np.asarray(total, dtype=np.float64), counts.max(axis=0))
    batches = counts.shape[1]
    share = counts.sum(axis=1) / max(documents.sum(), 1.0)
    cost = np.stack([_costs(counts, documents, share * scale**k) for k in range(states)])
    climb = gamma * np.log(max(batches, 2))
    steps = np.maximum(np.arange(states)[:, None] - np.arange(states)[None, :], 0) * climb
    best = cost[:, :, 0] + (np.arange(states) * climb)[:, None]
    came = np.zeros((batches, states, counts.shape[0]), dtype=np.int64)
    for batch in range(1, batches):
        # to × from × stream; the lower state wins a tie
        ways = best[None, :, :] + steps[:, :, None]
        came[batch] = ways.argmin(axis=1)
        best = ways.min(axis=1) + cost[:, :, batch]
    path = np.zeros((counts.shape[0], batches), dtype=np.int64)
    state = best.argmin(axis=0)
    streams = np.arange(counts.shape[0])
    for batch in range(batches - 1, -1, -1):
        path[:, batch] = state
        state = came[batch, state, streams]
    return path if np.ndim(relevant) == 2 else path[0]


def _costs(counts: np.ndarray, documents: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return streams × batches: −ln of the binomial probability, without the binomial factor."""
    p = np.clip(share, 1e-12, None)[:, None]
    possible = p < 1.0
    inside = np.where(possible, p, 0.5)
    cost = -(counts * np.log(inside) + (documents - counts) * np.log1p(-inside))
    return np.where(possible, cost, np.inf)
