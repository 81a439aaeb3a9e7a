"""What the file of a running PostgreSQL says."""

from pathlib import Path

import pytest

from fidpos.server.db.cluster import ClusterFolder
from fidpos.server.db.running import Running, running_in

LINES = ("4711", "/srv/data", "1700000000", "5433", "/srv/run", "", "  1 2", "ready   ")


@pytest.fixture
def cluster(tmp_path: Path) -> ClusterFolder:
    (tmp_path / "data").mkdir()
    return ClusterFolder(root=tmp_path)


def test_it_says_where_it_listens(cluster: ClusterFolder) -> None:
    cluster.pid_file.write_text("\n".join(LINES))

    assert running_in(cluster) == Running(
        pid=4711, port=5433, socket_folder="/srv/run", address="", ready=True
    )


def test_while_it_starts_it_says_less_or_not_yet_ready(cluster: ClusterFolder) -> None:
    for lines in (LINES[:6], [*LINES[:7], "starting"]):
        cluster.pid_file.write_text("\n".join(lines))
        found = running_in(cluster)

        assert found is not None
        assert not found.ready


@pytest.mark.parametrize("text", ["", "\n\n\n\n", "4711", "no number\n\n\n5432\n"])
def test_a_file_that_is_just_being_written_says_nothing(cluster: ClusterFolder, text: str) -> None:
    cluster.pid_file.write_text(text)

    assert running_in(cluster) is None


def test_without_a_file_nothing_runs(cluster: ClusterFolder) -> None:
    assert running_in(cluster) is None


def test_where_there_is_no_socket_it_is_reached_by_its_address() -> None:
    running = Running(pid=1, port=5433, socket_folder="", address="127.0.0.1", ready=True)

    assert running.conninfo == "host=127.0.0.1 port=5433"
