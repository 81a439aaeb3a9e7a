"""The applet's challenge: right, wrong, unknown and unheard of; and the bytes that write a blank card."""

import pytest

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.domain.card_key import KeyUse
from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.cards.formats.applet import commands
from fidpos.readers.cards.formats.applet.profile import AppletProfile
from fidpos.readers.driver import CardIdentity
from fidpos.wire.card_crypto import cmac
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.virtual_cards.asking import ask, garbled
from tests.helpers.virtual_cards.auth_applet import AuthApplet

NUMBER = "2012340000486"
KEY, OLD_KEY = b"k" * 16, b"o" * 16
INTERNAL_AUTHENTICATE = 0x88


@pytest.fixture
def secrets() -> HeldSecrets:
    return (
        HeldSecrets()
        .hold(KeyUse.APPLET, NUMBER, OLD_KEY, key_id=1)
        .hold(KeyUse.APPLET, NUMBER, KEY, key_id=2)
    )


def instructions(card: AuthApplet) -> list[int]:
    return [command[1] for command in card.asked]


def test_a_card_that_answers_the_challenge_is_authenticated(secrets: HeldSecrets) -> None:
    found = ask(AuthApplet(NUMBER, KEY, key_id=2), secrets)

    assert found == CardIdentity(
        medium=Medium.CHIP, form="iso7816/fidpos", trust=Trust.AUTHENTICATED, number=NUMBER
    )


def test_a_card_that_still_has_its_old_key_is_challenged_with_that_one(secrets: HeldSecrets) -> None:
    found = ask(AuthApplet(NUMBER, OLD_KEY, key_id=1), secrets)

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.AUTHENTICATED


def test_a_clone_that_answers_with_another_key_is_not_genuine(secrets: HeldSecrets) -> None:
    assert ask(AuthApplet(NUMBER, b"c" * 16, key_id=2), secrets) is Refusal.NOT_GENUINE


def test_a_card_whose_key_the_till_does_not_hold_is_copyable_and_not_challenged() -> None:
    card = AuthApplet(NUMBER, KEY, key_id=2)
    found = ask(card, HeldSecrets())

    assert isinstance(found, CardIdentity)
    assert (found.trust, found.evidence) == (Trust.COPYABLE, "")
    assert card.asked == [commands.SELECT, commands.GET_NUMBER]


def test_a_card_that_says_a_key_id_the_till_does_not_hold_is_copyable(secrets: HeldSecrets) -> None:
    card = AuthApplet(NUMBER, KEY, key_id=3)
    found = ask(card, secrets)

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.COPYABLE
    assert INTERNAL_AUTHENTICATE not in instructions(card)


def test_an_old_card_that_has_no_key_is_copyable(secrets: HeldSecrets) -> None:
    found = ask(AuthApplet(NUMBER), secrets)

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.COPYABLE


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("6D00", Trust.COPYABLE),
        ("6E00", Trust.COPYABLE),
        ("6985", Refusal.BAD_READ),
        ("", Refusal.BAD_READ),
        ("9000", Refusal.BAD_READ),
        ("00" * 15 + "9000", Refusal.BAD_READ),
        ("00" * 16 + "6282", Refusal.BAD_READ),
        ("00" * 16 + "9000", Refusal.NOT_GENUINE),
    ],
)
def test_each_answer_to_the_challenge_has_its_meaning(
    secrets: HeldSecrets, answer: str, expected: Trust | Refusal
) -> None:
    card = AuthApplet(NUMBER, KEY, key_id=2)
    found = AppletProfile(secrets).identify(parse_atr(card.atr), garbled(card, {4: bytes.fromhex(answer)}))

    assert (found.trust if isinstance(found, CardIdentity) else found) is expected


def test_the_challenge_is_fresh_each_time_and_its_answer_is_worth_nothing_the_next(
    secrets: HeldSecrets,
) -> None:
    challenges = iter((b"1" * 16, b"2" * 16))
    profile = AppletProfile(secrets, lambda _: next(challenges))
    card = AuthApplet(NUMBER, KEY, key_id=2)
    recorded = cmac(KEY, b"1" * 16) + bytes.fromhex("9000")

    first = profile.identify(parse_atr(card.atr), garbled(card, {}))
    replayed = profile.identify(parse_atr(card.atr), garbled(card, {4: recorded}))

    assert isinstance(first, CardIdentity)
    assert replayed is Refusal.NOT_GENUINE
    assert [sent[5:21] for sent in card.asked if sent[1] == INTERNAL_AUTHENTICATE] == [b"1" * 16, b"2" * 16]


def test_two_taps_never_send_the_same_challenge(secrets: HeldSecrets) -> None:
    card = AuthApplet(NUMBER, KEY, key_id=2)
    for _ in range(20):
        ask(card, secrets)

    sent = [command for command in card.asked if command[1] == INTERNAL_AUTHENTICATE]
    assert len(set(sent)) == 20


def test_a_blank_card_is_written_and_read_back(secrets: HeldSecrets) -> None:
    card = AuthApplet()
    steps = (commands.SELECT, commands.put_number(NUMBER), commands.put_key(2, KEY), commands.LOCK)
    assert [card.respond(step) for step in steps] == [bytes.fromhex("9000")] * 4
    assert card.respond(commands.GET_STATE) == commands.STATE_LOCKED + bytes.fromhex("9000")

    found = ask(card, secrets)

    assert isinstance(found, CardIdentity)
    assert (found.number, found.trust) == (NUMBER, Trust.AUTHENTICATED)


def test_a_locked_card_is_never_written_again() -> None:
    card = AuthApplet(NUMBER, KEY, is_locked=True)
    card.respond(commands.SELECT)

    for step in (commands.put_number("1"), commands.put_key(1, OLD_KEY), commands.LOCK):
        assert int.from_bytes(card.respond(step), "big") == commands.SW_CONDITIONS_NOT_SATISFIED
    assert (card.number, card.key) == (NUMBER, KEY)
