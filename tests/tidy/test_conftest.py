"""The promises of the test run itself: what did not run fails it, nothing leaves the machine or this run."""

import re
import socket
from pathlib import Path

import pytest

from fidpos.paths import Program, data_dir

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"


def run(pytester: pytest.Pytester, source: str, *options: str) -> pytest.RunResult:
    """Run one invented test file under this project's own conftest, in a process of its own."""
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyprojecttoml("""
        [tool.pytest.ini_options]
        markers = ["nightly: n", "pcscd: p"]
    """)
    pytester.makepyfile(source)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:pytest-qt", *options)


WAYS_TO_STEP_ASIDE = """
import pytest

def test_skip(): pytest.skip("no reader")
def test_xfail(): pytest.xfail("no reader")
def test_import(): pytest.importorskip("no_reader")

@pytest.mark.skip(reason="no reader")
def test_marked_skip(): ...

@pytest.mark.xfail(reason="no reader")
def test_marked_xfail(): assert False
"""


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "worker process"])
def test_a_test_that_steps_aside_fails_the_run_and_says_why(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    result = run(pytester, WAYS_TO_STEP_ASIDE, *options)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    outcomes = result.parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) == 5
    assert (
        len(re.findall(r"^skipped or .* counts as failed: .*no.reader", str(result.stdout), re.MULTILINE))
        == 5
    )


def test_a_whole_file_that_steps_aside_fails_the_run(pytester: pytest.Pytester) -> None:
    result = run(pytester, "import pytest\npytest.importorskip('no_reader')\n")

    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*counts as failed: *no_reader*"])


def test_a_worker_process_survives_a_log_line_that_cannot_be_encoded(pytester: pytest.Pytester) -> None:
    source = "import logging\ndef test_it():\n    logging.warning(chr(0xD83D))\n"

    run(pytester, source, "-n", "1").assert_outcomes(passed=1)


def test_nightly_tests_run_only_when_asked_for(pytester: pytest.Pytester) -> None:
    source = "import pytest\n@pytest.mark.nightly\ndef test_it(): pass\n"

    run(pytester, source).assert_outcomes(deselected=1)
    run(pytester, source, "--nightly").assert_outcomes(passed=1)


def test_a_connection_that_leaves_the_machine_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(PermissionError, match="network is closed"):
        outward.connect(("192.0.2.1", 80))
    with pytest.raises(PermissionError, match="network is closed"):
        socket.create_connection(("example.org", 80))


def test_the_data_of_whoever_runs_the_tests_is_out_of_reach(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert data_dir(Program.TILL).is_relative_to(tmp_path_factory.getbasetemp())


def test_a_connection_within_the_machine_is_allowed() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        assert client.getpeername() == listener.getsockname()
