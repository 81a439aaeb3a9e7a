"""Keys and counters of cards in the real store: sealed, newest first, and durable before they count."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fidpos.domain.card import Card, CardToken, Medium, TokenKind
from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.clock import utc
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import InvalidValue, StoreFull
from fidpos.domain.ids import CardId
from fidpos.localdb.card_secrets import HIDDEN_CARDS_MAX, CardSecretStore
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.readers.cards.secrets import CardSecrets
from tests.helpers.counter import INES, snapshot
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY

SEAL = bytes(range(100, 132))
UID, OTHER_UID = "04DE5F1EACC040", "04958CAA5C5E80"
FORM = "nfc-a/ntag424"


def aes(number: int, key_id: int = 1) -> CardKey:
    return CardKey(key_id=key_id, secret=number.to_bytes(16, "big"))


@pytest.fixture
def secrets(store: LocalStore) -> Iterator[CardSecretStore]:
    opened = CardSecretStore(store.database, SEAL)
    yield opened
    opened.close()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = connect(path, KEY)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_it_is_what_card_formats_ask(secrets: CardSecretStore) -> None:
    asked: CardSecrets = secrets

    assert asked.card_key(KeyUse.APPLET, "2047110000017") is None
    assert asked.card_keys(KeyUse.SUN_META) == ()
    assert asked.signing_key(1) is None


@pytest.mark.parametrize(
    ("use", "length"),
    [(use, 16) for use in (KeyUse.APPLET, KeyUse.DESFIRE, KeyUse.SUN_META, KeyUse.SUN_FILE)]
    + [(KeyUse.MIFARE_CLASSIC, 6), (KeyUse.MEMORY_PIN, 2), (KeyUse.MEMORY_PIN, 3)],
)
def test_a_key_is_found_for_its_card_and_its_use_only(
    secrets: CardSecretStore, use: KeyUse, length: int
) -> None:
    key = CardKey(key_id=7, secret=b"\x5a" * length)
    secrets.put_card_key(use, UID, key)

    assert secrets.card_key(use, UID) == secrets.card_key(use, UID, 7) == key
    assert secrets.card_key(use, UID, 8) is None
    assert secrets.card_key(use, OTHER_UID) is None
    assert [other for other in KeyUse if secrets.card_key(other, UID)] == [use]


@pytest.mark.parametrize("length", [0, 5, 15, 17, 32])
def test_a_key_of_another_length_is_refused(secrets: CardSecretStore, length: int) -> None:
    with pytest.raises(InvalidValue):
        secrets.put_card_key(KeyUse.DESFIRE, UID, CardKey(key_id=1, secret=bytes(length)))

    assert secrets.card_key(KeyUse.DESFIRE, UID) is None


@pytest.mark.parametrize("card", ["", "04 DE", "é", "A" * 65, "a'b"])
def test_a_card_without_a_sensible_name_is_refused(secrets: CardSecretStore, card: str) -> None:
    with pytest.raises(InvalidValue):
        secrets.put_card_key(KeyUse.DESFIRE, card, aes(1))


@pytest.mark.parametrize("key_id", [-1, 256])
def test_a_key_id_that_no_card_could_say_is_refused(secrets: CardSecretStore, key_id: int) -> None:
    with pytest.raises(InvalidValue):
        secrets.put_card_key(KeyUse.DESFIRE, UID, aes(1, key_id))


def test_the_key_put_last_is_the_newest_and_the_one_before_is_found_by_its_id(
    secrets: CardSecretStore,
) -> None:
    first, second = aes(1, key_id=9), aes(2, key_id=3)
    secrets.put_card_key(KeyUse.APPLET, UID, first)
    secrets.put_card_key(KeyUse.APPLET, UID, second)

    assert secrets.card_key(KeyUse.APPLET, UID) == second
    assert secrets.card_key(KeyUse.APPLET, UID, 9) == first


def test_a_key_put_again_under_its_id_replaces_the_old_one(secrets: CardSecretStore) -> None:
    secrets.put_card_key(KeyUse.APPLET, UID, aes(1))
    secrets.put_card_key(KeyUse.APPLET, UID, aes(2))

    assert secrets.card_key(KeyUse.APPLET, UID, 1) == aes(2)


def test_all_keys_of_a_use_come_newest_first_and_no_more_than_a_tap_can_try(
    secrets: CardSecretStore,
) -> None:
    for number in range(HIDDEN_CARDS_MAX + 2):
        secrets.put_card_key(KeyUse.SUN_META, f"{number:014X}", aes(number))

    found = secrets.card_keys(KeyUse.SUN_META)

    assert len(found) == HIDDEN_CARDS_MAX
    assert found[0] == (f"{HIDDEN_CARDS_MAX + 1:014X}", aes(HIDDEN_CARDS_MAX + 1))
    assert found[-1] == (f"{2:014X}", aes(2))


def test_a_retired_key_is_destroyed_when_there_is_another(secrets: CardSecretStore) -> None:
    secrets.put_card_key(KeyUse.APPLET, UID, aes(1, key_id=1))
    secrets.put_card_key(KeyUse.APPLET, UID, aes(2, key_id=2))
    secrets.retire_card_key(KeyUse.APPLET, UID, 1)

    assert secrets.card_key(KeyUse.APPLET, UID, 1) is None
    assert secrets.card_key(KeyUse.APPLET, UID) == aes(2, key_id=2)


def test_the_only_key_is_kept_once_retired_until_another_replaces_it(secrets: CardSecretStore) -> None:
    secrets.put_card_key(KeyUse.APPLET, UID, aes(1, key_id=1))
    secrets.retire_card_key(KeyUse.APPLET, UID, 1)
    assert secrets.card_key(KeyUse.APPLET, UID) == aes(1, key_id=1)

    secrets.put_card_key(KeyUse.APPLET, UID, aes(2, key_id=2))
    assert secrets.card_key(KeyUse.APPLET, UID, 1) is None


def test_a_card_is_forgotten_with_all_its_keys_and_counters(secrets: CardSecretStore, path: Path) -> None:
    for use in (KeyUse.SUN_META, KeyUse.SUN_FILE):
        secrets.put_card_key(use, UID, aes(1))
    secrets.put_card_key(KeyUse.SUN_FILE, OTHER_UID, aes(2))
    assert secrets.counter_rises(FORM, UID, 5)
    secrets.forget_card(UID)

    assert secrets.card_key(KeyUse.SUN_FILE, OTHER_UID) == aes(2)
    assert rows(path, "SELECT card FROM card_keys") == [(OTHER_UID,)]
    assert rows(path, "SELECT card FROM card_counters") == []


@pytest.mark.parametrize("use", [use for use in KeyUse if use is not KeyUse.MEMORY_PIN])
def test_a_key_of_several_cards_is_refused(secrets: CardSecretStore, use: KeyUse) -> None:
    key = CardKey(key_id=1, secret=b"\x5a" * (6 if use is KeyUse.MIFARE_CLASSIC else 16))
    secrets.put_card_key(use, UID, key)

    with pytest.raises(InvalidValue, match="several cards"):
        secrets.put_card_key(use, OTHER_UID, key)
    assert secrets.card_key(use, OTHER_UID) is None


def test_pins_of_memory_chips_are_too_short_to_differ(secrets: CardSecretStore) -> None:
    for card in (UID, OTHER_UID):
        secrets.put_card_key(KeyUse.MEMORY_PIN, card, CardKey(key_id=0, secret=b"\xff" * 3))

    assert len(secrets.card_keys(KeyUse.MEMORY_PIN)) == 2


def test_the_key_is_sealed_within_the_encrypted_store(secrets: CardSecretStore, path: Path) -> None:
    secret = b"sixteen letters!"
    secrets.put_card_key(KeyUse.DESFIRE, UID, CardKey(key_id=1, secret=secret))

    (row,) = rows(path, "SELECT * FROM card_keys")
    assert all(secret not in value for value in row if isinstance(value, bytes))


def test_a_store_opened_with_other_keys_of_the_vault_knows_no_card_key(
    secrets: CardSecretStore, store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    secrets.put_card_key(KeyUse.SUN_META, UID, aes(1))
    elsewhere = CardSecretStore(store.database, bytes(32))

    assert elsewhere.card_key(KeyUse.SUN_META, UID) is None
    assert elsewhere.card_keys(KeyUse.SUN_META) == ()
    assert UID not in caplog.text
    elsewhere.close()


def test_a_sealed_key_moved_to_another_card_does_not_open(
    secrets: CardSecretStore, store: LocalStore
) -> None:
    secrets.put_card_key(KeyUse.SUN_META, UID, aes(1))

    def move(connection: Connection) -> None:
        connection.execute("UPDATE card_keys SET card = ?", (OTHER_UID,))

    store.database.write(Priority.BACKGROUND, move)

    assert secrets.card_key(KeyUse.SUN_META, OTHER_UID) is None


def test_signing_keys_are_in_use_until_they_are_retired_and_never_again(secrets: CardSecretStore) -> None:
    secrets.put_signing_key(3, b"\x01" * 32)
    assert secrets.signing_key(3) == b"\x01" * 32

    secrets.retire_signing_key(3)
    secrets.put_signing_key(3, b"\x01" * 32)
    assert secrets.signing_key(3) is None


def test_a_signing_key_never_takes_the_id_of_another(secrets: CardSecretStore) -> None:
    secrets.put_signing_key(3, b"\x01" * 32)

    with pytest.raises(InvalidValue):
        secrets.put_signing_key(3, b"\x02" * 32)
    assert secrets.signing_key(3) == b"\x01" * 32


def test_what_is_no_signing_key_is_refused(secrets: CardSecretStore) -> None:
    with pytest.raises(InvalidValue):
        secrets.put_signing_key(3, b"\x01" * 31)
    with pytest.raises(InvalidValue):
        secrets.retire_signing_key(4)


def test_a_counter_rises_once_for_each_value(secrets: CardSecretStore) -> None:
    rises = [secrets.counter_rises(FORM, UID, counter) for counter in (5, 5, 4, 6, 6, 0, 7)]

    assert rises == [True, False, False, True, False, False, True]
    assert secrets.counter_rises(FORM, OTHER_UID, 5)
    assert secrets.counter_rises("nfc-a/another", UID, 5)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=0, max_value=2**24 - 1), max_size=8))
def test_a_counter_rises_exactly_when_it_passes_all_that_were_seen(
    secrets: CardSecretStore, counters: list[int]
) -> None:
    secrets.forget_card(UID)
    highest = -1
    for counter in counters:
        assert secrets.counter_rises(FORM, UID, counter) is (counter > highest)
        highest = max(highest, counter)


@pytest.mark.parametrize("counter", [-1, 2**63, 2**200])
def test_what_is_no_counter_never_rises(secrets: CardSecretStore, counter: int) -> None:
    assert not secrets.counter_rises(FORM, UID, counter)


def test_of_many_threads_with_the_same_counter_one_is_told_that_it_rises(secrets: CardSecretStore) -> None:
    together = threading.Barrier(8)

    def tap(counter: int) -> bool:
        together.wait(60)
        return secrets.counter_rises(FORM, UID, counter)

    with ThreadPoolExecutor(8) as readers:
        for counter in range(1, 11):
            told = list(readers.map(tap, [counter] * 8))
            assert told.count(True) == 1


def test_a_counter_is_on_disk_before_it_is_said_to_rise(
    secrets: CardSecretStore, path: Path, clock: FakeClock
) -> None:
    assert secrets.counter_rises(FORM, UID, 61)

    assert rows(path, "SELECT counter FROM card_counters") == [(61,)]


def test_the_sync_can_only_raise_a_counter(secrets: CardSecretStore) -> None:
    assert secrets.raise_counter(FORM, UID, 100)
    assert not secrets.raise_counter(FORM, UID, 99)

    assert not secrets.counter_rises(FORM, UID, 100)
    assert secrets.counter_rises(FORM, UID, 101)


def test_a_reader_is_answered_while_a_pull_is_being_written(
    secrets: CardSecretStore, store: LocalStore
) -> None:
    secrets.put_card_key(KeyUse.DESFIRE, UID, aes(1))
    writing, go_on = threading.Event(), threading.Event()

    def write_slowly(_: Connection) -> None:
        writing.set()
        assert go_on.wait(60)

    with ThreadPoolExecutor(1) as pull:
        pulling = pull.submit(store.database.write, Priority.BACKGROUND, write_slowly)
        assert writing.wait(60)
        assert secrets.card_key(KeyUse.DESFIRE, UID) == aes(1)
        go_on.set()
        pulling.result(60)


def test_a_full_disk_makes_a_card_copyable_and_never_raises_in_a_reader(
    secrets: CardSecretStore, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreFull("till.db")

    monkeypatch.setattr(store.database, "write", full)

    assert not secrets.counter_rises(FORM, UID, 1)


def test_a_store_that_is_closed_knows_nothing_and_never_raises_in_a_reader(store: LocalStore) -> None:
    secrets = CardSecretStore(store.database, SEAL)
    secrets._reader.connection.close()

    assert secrets.card_key(KeyUse.DESFIRE, UID) is None
    assert secrets.signing_key(1) is None


def test_a_members_card_and_a_badge_are_somebodys_and_no_other_uid_is(
    store: LocalStore, secrets: CardSecretStore
) -> None:
    person = snapshot(901, "Capucine", card="900000901").member
    card = Card(
        id=CardId(UUID(int=1)),
        token=CardToken(TokenKind.UID, UID),
        medium=Medium.CONTACTLESS,
        member_id=person.id,
        linked_at=utc(2026, 11, 20),
    )
    ids = iter(range(10_000, 20_000))
    store.enrol(
        Enrolment(member=replace(person, tier=None, labels=frozenset()), cards=(card,)),
        at=utc(2026, 11, 20),
        new_id=lambda: UUID(int=next(ids)),
    )
    store.put_staff(replace(INES, badge=f"uid:{OTHER_UID}"))

    assert secrets.is_somebodys(UID)
    assert secrets.is_somebodys(OTHER_UID)
    assert not secrets.is_somebodys("04AABBCCDDEE80")


def test_a_store_that_cannot_be_read_leaves_every_card_as_it_is(
    store: LocalStore, secrets: CardSecretStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise StoreFull("no")

    monkeypatch.setattr(type(store.database.reader()), "one", broken)

    assert secrets.is_somebodys(UID)
