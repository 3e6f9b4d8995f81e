"""Parents of their own kind: a topic hangs under one of its category, not under what is left over.

Ward's tree joins at last whatever is left, so a clean topic may hang beside strangers. Where most
of a topic's tickets are of one top category and most of its parent's are not, it hangs under a
parent of that category: one of the same second level, else the largest of the same top level,
else one made for these. Sources without categories keep the tree as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_MOST = 0.5
_LEVELS = (4, 2)
"""Characters of a category code that its second and its top level take."""


def of_their_kind(labels: np.ndarray, codes: Sequence[str]) -> np.ndarray:
    """Return the labels (tickets × coarse, middle, fine; −1 none) with topics rehung.

    ``codes``: each ticket's category code, '' unknown. Fine topics keep their numbers; parents
    that are made get the numbers after the last.
    """
    result = labels.copy()
    kinds = [_numbers([code[:size] for code in codes]) for size in _LEVELS]
    if (kinds[1] < 0).all():
        return result
    _rehang(result, 2, 1, kinds)
    _rehang(result, 1, 0, kinds)
    return result


def _numbers(codes: Sequence[str]) -> np.ndarray:
    known = {code: number for number, code in enumerate(sorted({c for c in codes if c}))}
    return np.array([known.get(code, -1) for code in codes], dtype=np.int64)


def _rehang(labels: np.ndarray, depth: int, above: int, kinds: list[np.ndarray]) -> None:
    """Hang topics of a depth under parents of their kind, in ``labels``."""
    inside = np.flatnonzero(labels[:, 2] >= 0)
    topic, parent = labels[inside, depth], labels[inside, above]
    second, top = (kind[inside] for kind in kinds)
    own_second, own_top = _main(topic, second), _main(topic, top)
    of_second, of_top = _main(parent, second), _main(parent, top)
    sizes = np.bincount(parent)
    made: dict[int, int] = {}
    coarse = dict(zip(parent.tolist(), labels[inside, 0].tolist(), strict=True))
    for number in np.flatnonzero(own_top >= 0):
        rows = inside[topic == number]
        if of_top[labels[rows[0], above]] == own_top[number]:
            continue
        like = np.flatnonzero((of_second >= 0) & (of_second == own_second[number]))
        like = like if len(like) else np.flatnonzero(of_top == own_top[number])
        if len(like):
            new = int(like[np.argmax(sizes[like])])
        else:
            new = made.setdefault(int(own_top[number]), len(sizes) + len(made))
        labels[rows, above] = new
        if above == 1:
            # A middle topic that is made hangs where the first that moves there did.
            labels[rows, 0] = coarse.setdefault(new, int(labels[rows[0], 0]))


def _main(topic: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Return the kind that most of each topic's tickets are of, −1 none."""
    topics, known = int(topic.max(initial=-1)) + 1, kind >= 0
    table = np.zeros((topics, int(kind.max(initial=0)) + 1), dtype=np.int64)
    np.add.at(table, (topic[known], kind[known]), 1)
    held = table.max(axis=1) > _MOST * np.maximum(np.bincount(topic, minlength=topics), 1)
    result: np.ndarray = np.where(held, table.argmax(axis=1), -1)
    return result
