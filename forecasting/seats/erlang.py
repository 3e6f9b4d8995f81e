"""Queues of a call centre: Poisson calls, exponential handling times, n agents.

Erlang C (Erlang 1917): callers wait as long as it takes. Erlang A (Palm 1957; Garnett, Mandelbaum
and Reiman 2002): a waiting caller hangs up after an exponential patience. Times share one unit;
``rate`` is calls per that unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from data_access.types import WeisuError

MOST_AGENTS = 5_000


@dataclass(frozen=True, slots=True)
class Queue:
    """``wait``: chance that a call waits at all. ``level``: share of all calls answered within the
    target. ``mean_wait``: of all calls. ``abandoned``: share that hangs up. ``occupancy``: share of
    the agents' time spent on calls."""

    agents: int
    wait: float
    level: float
    mean_wait: float
    abandoned: float
    occupancy: float


def _check(rate: float, handling: float, agents: int) -> None:
    if not (rate >= 0 and handling > 0 and agents >= 0 and math.isfinite(rate + handling)):
        raise WeisuError("话务量不能为负,平均处理时长应大于零。排班结果没有生成,请检查设置后重试。")


def erlang_b(load: float, agents: int) -> float:
    """Return the chance that all ``agents`` lines are busy where blocked calls are lost."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(rate: float, handling: float, agents: int, target: float) -> Queue:
    """Return the queue of patient callers. Too few agents: every call waits, for ever."""
    _check(rate, handling, agents)
    load = rate * handling
    if load == 0:
        return Queue(agents, 0.0, 1.0, 0.0, 0.0, 0.0)
    if agents <= load:
        return Queue(agents, 1.0, 0.0, math.inf, 0.0, 1.0)
    blocked = erlang_b(load, agents)
    wait = blocked / (1 - load / agents * (1 - blocked))
    spare = agents - load
    level = 1 - wait * math.exp(-spare * target / handling)
    return Queue(agents, wait, level, wait * handling / spare, 0.0, load / agents)


def erlang_a(rate: float, handling: float, agents: int, target: float, patience: float) -> Queue:
    """Return the queue of callers who hang up after ``patience`` on average.

    The wait behind k others is −log of a Beta(r, k + 1) variable ÷ θ with r = agents ÷ (θ ×
    handling), since it is a sum of exponentials with rates θ(r + k), …, θr.
    """
    _check(rate, handling, agents)
    if not patience > 0:
        raise WeisuError("平均耐心时长应大于零。排班结果没有生成,请检查设置后重试。")
    if rate == 0:
        return Queue(agents, 0.0, 1.0, 0.0, 0.0, 0.0)
    from scipy.special import betainc

    load, leave = rate * handling, 1 / patience
    longest = int(agents + load + 12 * math.sqrt(load + 1) + 12 * rate * patience + 50)
    state = np.arange(1, longest + 1)
    death = np.minimum(state, agents) / handling + np.maximum(state - agents, 0) * leave
    logs = np.concatenate([[0.0], np.cumsum(np.log(rate) - np.log(death))])
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    ahead = np.arange(longest + 1 - agents)
    queued = chance[agents:]
    waiting = float((queued * ahead).sum())
    abandoned = waiting * leave / rate
    busy = float((np.minimum(np.arange(longest + 1), agents) * chance).sum())
    if agents == 0:
        return Queue(0, 1.0, 0.0, waiting / rate, 1.0, 1.0)
    served = agents * patience / handling
    kept = served / (served + ahead + 1)
    late = betainc(served + 1, ahead + 1, math.exp(-leave * target))
    level = float(chance[:agents].sum() + (queued * kept * (1 - late)).sum())
    return Queue(agents, float(queued.sum()), level, waiting / rate, abandoned, busy / agents)


def agents_needed(
    rate: float, handling: float, target: float, level: float, patience: float | None = None
) -> Queue:
    """Return the queue with the fewest agents that answers a share ``level`` within ``target``.

    ``patience`` None: Erlang C. Raises ``WeisuError`` where the level isn't a share below one.
    """
    if not 0 < level < 1:
        raise WeisuError("接通率目标应在 0 与 100% 之间(不含)。请改正后重试。")

    if rate * handling > MOST_AGENTS:
        raise WeisuError(
            f"所需坐席超过 {MOST_AGENTS} 个,请检查话务量和处理时长的单位。数据未受影响。"
        )

    def queue(n: int) -> Queue:
        if patience is None:
            return erlang_c(rate, handling, n, target)
        return erlang_a(rate, handling, n, target, patience)

    low, high = 0, max(4, int(2 * rate * handling) + 4)
    while queue(high).level < level:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if queue(middle).level >= level else (middle, high)
    return queue(0) if rate == 0 else queue(high)
