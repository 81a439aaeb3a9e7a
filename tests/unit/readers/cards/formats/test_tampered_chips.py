"""Whatever a chip or the air between makes of the answers: nothing raises, nothing unproved is believed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.card import Refusal, Trust
from fidpos.domain.card_key import KeyUse
from fidpos.readers.driver import CardIdentity
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.reader_context import recogniser
from tests.helpers.virtual_cards.asking import AUTHENTICATED, garbled
from tests.helpers.virtual_cards.auth_applet import AuthApplet
from tests.helpers.virtual_cards.desfire import DesfireCard
from tests.helpers.virtual_cards.ntag424 import Ntag424

NUMBER, UID = "2012340000486", bytes.fromhex("04DE5F1EACC040")
KEY, META = b"k" * 16, b"m" * 16
COMMANDS_MAX = 8


def chips(key: bytes) -> list[VirtualChip]:
    return [
        AuthApplet(NUMBER, key),
        AuthApplet(NUMBER, key, contactless=True),
        DesfireCard(uid=UID, number=NUMBER, key=key),
        Ntag424(uid=UID, file_key=key),
        Ntag424(uid=UID, file_key=key, meta_key=META),
        Ntag424(uid=UID, file_key=key, meta_key=META, random_uid=True),
    ]


def secrets() -> HeldSecrets:
    held = HeldSecrets().hold(KeyUse.APPLET, NUMBER, KEY)
    for use, secret in ((KeyUse.DESFIRE, KEY), (KeyUse.SUN_FILE, KEY), (KeyUse.SUN_META, META)):
        held.hold(use, UID.hex().upper(), secret)
    return held


_anything = st.one_of(
    st.binary(max_size=80),
    st.binary(max_size=64).map(lambda data: data + b"\x90\x00"),
    st.binary(max_size=64).map(lambda data: data + b"\x91\x00"),
    st.just(bytes(16) + b"\x91\xaf"),
    st.sampled_from([b"\x6d\x00", b"\x6e\x00", b"\x6c\x10", b"\x61\x10", b"\x91\xae"]),
)


@settings(deadline=None, max_examples=400)
@given(
    which=st.integers(0, 5),
    answers=st.dictionaries(st.integers(1, COMMANDS_MAX), _anything, max_size=COMMANDS_MAX),
)
def test_no_answer_of_a_chip_without_the_key_raises_or_is_believed(
    which: int, answers: dict[int, bytes]
) -> None:
    forger = chips(b"c" * 16)[which]
    found = recogniser(AUTHENTICATED, secrets()).recognise(
        forger.atr, garbled(forger, answers), device="reader"
    )

    assert isinstance(found, Refusal) or found.trust is Trust.COPYABLE


@settings(deadline=None, max_examples=300)
@given(which=st.integers(0, 5), step=st.integers(1, COMMANDS_MAX), answer=_anything)
def test_one_answer_changed_on_the_way_never_makes_another_card_of_it(
    which: int, step: int, answer: bytes
) -> None:
    genuine = chips(KEY)[which]
    found = recogniser(AUTHENTICATED, secrets()).recognise(
        genuine.atr, garbled(genuine, {step: answer}), device="reader"
    )

    if isinstance(found, CardIdentity) and found.trust is Trust.AUTHENTICATED:
        assert (found.number or found.uid) in {NUMBER, UID.hex().upper()}


@pytest.mark.parametrize("which", range(6))
def test_the_genuine_chip_itself_is_believed(which: int) -> None:
    genuine = chips(KEY)[which]
    found = recogniser(AUTHENTICATED, secrets()).recognise(genuine.atr, garbled(genuine, {}), device="reader")

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.AUTHENTICATED
