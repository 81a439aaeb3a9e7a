"""What a technician saves stands in the settings file; what a person wrote there stays to the letter."""

import os
import tomllib
from pathlib import Path

import pytest

from fidpos.settings.errors import SettingRefused
from fidpos.settings.saving import drop_reader, save_reader
from fidpos.settings.sources import load

WRITTEN = """\
# The till at the entrance.
language = "en"   # the cashier is Irish

[readers.keyboard_wedge]
# The old scanner; its prefix was set by hand.
prefix = "F11"
suffix = "Tab"    # it presses Tab

[readers.pcsc]

[cards.applet]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_a_new_reader_is_added_and_the_rest_stays_to_the_letter(file: Path) -> None:
    file.write_text(WRITTEN)

    readers = save_reader(file, "counter", {"driver": "serial_line", "port": "/dev/ttyACM0", "gap_ms": 50})

    text = file.read_text()
    assert all(line in text.splitlines() for line in WRITTEN.splitlines())
    assert readers == load(file, environ={}).values.readers
    assert readers["counter"] == {"driver": "serial_line", "port": "/dev/ttyACM0", "gap_ms": 50}


def test_a_changed_setting_keeps_the_comments_beside_it(file: Path) -> None:
    file.write_text(WRITTEN)

    save_reader(file, "keyboard_wedge", {"prefix": "F11", "suffix": "Enter", "lengths": ("13", "18")})

    text = file.read_text()
    assert "# The old scanner; its prefix was set by hand." in text
    assert "# it presses Tab" in text
    assert tomllib.loads(text)["readers"]["keyboard_wedge"] == {
        "prefix": "F11",
        "suffix": "Enter",
        "lengths": ["13", "18"],
    }


def test_a_setting_that_is_left_out_goes(file: Path) -> None:
    file.write_text(WRITTEN)

    readers = save_reader(file, "keyboard_wedge", {"prefix": "F11"})

    assert readers["keyboard_wedge"] == {"prefix": "F11"}


def test_the_usual_readers_stay_in_use_beside_the_first_one_that_is_named(file: Path) -> None:
    readers = save_reader(file, "counter", {"driver": "serial_line"})

    assert list(readers) == ["keyboard_wedge", "pcsc", "counter"]
    assert load(file, environ={}).values.readers == readers


def test_a_reader_that_is_dropped_leaves_the_others(file: Path) -> None:
    file.write_text(WRITTEN)

    readers = drop_reader(file, "pcsc")

    assert list(readers) == ["keyboard_wedge"]
    assert load(file, environ={}).values.language.value == "en"


def test_a_till_may_be_left_without_any_reader(file: Path) -> None:
    drop_reader(file, "pcsc")

    assert drop_reader(file, "keyboard_wedge") == {}
    assert load(file, environ={}).values.readers == {}


def test_a_file_that_is_no_toml_is_refused_and_left_as_it_is(file: Path) -> None:
    file.write_text("language = en")

    with pytest.raises(SettingRefused):
        save_reader(file, "counter", {})

    assert file.read_text() == "language = en"


def test_a_folder_that_cannot_be_written_is_refused_and_leaves_nothing_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError("no space")

    file.write_text(WRITTEN)
    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(SettingRefused):
        save_reader(file, "counter", {})

    assert file.read_text() == WRITTEN
    assert list(file.parent.iterdir()) == [file]


def test_the_file_keeps_its_mode_and_a_new_one_is_for_this_user_alone(file: Path) -> None:
    save_reader(file, "counter", {})
    assert file.stat().st_mode & 0o777 == 0o600

    file.chmod(0o644)
    save_reader(file, "counter", {"a": 1})

    assert file.stat().st_mode & 0o777 == 0o644


def test_a_link_to_the_file_stays_a_link(tmp_path: Path, file: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(WRITTEN)
    file.symlink_to(real)

    save_reader(file, "counter", {})

    assert file.is_symlink()
    assert "counter" in real.read_text()
