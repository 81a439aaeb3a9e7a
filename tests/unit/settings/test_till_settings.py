"""Each setting of a till is declared once, and its declaration agrees with itself."""

import dataclasses

import pytest

from fidpos.domain.correction_policy import CorrectionPolicy
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.gift_card import GiftCardPolicy, GiftCardTerms, VatKind
from fidpos.settings.declaration import OWNER, Setting, Source, settings_of
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


def test_the_policies_are_those_of_the_domain_until_somebody_sets_them() -> None:
    settings = TillSettings()

    assert settings.gift_card_policy == GiftCardPolicy()
    assert settings.correction_policy == CorrectionPolicy()
    assert settings.enrolment_policy == EnrolmentPolicy()


def test_every_setting_of_a_policy_reaches_it() -> None:
    settings = TillSettings(
        gift_card_vat=VatKind.SINGLE_PURPOSE,
        gift_card_valid_months=24,
        gift_card_grace_days=1,
        gift_card_balance_max_minor=2,
        gift_card_load_max_minor=3,
        gift_card_presets_minor=(12,),
        gift_card_cashier_max_minor=10,
        gift_card_sold_a_day_max_minor=4,
        gift_card_spent_a_day_max_minor=5,
        gift_card_hold_s=60,
        gift_card_lookups_a_minute=7,
        refund_days_max=8,
        credit_days_max=9,
        country="BE",
        consent_wording="2027-2",
        enrolments_an_hour=11,
    )

    assert settings.gift_card_policy == GiftCardPolicy(
        terms=GiftCardTerms(vat=VatKind.SINGLE_PURPOSE, valid_months=24, grace_days=1),
        balance_max_minor=2,
        load_max_minor=3,
        presets_minor=(12,),
        cashier_max_minor=10,
        sold_a_day_max_minor=4,
        spent_a_day_max_minor=5,
        hold_s=60,
        lookups_a_minute=7,
    )
    assert settings.correction_policy == CorrectionPolicy(refund_days_max=8, credit_days_max=9)
    assert settings.enrolment_policy == EnrolmentPolicy(country="BE", wording="2027-2", an_hour_max=11)


def test_no_variable_raises_what_guards_the_shop_s_money() -> None:
    guarding = [each for each in SETTINGS if each.name.startswith(("gift_card_", "refund_", "credit_"))]

    assert len(guarding) == 13
    assert all(each.settable == OWNER for each in guarding)
