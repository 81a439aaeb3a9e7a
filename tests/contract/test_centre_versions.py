"""A till that is newer than its centre, on both stores: nothing is lost, and the upgrade makes it count."""

from uuid import UUID

import msgspec
import pytest

from fidpos.domain.errors import StoreCorrupt
from fidpos.server.reason import Reason
from fidpos.server.services import push as service
from fidpos.server.services.push import take
from fidpos.server.services.upgraded import AfterUpgrade
from fidpos.wire import codec
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import Event, MemberEnrolled
from fidpos.wire.sync.push import EventFate, Push, PushAnswer, PushVerdict
from tests.helpers.any_push import pushed
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT, TILL, Office
from tests.helpers.one_is_broken import BROKEN, OneIsBroken

NEWER = SCHEMA_VERSION + 1
LINEAGE = UUID(int=77)


def in_a_newer_word(event: Event) -> bytes:
    """As a program says it that knows a medium more."""
    return encode(event).replace(b'"medium":"barcode"', b'"medium":"hologram"')


def push(office: Office, *bodies: bytes, version: int = NEWER) -> PushAnswer:
    """From the newer till."""
    rows = [[msgspec.Raw(body), version, 0, 0, 0, None] for body in bodies]
    message = msgspec.json.decode(msgspec.json.encode(pushed(LINEAGE, rows)), type=Push)
    with office.unit() as unit:
        till = unit.till(TILL)
        assert till is not None
        return take(unit, till, message, now=office.clock.now(), open_box=lambda _, box: box)


def visits(office: Office, zoe: MemberEnrolled) -> int:
    return sum(total.visits for total in office.member(zoe.member_id).lifetime)


def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the program that knows the word."""

    def decode(body: bytes) -> Event:
        return codec.decode(body.replace(b'"hologram"', b'"barcode"'))

    monkeypatch.setattr(service, "decode", decode)


def test_what_is_too_new_is_kept_as_it_came_and_holds_up_nothing(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    newer, kind = told.closed(zoe), told.closed(zoe)
    unknown = encode(kind).replace(b'"type":"visit_closed"', b'"type":"visit_dreamt"')
    bodies = (in_a_newer_word(newer), unknown, encode(told.closed(zoe)))

    answer = push(office, *bodies)

    assert (answer.verdict, answer.have.seq) == (PushVerdict.OK, len(bodies))
    assert [(each.seq, each.fate, each.reason) for each in answer.outcomes] == [
        (1, EventFate.QUARANTINED, Reason.NEWER_SCHEMA),
        (2, EventFate.QUARANTINED, Reason.NEWER_SCHEMA),
    ]
    with office.unit() as unit:
        waiting = unit.quarantined({Reason.NEWER_SCHEMA})
    assert [one.row.body for one in waiting] == list(bodies[:2])
    assert {one.row.schema_version for one in waiting} == {NEWER}
    assert visits(office, zoe) == 1


def test_after_the_upgrade_it_counts_and_what_is_still_too_new_goes_on_waiting(
    office: Office, told: Happenings, zoe: MemberEnrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = encode(told.closed(zoe)).replace(b'"type":"visit_closed"', b'"type":"visit_dreamt"')
    push(office, in_a_newer_word(told.closed(zoe)), unknown)
    before = AfterUpgrade(store=office.store, merchants=lambda: [MERCHANT])
    assert before.run() == 0

    upgrade(monkeypatch)

    after = AfterUpgrade(store=office.store, merchants=lambda: [MERCHANT])
    assert [before.run(), after.run(), after.run()] == [0, 1, 0]
    assert visits(office, zoe) == 1
    with office.unit() as unit:
        assert [one.row.body for one in unit.quarantined()] == [unknown]


def test_what_one_merchants_books_refuse_keeps_no_others_events_waiting(
    office: Office, told: Happenings, zoe: MemberEnrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(office, in_a_newer_word(told.closed(zoe)))
    upgrade(monkeypatch)
    store = OneIsBroken(office)
    job = AfterUpgrade(store=store, merchants=lambda: [BROKEN, MERCHANT])

    applied, is_done = job.run(), job.is_done
    store.is_mended = True
    again = job.run()

    assert (applied, is_done, again, job.is_done) == (1, False, 0, True)


def test_what_a_newer_till_says_in_known_words_counts_at_once(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    more = encode(told.closed(zoe)).replace(b'{"type"', b'{"weather":{"rain":true},"type"', 1)

    answer = push(office, more)

    assert answer.outcomes == ()
    assert visits(office, zoe) == 1


def test_what_an_old_till_says_that_nobody_can_read_is_not_taken_for_new(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    answer = push(office, in_a_newer_word(told.closed(zoe)), version=SCHEMA_VERSION)

    assert [each.reason for each in answer.outcomes] == [Reason.UNREADABLE]
    with pytest.raises(StoreCorrupt):
        codec.decode(in_a_newer_word(told.closed(zoe)))
