"""The invented shop and the people who work there."""

from fidpos.bootstrap.demo.shop import COLLEAGUES, IDENTITY, programme
from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.staff import Role
from fidpos.readers.own_number import NumberLayout, OwnNumber, parse
from fidpos.rules.engine import compile_programme
from fidpos.vault.pins import ArgonPins, is_weak


def test_it_serves_no_real_customers() -> None:
    assert not IDENTITY.production


def test_every_role_is_there_with_an_allowed_pin_of_its_own() -> None:
    assert {colleague.role for colleague in COLLEAGUES} == set(Role)
    assert len({colleague.pin for colleague in COLLEAGUES}) == len(COLLEAGUES)
    assert not any(is_weak(colleague.pin) for colleague in COLLEAGUES)


def test_each_can_sign_in_with_badge_and_pin() -> None:
    pins = ArgonPins(bytes(32), memory_kib=64, passes=1, lanes=1)

    for colleague in COLLEAGUES:
        staff = colleague.staff(pins)
        assert pins.matches(staff.pin_hash, colleague.pin)
        assert staff.badge == CardToken(TokenKind.NUMBER, colleague.badge_number).text
        number = parse(colleague.badge_number, NumberLayout(merchant_code=IDENTITY.merchant_code))
        assert isinstance(number, OwnNumber)


def test_its_programme_compiles() -> None:
    assert compile_programme(programme()).programme.name == IDENTITY.card_name
