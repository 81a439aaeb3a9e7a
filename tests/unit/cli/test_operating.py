"""What an operator's act prints, and what is said where it prints nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from fidpos.bootstrap import operator
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.operating import say_what_is_done
from fidpos.paths import ServerFolder, resources_dir
from fidpos.texts.texts import Texts

TEXTS = Texts.load(resources_dir() / "translations", "en")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServerFolder:
    @contextmanager
    def opened(_folder: ServerFolder, _environment: Mapping[str, str]) -> Iterator[None]:
        yield None

    monkeypatch.setattr(operator, "operator_at", opened)
    return ServerFolder(tmp_path)


def test_the_lines_of_an_act_are_printed(folder: ServerFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert say_what_is_done(folder, lambda _: ["one", "two"], TEXTS) == ExitCode.DONE

    assert capsys.readouterr() == ("one\ntwo\n", "")


def test_that_there_is_nothing_to_list_is_said_with_the_folder_apart_from_the_lines(
    folder: ServerFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say_what_is_done(folder, lambda _: [], TEXTS) == ExitCode.DONE

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"Nothing to show (data of the centre: {folder.root}).\n"
