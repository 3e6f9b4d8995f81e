"""Average linkage on a matrix of probabilities, with pairs that may not meet and a longest span."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hotspots.repeats.grams import Ints


class Linkage:
    """Groups on their way: sums of probabilities between them, sizes, first and last days."""

    def __init__(
        self,
        grid: NDArray[np.float64],
        forbidden: NDArray[np.bool_],
        first: Ints,
        last: Ints,
        sizes: NDArray[np.float64],
    ) -> None:
        """Start with the means between the given pieces, what may not meet, days and sizes."""
        self.sums = grid * np.outer(sizes, sizes)
        self.forbidden = forbidden.copy()
        np.fill_diagonal(self.forbidden, True)
        self.first, self.last, self.sizes = first.copy(), last.copy(), sizes.copy()
        self.members: list[list[int]] = [[k] for k in range(len(grid))]
        self.at = list(range(len(grid)))

    def run(self, least: float, days: int) -> None:
        """Join the likeliest two again and again, down to a mean of ``least``; ``days``: longest."""
        too_long = (
            np.maximum.outer(self.last, self.last) - np.minimum.outer(self.first, self.first)
        ) > days
        self.forbidden |= too_long
        while True:
            mean = self.sums / np.outer(self.sizes, self.sizes)
            mean[self.forbidden] = -1
            i, j = divmod(int(mean.argmax()), len(mean))
            if mean[i, j] < least:
                return
            if max(self.last[i], self.last[j]) - min(self.first[i], self.first[j]) > days:
                self.forbidden[i, j] = self.forbidden[j, i] = True
                continue
            self.join(min(i, j), max(i, j))

    def join_if_allowed(self, i: int, j: int) -> None:
        """Join the groups of two members unless a parted pair would meet."""
        u, v = sorted((self.at[i], self.at[j]))
        if u != v and not self.forbidden[u, v]:
            self.join(u, v)

    def join(self, i: int, j: int) -> None:
        """Join group ``j`` into group ``i``."""
        self.sums[i] += self.sums[j]
        self.sums[:, i] += self.sums[:, j]
        self.forbidden[i] |= self.forbidden[j]
        self.forbidden[:, i] |= self.forbidden[:, j]
        self.forbidden[j] = self.forbidden[:, j] = True
        self.sizes[i] += self.sizes[j]
        self.first[i] = min(self.first[i], self.first[j])
        self.last[i] = max(self.last[i], self.last[j])
        for member in self.members[j]:
            self.at[member] = i
        self.members[i] += self.members[j]
        self.members[j] = []

    def groups(self) -> list[Ints]:
        """Return the groups, each as sorted positions."""
        return [np.sort(np.array(m, dtype=np.int64)) for m in self.members if m]
