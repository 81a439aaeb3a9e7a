"""Settings from a file, the server and the environment: who wins, and what is refused."""

from pathlib import Path

import pytest

from fidpos.domain.visit import SalesChannel
from fidpos.settings.declaration import Source
from fidpos.settings.errors import SettingRefused
from fidpos.settings.sources import OTHER_VARIABLES, load
from fidpos.settings.till_settings import USUAL_READERS, AmountEntry, Language, TillSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_any_source_the_defaults_hold(file: Path) -> None:
    loaded = load(file, environ={})

    assert loaded.values == TillSettings()
    assert set(loaded.sources.values()) == {Source.DEFAULT}


def test_each_source_wins_over_those_before_it(file: Path) -> None:
    file.write_text('language = "en"\nauto_lock_min = 7\nsound = false\n')
    pushed = {"auto_lock_min": 8, "amount_entry": "comma", "sound": True}

    loaded = load(file, pushed=pushed, environ={"FIDPOS_SOUND": "off"})

    assert loaded.values.language is Language.ENGLISH
    assert loaded.values.auto_lock_min == 8
    assert loaded.values.amount_entry is AmountEntry.COMMA
    assert not loaded.values.sound
    assert [loaded.sources[name] for name in ("language", "auto_lock_min", "sound", "backup_every_h")] == [
        Source.FILE,
        Source.SERVER,
        Source.ENVIRONMENT,
        Source.DEFAULT,
    ]


def test_a_till_says_how_its_purchases_are_made(file: Path) -> None:
    file.write_text('channel = "collect"\n')

    assert load(file, environ={}).values.channel is SalesChannel.COLLECT


@pytest.mark.parametrize("line", ["production = false", "production = true"])
def test_no_file_can_turn_a_shop_into_a_demonstration(file: Path, line: str) -> None:
    file.write_text(line)

    with pytest.raises(SettingRefused) as caught:
        load(file, environ={})

    assert caught.value.params["place"] == f"{file}: production"


def test_the_readers_of_a_file_stand_for_all_readers(file: Path) -> None:
    file.write_text('[readers.pcsc]\nmatch = "ACR"\nslots = [1, 2]\n')

    assert load(file, environ={}).values.readers == {"pcsc": {"match": "ACR", "slots": [1, 2]}}


def test_a_file_without_readers_leaves_the_usual_ones(file: Path) -> None:
    file.write_text("sound = false\n")

    assert load(file, environ={}).values.readers == USUAL_READERS


@pytest.mark.parametrize(
    ("content", "place", "key"),
    [
        ("langage = 'fr'", ": langage", "setting.unknown"),
        ("language = 'de'", ": language", "setting.one_of"),
        ("auto_lock_min = 0", ": auto_lock_min", "setting.whole_number"),
        ("auto_lock_min = '5'", ": auto_lock_min", "setting.whole_number"),
        ("[backup]\nfolder = '/mnt'", ": backup", "setting.unknown"),
        ("language = ", "", "setting.not_toml"),
        ("language = 'fr'\nlanguage = 'en'", "", "setting.not_toml"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_place(
    file: Path, content: str, place: str, key: str
) -> None:
    file.write_text(content)

    with pytest.raises(SettingRefused) as caught:
        load(file, environ={})

    assert caught.value.params["place"] == f"{file}{place}"
    assert getattr(caught.value.params["reason"], "key", "") == key


def test_a_file_that_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingRefused):
        load(file, environ={})


def test_a_file_that_cannot_be_read_is_refused(file: Path) -> None:
    file.mkdir()

    with pytest.raises(SettingRefused) as caught:
        load(file, environ={})

    assert getattr(caught.value.params["reason"], "key", "") == "setting.unreadable"


@pytest.mark.parametrize(
    ("variable", "text", "key"),
    [
        ("FIDPOS_LANGAGE", "fr", "setting.unknown"),
        ("FIDPOS_LANGUAGE", "FR", "setting.one_of"),
        ("FIDPOS_READERS", "pcsc", "setting.not_here"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_with_the_variable(
    file: Path, variable: str, text: str, key: str
) -> None:
    with pytest.raises(SettingRefused) as caught:
        load(file, environ={variable: text})

    assert caught.value.params["place"] == variable
    assert getattr(caught.value.params["reason"], "key", "") == key


def test_other_variables_of_the_program_are_left_alone(file: Path) -> None:
    loaded = load(file, environ=dict.fromkeys(OTHER_VARIABLES, "x") | {"PATH": "/bin", "fidpos_sound": "?"})

    assert loaded.values == TillSettings()


def test_what_a_newer_server_pushes_is_left_out_and_the_till_starts(file: Path) -> None:
    pushed = {"colour_of_the_door": "blue", "language": "de", "sound": False, "backup_folder": "/x"}

    loaded = load(file, pushed=pushed, environ={})

    assert not loaded.values.sound
    assert loaded.values.language is Language.FRENCH
    assert [refused.params["place"] for refused in loaded.left_out] == [
        "colour_of_the_door",
        "language",
        "backup_folder",
    ]
