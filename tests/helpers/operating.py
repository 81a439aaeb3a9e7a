"""An operator at the command line of a centre, within the test's own process."""

from collections.abc import Callable

import pytest

from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from tests.helpers.centre_process import Network

Operate = Callable[..., str]


def operating(
    whom: str, network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Operate:
    """Runs an act of `fidpos server <whom>` on the merchant, and gives what it printed."""
    place = network.place
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)

    def run(act: str, *words: str, status: ExitCode = ExitCode.DONE) -> str:
        given = ["server", "--language", "en", "--data", str(place.folder.root), whom, act]
        assert main([*given, str(network.number), *words]) == status
        said = capsys.readouterr()
        return said.out + said.err

    return run
