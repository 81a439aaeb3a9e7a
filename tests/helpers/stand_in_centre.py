"""Stands in for `fidpos server --attended`: takes the port, says so, and finishes once nobody attends it."""

import os
import socket
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """As the options say; a file `finished` is left by one that came to its end."""
    folder, port = (
        Path(arguments[arguments.index("--data") + 1]),
        int(arguments[arguments.index("--port") + 1]),
    )
    try:
        place = socket.create_server(("127.0.0.1", port))
    except OSError:
        print("the port is taken", flush=True)
        return 1
    with place:
        print(f"It answers at http://127.0.0.1:{port}.", flush=True)
        while os.read(0, 1):
            """Nobody means what is typed."""
        (folder / "finished").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
