"""A centre that was started beside an operator's command goes on when that command has ended."""

import socket
from contextlib import ExitStack
from pathlib import Path

import httpx

from fidpos.bootstrap.centre import open_centre
from fidpos.paths import ServerFolder
from tests.helpers.centre_parent import wait_until
from tests.helpers.centre_process import CentrePlace, CentreProcess
from tests.helpers.postgres import CentreDatabase


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=60).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def test_a_server_takes_the_database_over_from_the_command_that_ran_it(
    empty: Path, database: CentreDatabase
) -> None:
    embedded = CentrePlace(folder=ServerFolder(empty.parent / "centre"), database=database, environment={})
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with ExitStack() as undo:
        with open_centre(embedded.folder, {}):
            server = undo.enter_context(CentreProcess(embedded, port=port))
            was_ready = is_ready(server.url)
        wait_until(lambda: is_ready(server.url))
        status = server.stop()

    assert (was_ready, status) == (True, 0)
