"""Cards for the printer: whole files for one user, gone at the next start."""

import errno
import os
import stat
from pathlib import Path

import pytest

from fidpos.bootstrap.card_printer import CARD_COLOUR, CardPrinter
from fidpos.domain.errors import StoreError, StoreFull, StoreReadOnly
from fidpos.readers.own_number import make_long
from fidpos.ui.theme import Colour
from tests.helpers.counter import IDENTITY

NUMBER = make_long(IDENTITY.merchant_code, 4711)


@pytest.fixture
def printer(tmp_path: Path) -> CardPrinter:
    return CardPrinter(tmp_path / "cards", lambda: IDENTITY)


def test_a_card_is_a_whole_pdf_for_its_user_alone(printer: CardPrinter, tmp_path: Path) -> None:
    path = Path(printer.print_card(NUMBER))

    assert path.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list((tmp_path / "cards").iterdir()) == [path]


def test_the_name_of_the_file_says_four_digits_and_is_another_one_each_time(printer: CardPrinter) -> None:
    first, second = Path(printer.print_card(NUMBER)), Path(printer.print_card(NUMBER))

    assert first != second
    assert NUMBER[-4:] in first.name
    assert NUMBER not in first.name


def test_cards_of_an_earlier_run_are_removed_and_nothing_else(printer: CardPrinter, tmp_path: Path) -> None:
    printer.print_card(NUMBER)
    (tmp_path / "cards" / "card-1197-0a1b.new").touch()
    (tmp_path / "cards" / "notes.txt").touch()
    printer.clear()

    assert [file.name for file in (tmp_path / "cards").iterdir()] == ["notes.txt"]


def test_there_may_be_nothing_to_remove(printer: CardPrinter, tmp_path: Path) -> None:
    printer.clear()

    assert not (tmp_path / "cards").exists()


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, StoreFull), (errno.EROFS, StoreReadOnly), (errno.EIO, StoreError)],
)
def test_a_disk_that_refuses_is_said_and_leaves_no_file(
    printer: CardPrinter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    error: type[StoreError],
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError) as raised:
        printer.print_card(NUMBER)

    assert type(raised.value) is error
    assert NUMBER not in str(raised.value)
    assert list((tmp_path / "cards").iterdir()) == []


def test_what_cannot_be_removed_keeps_no_till_from_starting(
    printer: CardPrinter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError

    printer.print_card(NUMBER)
    monkeypatch.setattr(Path, "unlink", refuse)
    printer.clear()

    assert "could not be removed" in caplog.text


def test_the_card_has_the_colour_of_the_card_on_screen() -> None:
    assert Colour.ACCENT.value == CARD_COLOUR
