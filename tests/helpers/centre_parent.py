"""Runs, or joins, the embedded database of a folder: `python -m tests.helpers.centre_parent FOLDER`.

It prints one line of JSON once the database is up, and goes on until its standard input ends.
"""

import json
import sys
from pathlib import Path

from fidpos.server.db.embedded import EmbeddedPostgres


def main(folder: Path) -> None:
    """Hold the database."""
    database = EmbeddedPostgres.open(folder)
    up = {"pid": database.running.pid, "ours": database.is_ours, "app": database.app, "owner": database.owner}
    print(json.dumps(up), flush=True)
    sys.stdin.read()
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
