"""Abuse: a till is stolen with everything on it, and kept away from its centre.

Whoever holds the disk and its keys holds the data: what is bounded here is whoever only sits at the screen.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.card import CardRead, Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.domain.member import PostalAddress
from fidpos.domain.money import EUR, Money
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.server.api.answers import Refused
from fidpos.server.api.gate import Gate
from fidpos.server.ports import TillRecord, TillStatus
from fidpos.till.checkout import CheckoutSession
from fidpos.till.contact import Contact
from fidpos.till.task.acts import ChooseLine, FillIn, OpenTask, TaskKind
from fidpos.till.view import CheckoutView
from fidpos.till.workplace import Workplace
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.signature import Signer, Target
from tests.helpers.counter import BERENICE, INES, MALO, PIN, ZOE, PlainPins
from tests.helpers.fake_clock import FakeClock
from tests.helpers.file_desk import LINES
from tests.helpers.kept_till import KeptTill
from tests.helpers.memory_centre import MemoryCentre
from tests.helpers.real_store import new_store
from tests.helpers.silent_centre import DAY, Silence

ASKED_FOR = ("Bérénice", "Durand", "Malo", "Léo", "Moulins", "berenice@", "0201", "+336")
"""What leads to somebody: names, a street, an address, telephone numbers."""
BORN = DayMonth(day=21, month=11)


def known(snapshot: MemberSnapshot) -> MemberSnapshot:
    """The member with all there is to know of them, and a birthday tomorrow."""
    profile = replace(
        snapshot.member.profile,
        email="berenice@example.org",
        address=PostalAddress(street="12 rue des Moulins", postcode="75001", city="Paris"),
        birthday=BORN,
        household=ZOE.member.profile.household,
    )
    return replace(snapshot, member=replace(snapshot.member, profile=profile))


class Screen:
    """The till's session on a real store; everything that it showed is kept as text."""

    def __init__(self, path: Path) -> None:
        self.silence = Silence()
        self.clock = FakeClock()
        self.store: LocalStore = new_store(path, self.clock, known(BERENICE), MALO)
        contact = Contact(self.silence)
        self.store.veil.is_drawn = lambda: contact.hides_members
        self.shown: list[str] = []
        self.session = CheckoutSession(
            self.store, PlainPins(), self.clock, self._show, workplace=Workplace(contact=contact)
        )
        self._reads = 0
        self.session.choose_staff(INES.id)
        self.session.enter_pin(PIN)

    def be_away(self, days: int) -> None:
        self.silence.lasting = days * DAY
        self.session.tick()
        self.shown.clear()

    def tap(self, member: MemberSnapshot = BERENICE) -> None:
        self._reads += 1
        self.session.present(
            CardRead(
                driver="test",
                device="one",
                sequence=self._reads,
                monotonic_s=self.clock.monotonic_s(),
                medium=Medium.CHIP,
                form="iso7816/fidpos",
                token=member.cards[0].token,
                trust=Trust.COPYABLE,
            )
        )

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    @property
    def said(self) -> str:
        return self.view.banner.message.key if self.view.banner is not None else ""

    @property
    def told(self) -> set[str]:
        """Which of what is asked for was on screen."""
        return {secret for secret in ASKED_FOR if any(secret in shown for shown in self.shown)}

    def look_everywhere(self) -> None:
        """Search, then open every task with and without the member, and every line of each."""
        for text in ("Bé", "Durand", "+33639980201", "berenice@example.org"):
            self.session.search(text)
            self.session.close_search()
        for _ in range(2):
            for kind in TaskKind:
                for number in range(1, 10):
                    self.session.in_task(OpenTask(kind))
                    self.session.in_task(ChooseLine(number))
                    self.session.in_task(FillIn("search", "Dura"))
                    for _ in range(4):
                        if self.view.task is not None:
                            self.session.back()
            self.tap()
        self.session.set_amount(Money(1_250, EUR))
        self.session.confirm()

    def _show(self, view: CheckoutView) -> None:
        self.shown.append(str(asdict(view)))


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path / "till.db")
    yield made
    made.store.close()


def test_a_till_that_hears_its_centre_shows_whom_it_serves(screen: Screen) -> None:
    screen.be_away(6)
    screen.look_everywhere()

    assert {"Bérénice", "Durand", "Léo", "Moulins", "berenice@"} <= screen.told


def test_after_a_week_nobody_is_shown_or_found_wherever_one_looks(screen: Screen) -> None:
    screen.be_away(7)
    screen.look_everywhere()

    assert screen.told == set()


def test_the_search_says_why_it_finds_nobody(screen: Screen) -> None:
    screen.be_away(7)
    screen.session.search("Durand")

    assert screen.view.found == ()
    assert screen.said == "contact.members_hidden"


def test_the_card_still_works_with_points_and_rewards(screen: Screen) -> None:
    screen.be_away(7)
    screen.tap(MALO)
    member = screen.view.member
    assert member is not None
    assert (member.name, member.points, member.alerts) == ("…0024", 520, ())
    screen.session.set_amount(Money(1_000, EUR))
    screen.session.open_rewards()
    screen.session.choose_reward(1)
    screen.session.confirm()

    assert screen.said.startswith("banner.visit_closed")
    held = screen.store.balances(MALO.member.account_id)
    assert [each.amount for each in held if each.counter == "points"] == [520 - 150 + 10]


def test_a_file_is_not_changed_by_who_does_not_see_it(screen: Screen) -> None:
    screen.be_away(7)
    screen.tap()
    screen.session.in_task(OpenTask(TaskKind.MEMBER))
    for line in (LINES.index("who") + 1, LINES.index("household") + 1):
        screen.session.in_task(ChooseLine(line))
        task = screen.view.task
        assert task is not None
        assert task.problem is not None
        assert task.problem.key == "contact.members_hidden"


def test_what_lies_on_the_screen_is_put_away_when_the_week_is_over(screen: Screen) -> None:
    screen.tap()
    screen.session.in_task(OpenTask(TaskKind.MEMBER))
    screen.session.in_task(ChooseLine(LINES.index("who") + 1))
    screen.session.tick()
    screen.be_away(7)
    screen.session.tick()
    screen.session.close_search()

    assert screen.view.task is None
    assert screen.view.member is not None
    assert screen.told == set()


def test_the_same_telephone_is_somebodys_all_the_same_and_not_whose(screen: Screen) -> None:
    screen.be_away(7)

    (hit,) = screen.store.members_reached_at(phone=BERENICE.member.profile.phone)
    assert (hit.name, hit.masked_phone, hit.last_visit_on) == ("…0017", "", None)
    assert screen.store.members_named("Bérénice", "Durand") == ()
    assert {each.name for each in screen.store.till_visits(5)} <= {""}
    (sharing,) = screen.store.files.sharing(BERENICE.member.account_id)
    assert sharing.profile.given_name == "…0017"


def test_it_ends_with_the_first_contact(screen: Screen) -> None:
    screen.be_away(7)
    screen.tap()
    screen.be_away(0)

    member = screen.view.member
    assert member is not None
    assert member.name == "Bérénice Durand"


def test_a_till_that_hears_that_it_was_locked_hides_everybody_at_once(tmp_path: Path) -> None:
    kept = KeptTill(tmp_path / "till.db")
    kept.sync.heard_out()
    contact = Contact(kept.contact)
    assert not contact.hides_members

    kept.sync.locked_out()
    contact.look()
    kept.close()

    assert contact.hides_members
    assert contact.is_staff_list_old


def test_a_locked_till_is_out_within_a_minute_of_its_last_request() -> None:
    """Each request is admitted in its own transaction, and none waits longer for an answer than this."""
    clock = FakeClock()
    centre = MemoryCentre(clock.now())
    merchant, till_id = MerchantId(UUID(int=1)), TillId(UUID(int=100))
    key = Ed25519PrivateKey.generate()
    active = TillRecord(
        id=till_id, shop_id=ShopId(UUID(int=2)), public_key=key.public_key().public_bytes_raw()
    )
    with centre.unit(merchant):
        """The merchant exists."""
    centre.data[merchant].tills[till_id] = active
    gate = Gate(centre, clock)
    target = Target(method="POST", authority="centre.example", uri="https://centre.example/sync/pull")
    signer = Signer(merchant_id=merchant, till_id=till_id, private_key=key.private_bytes_raw())

    def admitted() -> TillRecord:
        claim = gate.recognise(signer.headers(target, b"body", int(clock.now().timestamp())), target, b"body")
        with centre.unit(merchant) as unit:
            return gate.admit(unit, claim)

    assert admitted() == active
    centre.data[merchant].tills[till_id] = replace(active, status=TillStatus.REVOKED)
    clock.advance(PULL_WAIT_MAX_S)

    with pytest.raises(Refused) as refused:
        admitted()
    assert refused.value.refusal.code is RefusalCode.REVOKED
    assert PULL_WAIT_MAX_S <= 60
