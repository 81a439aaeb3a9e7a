"""An NTAG 424 DNA: whose it is, and whether its URL was made just now."""

import pytest

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.domain.card_key import KeyUse
from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.cards.formats.ntag424.profile import Ntag424Profile
from fidpos.readers.driver import CardIdentity
from fidpos.wire.sun import SunNames
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.virtual_cards.asking import ask, garbled
from tests.helpers.virtual_cards.ntag424 import URL, Ntag424, sun_url

UID = bytes.fromhex("04DE5F1EACC040")
NAME = UID.hex().upper()
FILE_KEY, META_KEY = b"f" * 16, b"m" * 16


@pytest.fixture
def secrets() -> HeldSecrets:
    return HeldSecrets().hold(KeyUse.SUN_FILE, NAME, FILE_KEY)


def plain(**changes: object) -> Ntag424:
    return Ntag424(**({"uid": UID, "file_key": FILE_KEY} | changes))  # type: ignore[arg-type]


def trust_of(found: object) -> Trust:
    assert isinstance(found, CardIdentity)
    assert (found.uid, found.form, found.medium) == (NAME, "nfc-a/ntag424", Medium.CONTACTLESS)
    return found.trust


def test_a_tap_that_the_till_has_not_seen_is_authenticated(secrets: HeldSecrets) -> None:
    tag = plain(counter=60)

    assert [trust_of(ask(tag, secrets)) for _ in range(3)] == [Trust.AUTHENTICATED] * 3


def test_a_url_copied_onto_another_tag_is_copyable_the_second_time(secrets: HeldSecrets) -> None:
    copied = sun_url(UID, 7, FILE_KEY)
    clone = plain(replayed=copied)

    assert [trust_of(ask(clone, secrets)) for _ in range(2)] == [Trust.AUTHENTICATED, Trust.COPYABLE]


def test_an_older_url_than_the_last_tap_is_copyable(secrets: HeldSecrets) -> None:
    ask(plain(counter=60), secrets)

    assert trust_of(ask(plain(replayed=sun_url(UID, 60, FILE_KEY)), secrets)) is Trust.COPYABLE


def test_a_url_copied_onto_a_tag_with_a_uid_of_its_own_is_not_genuine(secrets: HeldSecrets) -> None:
    clone = Ntag424(uid=bytes.fromhex("04000000000001"), file_key=b"", replayed=sun_url(UID, 7, FILE_KEY))

    assert ask(clone, secrets) is Refusal.NOT_GENUINE
    assert trust_of(ask(plain(counter=6), secrets)) is Trust.AUTHENTICATED


def test_a_clone_with_another_key_is_not_genuine_and_uses_up_no_counter(secrets: HeldSecrets) -> None:
    assert ask(plain(file_key=b"c" * 16, counter=2**20), secrets) is Refusal.NOT_GENUINE
    assert trust_of(ask(plain(), secrets)) is Trust.AUTHENTICATED


def test_without_its_key_the_url_goes_to_the_centre_as_evidence() -> None:
    found = ask(plain(counter=4))

    assert trust_of(found) is Trust.COPYABLE
    assert isinstance(found, CardIdentity)
    assert found.evidence == sun_url(UID, 5, FILE_KEY).removeprefix(URL)


def test_an_encrypted_url_is_opened_with_the_cards_own_meta_key(secrets: HeldSecrets) -> None:
    secrets.hold(KeyUse.SUN_META, NAME, META_KEY)

    assert trust_of(ask(plain(meta_key=META_KEY), secrets)) is Trust.AUTHENTICATED


def test_an_encrypted_url_under_another_meta_key_is_not_genuine(secrets: HeldSecrets) -> None:
    secrets.hold(KeyUse.SUN_META, NAME, META_KEY)

    assert ask(plain(meta_key=b"c" * 16), secrets) is Refusal.NOT_GENUINE


def test_an_encrypted_url_whose_meta_key_only_the_centre_has_is_known_by_the_readers_uid(
    secrets: HeldSecrets,
) -> None:
    found = ask(plain(meta_key=META_KEY), secrets)

    assert trust_of(found) is Trust.COPYABLE
    assert isinstance(found, CardIdentity)
    assert found.evidence.startswith("e=")


def test_a_tag_that_hides_its_uid_is_known_by_the_meta_key_that_opens_it(secrets: HeldSecrets) -> None:
    secrets.hold(KeyUse.SUN_META, "04000000000001", b"x" * 16).hold(KeyUse.SUN_META, NAME, META_KEY)

    assert trust_of(ask(plain(meta_key=META_KEY, random_uid=True), secrets)) is Trust.AUTHENTICATED


def test_a_tag_that_hides_its_uid_from_this_till_is_unknown(secrets: HeldSecrets) -> None:
    assert ask(plain(meta_key=META_KEY, random_uid=True), secrets) is Refusal.UNKNOWN_FORMAT


def test_a_meta_key_that_opens_another_cards_uid_is_not_believed(secrets: HeldSecrets) -> None:
    secrets.hold(KeyUse.SUN_META, "04000000000001", META_KEY)

    assert ask(plain(meta_key=META_KEY, random_uid=True), secrets) is Refusal.UNKNOWN_FORMAT


def test_a_url_of_another_merchant_is_of_another_format(secrets: HeldSecrets) -> None:
    ours = {"ntag424": {"url": URL}}
    others = {"ntag424": {"url": "https://other.example.org/"}}

    assert trust_of(ask(plain(), secrets, ours)) is Trust.AUTHENTICATED
    assert ask(plain(), secrets, others) is Refusal.UNKNOWN_FORMAT


def test_parameters_are_called_what_the_merchant_calls_them(secrets: HeldSecrets) -> None:
    url = sun_url(UID, 7, FILE_KEY).replace("uid=", "u=").replace("ctr=", "n=").replace("c=", "m=")
    named = {"ntag424": {"uid": "u", "counter": "n", "code": "m"}}

    assert trust_of(ask(plain(replayed=url), secrets, named)) is Trust.AUTHENTICATED


@pytest.mark.parametrize("url", ["https://example.org/", "tel:+33639980901", URL + "uid=04"])
def test_a_tag_with_any_other_content_is_of_another_format(secrets: HeldSecrets, url: str) -> None:
    assert ask(plain(replayed=url), secrets) is Refusal.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        (1, "6A82", None),
        (2, "6A82", None),
        (3, "", Refusal.BAD_READ),
        (3, "009000", Refusal.BAD_READ),
        (3, "FFFF9000", Refusal.BAD_READ),
        (3, "00009000", None),
        (4, "6982", Refusal.BAD_READ),
        (4, "D1019000", Refusal.BAD_READ),
    ],
)
def test_each_false_answer_has_its_meaning(
    secrets: HeldSecrets, step: int, answer: str, expected: Refusal | None
) -> None:
    tag = plain()
    profile = Ntag424Profile(secrets, SunNames())

    assert profile.identify(parse_atr(tag.atr), garbled(tag, {step: bytes.fromhex(answer)})) is expected


def test_a_message_longer_than_one_command_carries_is_read_piece_by_piece(secrets: HeldSecrets) -> None:
    url = sun_url(UID, 7, FILE_KEY, tail="&note=" + "x" * 300)

    assert trust_of(ask(plain(replayed=url), secrets)) is Trust.AUTHENTICATED
