"""Erasing a member: what the journal says of them can never be read again, nor in what is copied later."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fidpos.domain.card import Card, Medium
from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.clock import DayMonth
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.ids import CardId, ConsentId, MemberId, RelativeId
from fidpos.domain.member import Channel, Consent, Relation, Relative
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.localdb.engine import connect
from fidpos.localdb.store import LocalStore
from fidpos.localdb.tables import metadata
from fidpos.localdb.verify import verify
from fidpos.vault.errors import SealBroken
from fidpos.wire.codec import decode
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.sealed import open_person
from tests.helpers.counter import snapshot, token
from tests.helpers.real_store import KEY
from tests.helpers.store_events import CASHIER, Events

SECRETS = (
    "Capucine",
    "Verlaine",
    "Octave",
    "capucine",
    "verlaine",
    "33639980901",
    "2047110009999",
    "900000901",
)


@pytest.fixture
def enrolment(events: Events) -> Enrolment:
    person = snapshot(901, "Capucine", card="900000901").member
    octave = Relative(
        id=RelativeId(events.new_id()),
        relation=Relation.CHILD,
        given_name="Octave",
        birthday=DayMonth(day=3, month=4),
    )
    member = replace(
        person,
        id=MemberId(events.new_id()),
        profile=replace(person.profile, family_name="Verlaine", household=(octave,), birth_year=1980),
        tier=None,
    )
    card = Card(
        id=CardId(events.new_id()),
        token=token("2047110009999"),
        medium=Medium.PHONE,
        member_id=member.id,
        linked_at=events.clock.now(),
    )
    consent = Consent(
        id=ConsentId(events.new_id()),
        member_id=member.id,
        channel=Channel.POST,
        granted=True,
        wording="2026-1",
        at=events.clock.now(),
    )
    return Enrolment(member=member, cards=(card,), consents=(consent,), staff_id=CASHIER)


@pytest.fixture
def enrolled(store: LocalStore, enrolment: Enrolment, events: Events) -> LocalStore:
    store.enrol(enrolment, at=events.clock.now(), new_id=events.new_id)
    store.commit(events.closed(enrolment.member, 4_200))
    secrets = CardSecretStore(store.database, KEY)
    for number, card in enumerate(("2047110009999", "04DE5F1EACC040")):
        secrets.put_card_key(KeyUse.APPLET, card, CardKey(key_id=1, secret=number.to_bytes(16, "big")))
        secrets.raise_counter("sun", card, 5)
    secrets.close()
    return store


def found_in_clear(path: Path) -> set[str]:
    """Secrets that any cell of any table shows to who has the store's key."""
    connection = connect(path, KEY)
    cells = [
        cell
        for table in metadata.tables
        for row in connection.execute(f"SELECT * FROM {table}").fetchall()
        for cell in row
    ]
    connection.close()
    text = "\n".join(cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in cells)
    return {secret for secret in SECRETS if secret in text}


def test_before_it_is_erased_the_profile_is_in_the_tables(enrolled: LocalStore, path: Path) -> None:
    assert {"Capucine", "Verlaine", "Octave", "2047110009999", "900000901"} <= found_in_clear(path)


def test_the_journal_never_shows_it(enrolled: LocalStore, path: Path) -> None:
    connection = connect(path, KEY)
    bodies = b"".join(row[0] for row in connection.execute("SELECT body FROM journal").fetchall())
    connection.close()

    assert not any(secret.encode() in bodies for secret in SECRETS)


def test_after_it_is_erased_no_cell_shows_it(enrolled: LocalStore, enrolment: Enrolment, path: Path) -> None:
    enrolled.erase(enrolment.member.id)

    assert found_in_clear(path) == set()


def test_keys_and_counters_of_their_cards_go_with_them_and_no_others(
    enrolled: LocalStore, enrolment: Enrolment
) -> None:
    secrets = CardSecretStore(enrolled.database, KEY)
    enrolled.erase(enrolment.member.id)

    assert secrets.card_key(KeyUse.APPLET, "2047110009999") is None
    assert secrets.card_key(KeyUse.APPLET, "04DE5F1EACC040") is not None
    assert not secrets.raise_counter("sun", "04DE5F1EACC040", 5)
    secrets.close()


def test_what_the_journal_sealed_no_longer_opens(
    enrolled: LocalStore, enrolment: Enrolment, path: Path
) -> None:
    connection = connect(path, KEY)
    (key,) = connection.execute(
        "SELECT key FROM member_keys WHERE member_id = ?", (enrolment.member.id.bytes,)
    ).fetchall()[0]
    bodies = [row[0] for row in connection.execute("SELECT body FROM journal").fetchall()]
    (event,) = [found for body in bodies if isinstance(found := decode(body), MemberEnrolled)]
    assert open_person(key, event.member_id, event.sealed).profile == enrolment.member.profile

    enrolled.erase(enrolment.member.id)

    left = [row[0] for row in connection.execute("SELECT key FROM member_keys").fetchall()]
    connection.close()
    assert key not in left
    for other in left:
        with pytest.raises(SealBroken):
            open_person(other, event.member_id, event.sealed)


def test_what_they_bought_still_adds_up(
    enrolled: LocalStore, enrolment: Enrolment, path: Path, events: Events
) -> None:
    enrolled.erase(enrolment.member.id)

    connection = connect(path, KEY)
    assert verify(connection).holds
    connection.close()
    assert [past.points for past in enrolled.recent_visits(enrolment.member.id, 5)] == [42]
    assert enrolled.day_aggregates(enrolment.member.id, date(2026, 1, 1))[0].revenue_minor == 4_200


def test_the_log_is_emptied_with_the_key(enrolled: LocalStore, enrolment: Enrolment, path: Path) -> None:
    log = path.with_name("till.db-wal")
    assert log.stat().st_size > 0

    enrolled.erase(enrolment.member.id)

    assert log.stat().st_size == 0
