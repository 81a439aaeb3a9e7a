"""A centre with an office is put back from a backup: tills tell again, the rest is said to be lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import MemberId, MerchantId
from fidpos.paths import migrations_dir
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.after_restore import begin_again
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.migrate import migrate
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove
from fidpos.server.db.put_back import Copy
from fidpos.server.mail.letter import Letter, MailKind, MailState
from fidpos.server.mail.outbox import end, send, take
from fidpos.server.operations.backup import make_backup
from fidpos.server.operations.restore import restore_embedded
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, FAR, MERCHANT, found_merchant
from tests.helpers.fake_clock import FakeClock
from tests.helpers.off_site import OffSite
from tests.helpers.office_door import insider
from tests.helpers.office_place import Client, OfficePlace, office_place, person_of
from tests.helpers.postgres import CentreDatabase

OWNER = OfficeRole.OWNER


class Played:
    """An office at work until the copy is made, and for a while after it."""

    def __init__(self, place: OfficePlace) -> None:
        self.place = place
        self.told = Happenings(place.clock)
        self.zoe, self.malo = self.told.enrolled(), self.told.enrolled()
        self.card = self.told.gift_card()
        place.office.tell(self.zoe, self.malo, self.card, keys=self.told.keys)
        place.office.tell(self.told.moved(self.card.gift_card_id, GiftMove.SOLD, 5_000))
        self.anne = insider(place)
        place.ticket(OfficeRole.MARKETER)
        self.letters: list[UUID] = []

    def until_the_copy(self) -> None:
        """Something of everything is done, and something of everything is under way."""
        self._give(100)
        self._ask_for_ten_euros()
        self._approve()
        self._ask_for_ten_euros()
        self._do("/members/bulk", kind="label_add", set_label="spring")
        self._do("/own-data/close", name="M")
        with self.place.books.store.work(MERCHANT) as work:
            for name in ("first", "second"):
                address = f"{name}@example.org"
                mail_id = send(work, Letter(kind=MailKind.INVITATION, to=address, language="en"))
                assert mail_id is not None
                self.letters.append(mail_id)
        self.place.clock.advance(60)

    def after_it(self) -> None:
        """More of each, which the copy has not."""
        self.place.clock.advance(60)
        self._give(7)
        self._approve()
        self.place.run_jobs()
        self._do("/own-data/cancel")
        self._do(f"/members/{self.malo.member_id}/erase", typed_name="Zoé Martin")
        self._do(f"/people/{person_of(OfficeRole.MARKETER)}/disable")
        self._do(f"/shops/tills/{BESIDE}/lock")
        with self.place.client(None) as door:
            assert self.anne.sign_in(door, code=self.anne.recovery[0]).status_code == 303
        with self.place.books.store.work(MERCHANT) as work:
            end(work, self.letters[0], MailState.SENT)
        self.visit = self.told.closed(self.zoe)
        self.place.office.tell(self.visit, till_id=FAR)

    def _give(self, points: int) -> None:
        said = {"direction": "give", "counter": "points", "amount": str(points), "reason": "goodwill"}
        self._do(f"/members/{self.zoe.member_id}/points", **said)

    def _ask_for_ten_euros(self) -> None:
        said = {"direction": "give", "amount": "10", "reason": "goodwill"}
        self._do(f"/gift-cards/{self.card.gift_card_id}/adjust", **said)

    def _approve(self) -> None:
        ((waiting,),) = self.place.rows("SELECT id FROM approvals WHERE decided_at IS NULL")
        with self.anne.comes_in() as client:
            assert client.post(f"/approvals/{waiting}/approve").status_code == 303

    def _do(self, path: str, **said: str) -> None:
        with self.place.client(OWNER) as client:
            answer = client.post(path, None, **said)
        assert answer.status_code == 303, answer.text


@contextmanager
def cluster(folder: Path) -> Iterator[CentreDatabase]:
    """The embedded database of a folder, at work."""
    database = EmbeddedPostgres.open(folder, durable=False)
    try:
        yield CentreDatabase(
            name="fidpos",
            superuser=database.conninfo("fidpos_root", database.passwords.superuser),
            owner=database.owner,
            app=database.app,
            backup=database.backup,
        )
    finally:
        database.close()


def flaws(place: OfficePlace) -> list[Finding]:
    found: list[Finding] = []
    prove(place.made.backup, found.append)
    return found


def test_an_office_goes_on_after_a_restore_and_knows_what_it_lost(folder: Path, off_site: OffSite) -> None:
    clock = FakeClock()
    with cluster(folder) as made:
        migrate(made.owner, migrations_dir())
        found_merchant(made)
        with office_place(clock, made) as place:
            played = Played(place)
            played.until_the_copy()
            backup = make_backup(made.backup, off_site.place(), clock)
            before, jobs = place.ticket(OWNER), list(place.waiting_jobs)
            played.after_it()
    clock.advance(120)
    lost = restore_embedded(folder, off_site.plan(backup, replace=True), clock).begun.lost

    with cluster(folder) as made, office_place(clock, made) as place:
        played.anne.place = place
        with Client(place.base, before) as client:
            assert client.get("/").headers["location"] == "/office/sign-in"
        _doors_are_shut(played, place)
        _what_is_lost_is_said(place, played.zoe.member_id, lost)
        _work_goes_on(played, place, jobs)
        assert flaws(place) == []


def _doors_are_shut(played: Played, place: OfficePlace) -> None:
    """A code, a session, an invitation that were used since: nobody comes in by them again."""
    with place.client(None) as door:
        assert played.anne.sign_in(door, code=played.anne.code()).status_code == 422
        assert played.anne.sign_in(door, code=played.anne.recovery[0]).status_code == 422
        assert played.anne.sign_in(door).status_code == 303
    shut = "SELECT disabled_at IS NOT NULL FROM office_people WHERE role = 'marketer'"
    assert place.rows(shut) == [(True,)]
    assert place.rows("SELECT status FROM tills WHERE id = %s", [BESIDE]) == [("revoked",)]
    assert place.rows("SELECT count(*) FROM closures WHERE cancelled_at IS NULL") == [(0,)]
    assert place.rows("SELECT profile FROM members WHERE id = %s", [played.malo.member_id]) == [(None,)]
    with place.books.store.work(MERCHANT) as work:
        left = [take(work, each) is not None for each in played.letters]
    assert left == [False, True]


def _what_is_lost_is_said(place: OfficePlace, zoe: MemberId, lost: int) -> None:
    """On the first page, act by act in the log, and until somebody has seen it."""
    acts = [act for (act,) in place.rows("SELECT detail ->> 'act' FROM audit WHERE act = 'lost'")]
    assert {"points_given", "gift_card_adjusted", "person_disabled", "till_revoked"} <= set(acts)
    assert len(acts) == lost
    with place.client(OWNER) as client:
        assert f"{lost} acts are lost." in client.get("/").text
        listed = client.get("/audit", act="lost").text
        assert "Lost by a restore: Gave points (7)" in listed
        assert f'href="/office/members/{zoe}"' in listed
        ((review,),) = place.rows("SELECT id FROM reviews WHERE kind = 'put_back'")
        client.post(f"/reviews/{review}/settle", outcome="done again")
        assert "acts are lost." not in client.get("/").text


def _work_goes_on(played: Played, place: OfficePlace, jobs: list[tuple[MerchantId, UUID]]) -> None:
    """What was under way is done once; what a till tells again counts again; what was lost is not there."""
    card = played.card.gift_card_id
    balance = "SELECT balance_minor FROM gift_cards WHERE id = %s"
    assert place.rows(balance, [card]) == [(6_000,)]
    ((waiting,),) = place.rows("SELECT id FROM approvals WHERE decided_at IS NULL")
    with played.anne.comes_in() as client:
        assert client.post(f"/approvals/{waiting}/approve").status_code == 303
    place.waiting_jobs.extend(jobs)
    place.run_jobs()
    place.office.tell(played.visit, till_id=FAR)

    assert place.rows(balance, [card]) == [(7_000,)]
    zoe = place.office.member(played.zoe.member_id)
    assert set(zoe.labels) == {"spring"}
    assert sum(place.office.held(played.zoe.account_id)) == 100 + 20


def test_without_what_it_replaces_it_is_said_that_nobody_knows_what_is_lost() -> None:
    with office_place() as place:
        now = place.clock.now()
        begin_again(place.made.owner, (), Copy(made_at=now), now=now)
        with place.client(OWNER) as owner, place.client(OfficeRole.SHOP_MANAGER) as manager:
            assert "could not be read, so there is no list" in owner.get("/").text
            assert "could not be read" not in manager.get("/").text
