"""docs/programmes.md is true: its files are read, its commands print what stands below them."""

import dataclasses
import re
import shlex
import shutil
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.story import format as story_format
from fidpos.bootstrap.story.refusal import StoryRefusal
from fidpos.cli import main
from fidpos.domain.clock import utc
from fidpos.paths import TillFolder
from fidpos.rules.evaluation import Evaluation, OfferState, VoucherState
from fidpos.till.correction import CorrectionRefusal
from tests.helpers.fake_clock import FakeClock

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`(\w+\.json)`[^`]*\n\n```json\n(.*?)```", PAGE, re.DOTALL))
CONSOLES = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)

NEVER_IN_A_STORY = {"needs_manager", "needs_reason", "nothing", "sold_here", "applied", "available"}
"""A manager approves everything and gives a reason, each step names its visit, and there is one till."""


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration") / "till"
    seed(TillFolder(folder), FakeClock(utc(2026, 11, 20, 9)), members=20)
    return folder


@pytest.fixture
def in_the_page_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, till: Path) -> None:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    shutil.copytree(till, tmp_path / "till")


@pytest.mark.usefixtures("in_the_page_s_folder")
@pytest.mark.parametrize("console", CONSOLES, ids=lambda text: text.splitlines()[0])
def test_each_command_prints_what_stands_below_it(console: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = 0
    for command, printed in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", console, re.MULTILINE):
        if command == "echo $?":
            assert printed == f"{status}\n"
        else:
            _, *arguments = shlex.split(command)
            status = main(arguments)
            streams = capsys.readouterr()
            pattern = re.escape(printed).replace("…", ".*")
            assert re.fullmatch(pattern, streams.out + streams.err, re.DOTALL), streams.out + streams.err


def test_the_page_shows_every_act_that_it_explains() -> None:
    named = set(re.findall(r"^\| `fidpos programme (\w+)", PAGE, re.MULTILINE))
    shown = set(re.findall(r"^\$ fidpos programme (\w+)", PAGE, re.MULTILINE))

    assert shown == named - {"schema"}


def test_every_field_of_a_story_is_on_the_page() -> None:
    words = set(re.findall(r"`(\w+)`", PAGE))
    kinds = [kind for kind in vars(story_format).values() if dataclasses.is_dataclass(kind)]
    fields = {
        field.name
        for kind in kinds
        for field in dataclasses.fields(kind)
        if kind.__module__.endswith("format")
    }

    assert fields - words == set()


def test_every_field_of_an_evaluation_is_on_the_page() -> None:
    assert {field.name for field in dataclasses.fields(Evaluation)} <= set(re.findall(r"`(\w+)`", PAGE))


def test_every_reason_for_a_refusal_is_on_the_page_and_no_other() -> None:
    kinds = (CorrectionRefusal, OfferState, VoucherState, StoryRefusal)
    reasons = {reason.value for kind in kinds for reason in kind}
    table = PAGE.split("Its reason is one of:")[1]
    listed = {
        code
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for code in re.findall(r"`(\w+)`", row)
    }

    assert listed == reasons - NEVER_IN_A_STORY
