"""Each setting of a till is declared once, and its declaration agrees with itself."""

import dataclasses

import pytest

from fidpos.settings.declaration import Setting, Source, settings_of
from fidpos.settings.till_settings import AmountEntry, Language, TillSettings

SETTINGS = settings_of(TillSettings)


def test_every_field_is_a_declared_setting() -> None:
    assert [each.name for each in SETTINGS] == [field.name for field in dataclasses.fields(TillSettings)]


def test_a_till_works_without_any_setting() -> None:
    settings = TillSettings()

    assert settings.language is Language.FRENCH
    assert settings.amount_entry is AmountEntry.CENTS
    assert "simulated" not in settings.readers


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_its_default_is_a_value_of_its_kind(setting: Setting) -> None:
    default = getattr(TillSettings(), setting.name)
    as_in_a_file = "" if default is None else default

    assert setting.kind.from_value(as_in_a_file) == default


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_somebody_may_set_it_and_nobody_sets_a_default(setting: Setting) -> None:
    assert setting.settable
    assert Source.DEFAULT not in setting.settable


def test_where_backups_go_is_not_the_servers_to_say() -> None:
    (folder,) = (each for each in SETTINGS if each.name == "backup_folder")

    assert Source.SERVER not in folder.settable


def test_a_setting_names_its_variable_and_its_sentence() -> None:
    assert SETTINGS[0].variable == "FIDPOS_LANGUAGE"
    assert SETTINGS[0].message_key == "setting.name.language"
