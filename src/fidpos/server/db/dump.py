"""PostgreSQL's own dump, as a stream of bytes out of one database and into another.

`pg_dump` reads in one snapshot while everybody works on. The table `generation` goes empty: whoever restores
writes its row as the last step, and a database without it is not served from (`generation`).
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from fidpos.server.db.binaries import Installation, brought_along
from fidpos.server.db.errors import BinariesMissing, DumpFailed
from fidpos.server.db.keeper import environment

_SYSTEM_VERSIONS = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu put them, one folder a major version."""
_PART_BYTES = 64 * 1024
_SAID_CHARACTERS = 2_000
_END_S = 30.0


def programs_for(major: int) -> Installation:
    """The programs of that version, else of the next newer one that is at hand.

    Raises:
        BinariesMissing: there are only older ones, which do not read it.
    """
    able = sorted((one for one in _at_hand() if one.major >= major), key=lambda one: one.major)
    if not able:
        raise BinariesMissing(f"no pg_dump of PostgreSQL {major} or newer: install postgresql-client-{major}")
    return able[0]


def _at_hand() -> Iterator[Installation]:
    with suppress(BinariesMissing):
        yield from brought_along()
    folders = sorted(_SYSTEM_VERSIONS.glob("*/bin"))
    named = shutil.which("postgres")
    if named is not None:
        folders.append(Path(named).resolve().parent)
    for folder in folders:
        with suppress(BinariesMissing):
            yield Installation.at(folder)


def dumped(conninfo: str, installation: Installation) -> Iterator[bytes]:
    """The whole database, by the role that reads everything.

    Raises:
        DumpFailed: it could not be read to its end; what came before is of no use.
    """
    command = [
        *(str(installation.program("pg_dump")), "--format=custom", "--no-owner", "--no-password"),
        *("--exclude-table-data=generation", f"--dbname={_without_password(conninfo)}"),
    ]
    # A program of PostgreSQL, with an address of ours.
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(conninfo),
    ) as process:
        said = _Said(process)
        assert process.stdout is not None
        try:
            while part := process.stdout.read(_PART_BYTES):
                yield part
        except BaseException:
            process.kill()
            raise
        if process.wait(_END_S) != 0:
            raise said.failure("pg_dump")


def restored(conninfo: str, installation: Installation, dump: Iterable[bytes]) -> None:
    """Bring a dump into a database that is empty, in one transaction.

    Args:
        conninfo: by the role that is to own the tables.
        installation: not older than the dump.
        dump: what it raises goes through, and the database stays empty.

    Raises:
        DumpFailed: PostgreSQL did not take it; the database is empty.
    """
    command = [
        *(str(installation.program("pg_restore")), "--no-owner", "--no-password", "--exit-on-error"),
        *("--single-transaction", f"--dbname={_without_password(conninfo)}"),
    ]
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(conninfo),
    ) as process:
        said = _Said(process)
        assert process.stdin is not None
        try:
            with suppress(BrokenPipeError):
                for part in dump:
                    process.stdin.write(part)
                process.stdin.close()
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            raise said.failure("pg_restore")


class _Said:
    """What a program complains of, read meanwhile: it would stop where nobody listens."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._text = b""
        self._thread = threading.Thread(target=self._listen, name="postgres-said", daemon=True)
        self._thread.start()

    def failure(self, program: str) -> DumpFailed:
        self._thread.join(_END_S)
        said = self._text.decode("utf-8", "replace").strip()
        return DumpFailed(f"{program}: {said}", said=said)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with suppress(ValueError, OSError):
            for line in self._process.stderr:
                self._text = (self._text + line)[-_SAID_CHARACTERS:]


def _without_password(conninfo: str) -> str:
    """Other users of the machine can read a program's arguments."""
    kept = {name: value for name, value in conninfo_to_dict(conninfo).items() if name != "password"}
    return make_conninfo("", **kept)


def _environment(conninfo: str) -> dict[str, str]:
    password = conninfo_to_dict(conninfo).get("password")
    kept = environment() | {name: value for name, value in os.environ.items() if name == "HOME"}
    return kept | ({"PGPASSWORD": str(password)} if password else {})
