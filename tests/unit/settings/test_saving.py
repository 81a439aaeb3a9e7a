"""What a technician saves stands in the settings file; what a person wrote there stays to the letter."""

import os
import tomllib
from pathlib import Path

import pytest

from fidpos.settings.errors import SettingRefused
from fidpos.settings.saving import drop_reader, save_reader, save_values
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


ODD = {
    "cut in pieces": '[readers.pcsc]\nmatch = ""\n[cards.applet]\n[readers.serial_line]\nbaud = 9600\n',
    "in braces": "readers = { pcsc = {}, serial_line = { baud = 9600 } }\n[cards.applet]\n",
    "with dots": 'readers.pcsc.match = ""\nreaders.serial_line.baud = 9600\n[cards.applet]\n',
    "with one dotted key": "readers.serial_line.baud = 9600\n[cards.applet]\n",
    "half in braces": "[readers]\npcsc = {}\nserial_line = { baud = 9600 }\n[cards.applet]\n",
    "for Windows": "[readers.serial_line]\r\nbaud = 9600\r\n[cards.applet]\r\n",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_readers_may_be_written_in_any_way_that_toml_has(file: Path, text: str) -> None:
    file.write_bytes(text.encode())

    save_reader(file, "serial_line", {"baud": 115_200})
    save_reader(file, "counter", {"driver": "serial_line", "lengths": ("13",)})
    readers = drop_reader(file, "pcsc")

    expected = {"serial_line": {"baud": 115_200}, "counter": {"driver": "serial_line", "lengths": ["13"]}}
    assert readers == expected
    assert tomllib.loads(file.read_text()) == {"readers": expected, "cards": {"applet": {}}}

    assert drop_reader(file, "serial_line") == {"counter": expected["counter"]}
    assert drop_reader(file, "counter") == {}
    assert load(file, environ={}).values.readers == {}


def test_a_table_cut_in_pieces_keeps_what_a_person_wrote_there(file: Path) -> None:
    file.write_text("[readers.pcsc]\n# by hand\n[cards.applet]\n[readers.serial_line]\nbaud = 9600 # slow\n")

    save_reader(file, "pcsc", {"match": "ACR"})

    assert "# by hand" in file.read_text()
    assert "# slow" in file.read_text()


def test_a_file_that_cannot_be_changed_with_certainty_is_refused_and_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(WRITTEN)
    monkeypatch.setattr("tomlkit.dumps", lambda _document: "language = 'fr'\n")

    with pytest.raises(SettingRefused) as caught:
        save_reader(file, "pcsc", {"match": "ACR"})

    assert caught.value.params["reason"].key == "setting.readers_oddly_written"  # type: ignore[attr-defined]
    assert file.read_text() == WRITTEN


def test_values_are_set_before_the_tables_and_comments_stay(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# ours\nlanguage = "en"\n\n[readers.counter]\ndriver = "pcsc"  # the good one\n')

    save_values(file, {"printer": "usb", "printer_address": "/dev/usb/lp0"})
    save_values(file, {"printer": "none"})

    text = file.read_text()
    assert tomllib.loads(text) == {
        "language": "en",
        "printer": "none",
        "printer_address": "/dev/usb/lp0",
        "readers": {"counter": {"driver": "pcsc"}},
    }
    assert "# ours" in text
    assert "# the good one" in text


def test_a_file_that_is_not_there_yet_is_made_with_the_values(tmp_path: Path) -> None:
    save_values(tmp_path / "settings.toml", {"printer": "none"})

    assert tomllib.loads((tmp_path / "settings.toml").read_text()) == {"printer": "none"}
