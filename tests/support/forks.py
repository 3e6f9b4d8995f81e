"""Processes that tests start and kill: children of one clean process that has imported it all.

A plain fork copies the locks that other threads of the tests' process hold at that moment, and a
child waits for them for ever. There is one such process for all files, so that its modules are
named once: where each file names its own, the children of all but the last import everything anew.
"""

from __future__ import annotations

import multiprocessing

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(
    ["tests.support.warm", "tests.supervision.test_killed", "tests.weisu.test_watch"]
)
