"""What a centre may decide for tills, and what its text means."""

import pytest

from fidpos.settings.declaration import Scope
from fidpos.settings.errors import SettingRefused
from fidpos.settings.pushed import check_pushed, pushed_value


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("true", True), ('"cents"', "cents"), ("cents", "cents"), ("[", "["), ('["1"]', ["1"])],
)
def test_a_text_means_what_a_settings_file_would_mean_or_itself(text: str, value: object) -> None:
    assert pushed_value(text) == value


@pytest.mark.parametrize("at", list(Scope))
def test_a_setting_of_a_till_may_be_decided_anywhere(at: Scope) -> None:
    check_pushed("sound", "false", at)


@pytest.mark.parametrize(
    ("name", "text", "at"),
    [
        ("nothing_of_the_kind", "1", Scope.MERCHANT),
        ("backup_folder", "/elsewhere", Scope.TILL),
        ("auto_lock_min", "3", Scope.TILL),
        ("refund_days_max", "3", Scope.SHOP),
        ("auto_lock_min", "0", Scope.SHOP),
        ("auto_lock_min", "soon", Scope.SHOP),
        ("sound", "loud", Scope.TILL),
    ],
)
def test_what_no_till_could_take_is_refused(name: str, text: str, at: Scope) -> None:
    with pytest.raises(SettingRefused):
        check_pushed(name, text, at)


def test_to_say_nothing_any_more_needs_no_value() -> None:
    check_pushed("auto_lock_min", None, Scope.SHOP)


def test_the_amounts_of_gift_cards_are_the_merchants_to_decide() -> None:
    check_pushed("gift_card_presets_minor", "[2500, 5000]", Scope.MERCHANT)

    for wrong in ("[]x", "[0]", "2500", "[1,2,3,4,5,6,7,8,9]", '["2500"]'):
        with pytest.raises(SettingRefused):
            check_pushed("gift_card_presets_minor", wrong, Scope.MERCHANT)
    with pytest.raises(SettingRefused):
        check_pushed("gift_card_presets_minor", "[2500]", Scope.TILL)
