"""``weisu web-process``: one of the processes that ``weisu serve`` starts for the pages."""

from __future__ import annotations

import click

from weisu.wiring import log_to_stderr


@click.command("web-process", hidden=True)
@click.argument("descriptor", type=int)
def command(descriptor: int) -> None:
    """Serve the connections that come over the local socket ``descriptor``."""
    from dashboards.server.run import serve_handed
    from data_access.settings import settings
    from data_access.store.engine import open_store

    log_to_stderr()
    found = settings()
    serve_handed(found, open_store(found), descriptor)
