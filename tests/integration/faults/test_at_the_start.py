"""Something is wrong with the till's folder: the program says what in one sentence, and makes nothing new."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos import paths
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.errors import FidposError, StoreCorrupt
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import Language, TillSettings
from fidpos.texts.texts import Texts
from fidpos.ui.app import show, shut
from fidpos.ui.player import press
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import LockModel, StartModel
from fidpos.ui.settings import UiSettings
from tests.helpers.broken_shop import WRONG, Break, contents, damage_journal, lose_keys
from tests.helpers.real_shop import found_shop

LIMIT_MS = 60_000
BROKEN = pytest.mark.parametrize(("break_it", "kind"), WRONG.values(), ids=WRONG.keys())
BROKEN_JOURNAL = {
    **{name: case for name, case in WRONG.items() if name not in {"newer program before", "damaged page"}},
    "damaged journal": (damage_journal, StoreCorrupt),
}
"""What keeps a journal from being verified: not a newer schema, nor a page that it does not stand on."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found_shop(tmp_path_factory.mktemp("shop") / "till").folder.root


@pytest.fixture
def folder(shop: Path, tmp_path: Path) -> TillFolder:
    shutil.copytree(shop, tmp_path / "till")
    return TillFolder(tmp_path / "till")


def texts_of(language: str) -> Texts:
    return Texts.load(paths.resources_dir() / "translations", language)


@BROKEN
def test_opening_says_what_is_wrong_and_changes_nothing(
    folder: TillFolder, break_it: Break, kind: type[FidposError]
) -> None:
    break_it(folder)
    before = contents(folder)

    with pytest.raises(kind) as caught:
        open_store(folder, SystemClock())

    assert caught.type is kind
    assert contents(folder) == before


@pytest.mark.parametrize(("break_it", "kind"), BROKEN_JOURNAL.values(), ids=BROKEN_JOURNAL.keys())
def test_the_command_line_says_it_in_one_line_and_ends_with_one(
    folder: TillFolder, break_it: Break, kind: type[FidposError]
) -> None:
    break_it(folder)
    before = contents(folder)

    done = subprocess.run(
        [sys.executable, "-m", "fidpos", "journal", "verify", "--data", str(folder.root)],
        env={**os.environ, "FIDPOS_LANGUAGE": "fr"},
        capture_output=True,
        text=True,
        check=False,
    )

    french = texts_of("fr")
    assert done.returncode == ExitCode.REFUSED
    assert done.stdout == ""
    assert done.stderr.startswith(f"fidpos: {french.say(f'error.{kind.code}')}")
    at_a_terminal, at_the_till = f"hint.cli.{kind.code}", f"hint.error.{kind.code}"
    hint = french.say(at_a_terminal if french.has(at_a_terminal) else at_the_till)
    assert done.stderr.endswith(f"{hint}\n")
    assert done.stderr.count("\n") == 1
    assert contents(folder) == before


@BROKEN
def test_both_languages_have_the_sentence_and_what_to_do(break_it: Break, kind: type[FidposError]) -> None:
    keys = (f"error.{kind.code}", f"hint.error.{kind.code}")

    assert all(texts_of(language).has(key) for language in Language for key in keys)


@pytest.fixture
def window(folder: TillFolder, qtbot: QtBot) -> TillProgram:
    settings = TillSettings(language=Language.FRENCH, readers={})
    return assemble(folder, settings, SystemClock(), ui_settings=UiSettings(sounds=False, fullscreen=False))


@BROKEN
def test_the_window_says_it_with_what_to_do_and_stays_open(
    folder: TillFolder,
    window: TillProgram,
    break_it: Break,
    kind: type[FidposError],
    qtbot: QtBot,
) -> None:
    break_it(folder)
    before = contents(folder)

    show(window.ui, fullscreen=False)
    qtbot.waitUntil(lambda: has_failed(window), timeout=LIMIT_MS)

    shown = window.ui.desk.screen
    assert isinstance(shown, StartModel)
    french = texts_of("fr")
    assert shown.title == french.say(f"error.{kind.code}")
    assert shown.detail == french.say(f"hint.error.{kind.code}")
    assert contents(folder) == before
    assert shut(window.ui)


def test_once_it_is_mended_enter_opens_the_till(
    folder: TillFolder, window: TillProgram, qtbot: QtBot
) -> None:
    keys = folder.keys.read_bytes()
    lose_keys(folder)
    show(window.ui, fullscreen=False)
    qtbot.waitUntil(lambda: has_failed(window), timeout=LIMIT_MS)

    folder.keys.write_bytes(keys)
    folder.keys.chmod(0o600)
    press(window.ui.window, Key.ENTER)
    qtbot.waitUntil(lambda: isinstance(window.ui.desk.screen, LockModel), timeout=LIMIT_MS)

    assert shut(window.ui)


def has_failed(program: TillProgram) -> bool:
    shown = program.ui.desk.screen
    return isinstance(shown, StartModel) and shown.failed
