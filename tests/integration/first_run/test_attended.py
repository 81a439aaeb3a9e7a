"""`fidpos server --attended` serves for as long as somebody holds the other end of its standard input."""

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.centre_process import CentrePlace

ROOT = Path(__file__).parents[3]
LIMIT_S = 300.0


def test_it_ends_in_good_order_once_it_is_left_alone(place: CentrePlace) -> None:
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "fidpos", "server", "--data", str(place.folder.root)),
            *("--port", "0", "--attended"),
        ],
        cwd=ROOT,
        env={**os.environ, **place.environment, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        is_serving = b"http://127.0.0.1:" in server.stdout.readline()
        server.stdin.close()
        status = server.wait(LIMIT_S)

    assert is_serving
    assert status == 0
