"""Values of settings as they are typed, and as they are pushed."""

import pytest

from fidpos.settings.declaration import Scope, Setting
from fidpos.settings.errors import Wrong
from fidpos.settings.pushed import check_pushed, pushed_value
from fidpos.settings.till_settings import TillSettings
from fidpos.settings.written import choices_of, pushed_text, settings_to_push, typed_text

DEFAULTS = TillSettings()
SETTINGS = [each for each in settings_to_push() if getattr(DEFAULTS, each.name) != ""]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_what_every_setting_is_by_default_can_be_typed_and_pushed(setting: Setting) -> None:
    value = getattr(DEFAULTS, setting.name)
    text = pushed_text(setting.kind, typed_text(value))

    check_pushed(setting.name, text, Scope.MERCHANT)
    assert setting.kind.from_value(pushed_value(text)) == value


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_what_can_be_chosen_is_taken(setting: Setting) -> None:
    for choice in choices_of(setting.kind) or ():
        check_pushed(setting.name, pushed_text(setting.kind, choice), Scope.MERCHANT)


def test_what_is_none_of_its_kind_is_refused() -> None:
    lock = next(each for each in SETTINGS if each.name == "auto_lock_min")

    with pytest.raises(Wrong):
        pushed_text(lock.kind, "ages")
