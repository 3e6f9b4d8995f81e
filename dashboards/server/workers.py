"""The web processes behind the front: started, watched, started again where one ends."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Sequence
from contextlib import suppress

from dashboards.server.handing import hand_over, reported
from dashboards.server.sticky import Sticky

_LOGGER = logging.getLogger(__name__)
# A process tells its number of connections every second; one that is silent this long hangs.
SILENCE_SECONDS = 120.0
# Before its first word it imports the pages, on a busy machine together with all the others.
START_SECONDS = 600.0
STOP_SECONDS = 15.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_FAILED_STARTS = 3
_LOOK_SECONDS = 1.0


class Worker:
    """One web process, and the line to it."""

    def __init__(
        self, place: int, process: asyncio.subprocess.Process, line: socket.socket
    ) -> None:
        """Listen to what it reports; it is ready from its first report on."""
        self.place = place
        self.process = process
        self.ready = False
        self.ever_ready = False
        self.open = 0
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._heard = self._loop.time()
        self._loop.add_reader(line, self._listen)

    def _listen(self) -> None:
        try:
            count = reported(self._line)
        except BlockingIOError:
            return
        except OSError:
            count = None
        if count is None:
            self.gone()
            return
        self.open, self._heard = count, self._loop.time()
        self.ready = self.ever_ready = True

    @property
    def hangs(self) -> bool:
        """Whether it should have reported long ago."""
        limit = SILENCE_SECONDS if self.ever_ready else START_SECONDS
        return self._loop.time() - self._heard > limit

    def take(self, connection: socket.socket) -> None:
        """Hand a connection over; errors as of ``hand_over``."""
        hand_over(self._line, connection)

    def gone(self) -> None:
        """Send nobody there any more."""
        self.ready = False
        self._loop.remove_reader(self._line)

    def close(self) -> None:
        """Give the line up."""
        self.gone()
        self._line.close()


class Workers:
    """All web processes, each in its place."""

    def __init__(self, count: int, command: Sequence[str], environment: dict[str, str]) -> None:
        """Know how to start one: ``command`` and the number of its line's descriptor."""
        self._command = list(command)
        self._environment = {**os.environ, **environment}
        self._sticky = Sticky(count)
        self._now: dict[int, Worker] = {}
        self._ever_ready = False

    def find(self, key: str, *, patient: bool) -> Worker | None:
        """Return who serves the browser; None where it has to wait.

        ``patient``: a browser whose own process is being started again waits for it.
        """
        ready = {place: worker for place, worker in self._now.items() if worker.ready}
        for place, worker in ready.items():
            self._sticky.loads[place].open = worker.open
        home = self._sticky.home(key)
        if patient and home is not None and home not in ready:
            return None
        chosen = self._sticky.choose(key, ready, asyncio.get_running_loop().time())
        return None if chosen is None else ready[chosen]

    async def run(self) -> None:
        """Keep all of them running until cancelled, then stop them.

        Returns by itself where none can be started, after it has said so in the log.
        """
        places = [asyncio.create_task(self._keep(place)) for place in range(self._count)]
        try:
            await asyncio.wait(places, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in places:
                task.cancel()
            await asyncio.gather(*places, return_exceptions=True)

    @property
    def _count(self) -> int:
        return len(self._sticky.loads)

    async def _keep(self, place: int) -> None:
        failures = 0
        while True:
            worker = await self._start(place)
            try:
                await self._watch(worker)
            finally:
                await self._end(worker)
            code = worker.process.returncode
            _LOGGER.error("web process %d ended (%s)", place + 1, code)
            failures = 0 if worker.ever_ready else failures + 1
            if failures >= _FAILED_STARTS and not self._ever_ready:
                return
            self._sticky.restarted(place)
            await asyncio.sleep(min(_FIRST_PAUSE * 2.0**failures, _LONGEST_PAUSE))

    async def _start(self, place: int) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            ours.setblocking(False)
            process = await asyncio.create_subprocess_exec(
                *self._command,
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                env=self._environment,
            )
        self._now[place] = worker = Worker(place, process, ours)
        return worker

    async def _watch(self, worker: Worker) -> None:
        """Return when it has ended; one that hangs is ended."""
        ended = asyncio.create_task(worker.process.wait())
        try:
            while not (await asyncio.wait({ended}, timeout=_LOOK_SECONDS))[0]:
                self._ever_ready |= worker.ever_ready
                if worker.hangs:
                    _LOGGER.error("web process %d does not answer, ending it", worker.place + 1)
                    worker.process.kill()
        finally:
            ended.cancel()

    async def _end(self, worker: Worker) -> None:
        """Make sure that it has ended: asked first, then made to."""
        self._now.pop(worker.place, None)
        worker.close()
        if worker.process.returncode is None:
            with suppress(ProcessLookupError):
                worker.process.terminate()
            try:
                await asyncio.wait_for(worker.process.wait(), STOP_SECONDS)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    worker.process.kill()
                await worker.process.wait()
