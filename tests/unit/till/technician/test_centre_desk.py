"""The centre on the technician's desk, inside a real session: what is asked of the link, what is kept."""

from dataclasses import replace

import pytest

from fidpos.till.allowance import AllowanceState
from fidpos.till.centre_link import (
    CentreStanding,
    LinkState,
    Paired,
    PairingRefusal,
    PairingRefused,
    Unpaired,
    WaitingList,
    WaitingTold,
)
from fidpos.till.checkout import CheckoutSession
from fidpos.till.technician.acts import (
    BeginPairing,
    EnterLine,
    GoBack,
    GoOn,
    ShowCentre,
    ShowPlugIns,
    TechnicianAct,
    TryCentre,
    Unpair,
)
from fidpos.till.technician.ports import TraceTold
from fidpos.till.technician.view import Page, PairingStep, RawKind, RawLine, TechnicianView
from fidpos.till.view import Message
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind
from fidpos.wire.sync.allowance import AllowanceKind
from tests.helpers.counter import TAREK, Counter, PlainPins, counter
from tests.helpers.pairing_codes import ADDRESS, for_scanning, for_typing
from tests.helpers.scripted_bench import ScriptedBench
from tests.helpers.scripted_link import ScriptedLink
from tests.helpers.spending_till import spending_till

STANDING = CentreStanding(
    state=LinkState.UP_TO_DATE, address=ADDRESS, merchant_name="M", shop_name="S", till_name="T"
)
REFUSED = PairingRefused(reason=PairingRefusal.UNSENT_EVENTS, waiting=3)


class AtDesk:
    """A session with a scripted bench and link, and a technician on the centre's page."""

    def __init__(self) -> None:
        self.bench, self.link = ScriptedBench(), ScriptedLink()
        self.at: Counter = counter(signed_in=False)
        self.at.session = self.at.session.__class__(
            self.at.store,
            PlainPins(),
            self.at.clock,
            self.at.views.append,
            workplace=Workplace(bench=self.bench, link=self.link),
        )
        self.at.sign_in(TAREK)
        self.do(ShowCentre())

    @property
    def view(self) -> TechnicianView:
        shown = self.at.view.technician
        assert shown is not None
        return shown

    def do(self, *acts: TechnicianAct) -> "AtDesk":
        for act in acts:
            self.at.session.at_desk(act)
        return self

    def ask(self) -> "AtDesk":
        """As far as the centre being asked."""
        return self.do(BeginPairing(), EnterLine(for_typing()), EnterLine(ADDRESS), EnterLine("Caisse 1"))

    def scan(self, text: str) -> None:
        frame = RawLine(kind=RawKind.FRAME, hex=f"]Q1{text}\r".encode().hex(" "))
        self.bench.tell(TraceTold(reader="counter", lines=(frame,)))

    @property
    def step(self) -> PairingStep | None:
        return self.view.pairing.step if self.view.pairing is not None else None

    @property
    def audited(self) -> list[str]:
        acts = [event for event in self.at.store.events if isinstance(event, StaffActed)]
        return [act.detail for act in acts if act.act is StaffActKind.SETTINGS_SAVED]


@pytest.fixture
def desk() -> AtDesk:
    return AtDesk()


def test_the_page_shows_how_the_link_stands_and_asks_what_waits(desk: AtDesk) -> None:
    desk.link.tell_standing(STANDING)
    desk.link.tell(WaitingTold(waiting=WaitingList(uncounted=2)))

    assert desk.view.page is Page.CENTRE
    assert desk.view.centre.standing == STANDING
    assert desk.view.centre.waiting == WaitingList(uncounted=2)
    assert desk.link.asked == [("list_waiting",)]


def test_when_the_centre_was_heard_last_is_kept_up_to_date(desk: AtDesk) -> None:
    desk.link.tell_standing(STANDING)
    views = len(desk.at.views)

    desk.at.session.tick()
    assert len(desk.at.views) == views
    desk.link.stands = replace(STANDING, heard_at=desk.at.clock.now())
    desk.at.session.tick()

    assert desk.view.centre.standing.heard_at == desk.at.clock.now()


def test_once_the_till_is_another_what_the_link_says_is_about_the_one_before(desk: AtDesk) -> None:
    desk.ask().link.tell(Paired(standing=STANDING))

    desk.link.tell_standing(replace(STANDING, till_name="before"))
    desk.at.session.tick()

    assert desk.view.centre.standing == STANDING


def test_what_waits_is_asked_again_when_its_number_changes_and_not_otherwise(desk: AtDesk) -> None:
    desk.link.tell_standing(STANDING)
    desk.link.tell_standing(replace(STANDING, state=LinkState.OFFLINE))
    desk.link.tell_standing(replace(STANDING, waiting=1))

    assert desk.link.asked == [("list_waiting",)] * 2


def test_the_pairing_asks_the_centre_once_and_shows_what_the_till_became(desk: AtDesk) -> None:
    desk.ask()
    assert (desk.view.page, desk.step) == (Page.PAIRING, PairingStep.ASKING)
    assert desk.view.centre.is_asked
    desk.do(EnterLine("again"))

    desk.link.tell(Paired(standing=STANDING))

    assert [asked[0] for asked in desk.link.asked].count("pair") == 1
    assert desk.step is PairingStep.DONE
    assert not desk.view.centre.is_asked
    assert desk.audited == ["centre.paired"]
    assert desk.do(GoOn()).view.page is Page.CENTRE


def test_nothing_is_kept_of_a_pairing_that_was_refused(desk: AtDesk) -> None:
    desk.ask().link.tell(REFUSED)

    assert desk.step is PairingStep.NAME
    assert desk.view.pairing is not None
    assert desk.view.pairing.problem == Message(key="centre.refused.unsent_events", params={"count": 3})
    assert desk.audited == []


def test_the_till_is_offered_its_own_name(desk: AtDesk) -> None:
    desk.do(BeginPairing(), EnterLine(for_scanning()))

    assert desk.view.pairing is not None
    assert desk.view.pairing.text == desk.at.store.identity().till_name


def test_esc_before_the_last_step_asks_nobody(desk: AtDesk) -> None:
    desk.do(BeginPairing(), EnterLine(for_typing()), EnterLine(ADDRESS), GoBack(), GoBack(), GoBack())

    assert (desk.view.page, desk.view.pairing) == (Page.CENTRE, None)
    assert desk.link.asked == [("list_waiting",)]


def test_an_answer_awaited_elsewhere_is_said_there(desk: AtDesk) -> None:
    desk.ask().do(GoBack())
    assert desk.view.page is Page.CENTRE
    desk.do(BeginPairing())
    assert desk.view.notice == Message(key="desk.centre.asked")

    desk.do(GoBack())
    desk.link.tell(Paired(standing=STANDING))

    assert desk.view.page is Page.DEVICES
    assert desk.view.notice == Message(key="desk.centre.paired")
    assert desk.view.centre.standing == STANDING


def test_a_refusal_awaited_elsewhere_is_said_there_too(desk: AtDesk) -> None:
    desk.ask().do(GoBack())
    desk.link.tell(REFUSED)

    assert desk.view.notice == Message(key="centre.refused.unsent_events", params={"count": 3})


def test_a_code_scanned_on_the_page_begins_the_pairing(desk: AtDesk) -> None:
    desk.scan(for_scanning())

    assert desk.step is PairingStep.NAME


def test_a_scanned_pairing_code_is_a_secret_and_stands_in_no_trace(desk: AtDesk) -> None:
    desk.do(ShowPlugIns())
    desk.scan(for_scanning())

    assert desk.step is None
    assert desk.view.raw == ()


def test_other_codes_begin_no_pairing(desk: AtDesk) -> None:
    desk.scan("0481000000017")

    assert desk.step is None
    assert len(desk.view.raw) == 1


def test_a_code_that_is_scanned_while_an_answer_is_awaited_begins_nothing(desk: AtDesk) -> None:
    desk.ask().do(GoBack())
    desk.scan(for_scanning())

    assert desk.step is None
    assert desk.view.notice == Message(key="desk.centre.asked")


def test_the_next_try_is_made_at_once_when_it_is_asked_for(desk: AtDesk) -> None:
    desk.do(TryCentre())

    assert desk.link.asked[-1] == ("try_now",)
    assert desk.view.notice == Message(key="desk.centre.tried")


def test_a_till_works_alone_only_when_it_is_asked_twice_in_a_row(desk: AtDesk) -> None:
    desk.link.tell_standing(STANDING)
    desk.do(Unpair(), TryCentre(), Unpair())
    assert ("unpair",) not in desk.link.asked
    assert desk.view.notice == Message(key="desk.centre.unpair_again")

    desk.do(Unpair())
    desk.link.tell(Unpaired())

    assert desk.link.asked[-1] == ("unpair",)
    assert desk.view.centre.standing == CentreStanding()
    assert desk.view.notice == Message(key="desk.centre.unpaired")
    assert desk.audited == ["centre.unpaired"]


def test_a_till_that_may_not_leave_its_centre_yet_says_why(desk: AtDesk) -> None:
    desk.link.tell_standing(STANDING)
    desk.do(Unpair(), Unpair())

    desk.link.tell(REFUSED)

    assert desk.view.centre.standing == STANDING
    assert desk.view.notice == Message(key="centre.refused.unsent_events", params={"count": 3})


def test_a_till_that_is_alone_has_nothing_to_leave(desk: AtDesk) -> None:
    desk.do(Unpair(), Unpair())

    assert desk.link.asked == [("list_waiting",)]


def test_locking_sweeps_what_was_typed_and_closes_the_link(desk: AtDesk) -> None:
    desk.do(BeginPairing(), EnterLine(for_typing()))
    desk.at.session.lock()

    assert desk.link.asked[-1] == ("close",)
    desk.at.sign_in(TAREK)
    assert desk.do(ShowCentre()).view.pairing is None


def test_what_the_till_may_let_go_alone_is_read_with_the_page_and_with_each_answer() -> None:
    till = spending_till()
    at, link = till.at, ScriptedLink()
    at.session = CheckoutSession(
        at.store,
        PlainPins(),
        at.clock,
        at.views.append,
        workplace=replace(at.workplace, link=link),
    )
    at.sign_in(TAREK)
    at.session.at_desk(ShowCentre())

    def states() -> list[AllowanceState]:
        shown = at.view.technician
        assert shown is not None
        return [each.state for each in shown.centre.allowances]

    before = states()
    till.office.give(AllowanceKind.GIFT_CARDS, 5_000)
    link.tell_standing(STANDING)
    told = states()
    till.office.give(AllowanceKind.REWARDS, 5_000)
    link.stands = replace(STANDING, heard_at=at.clock.now())
    at.session.tick()

    assert before == [AllowanceState.NONE, AllowanceState.NONE]
    assert told == [AllowanceState.GOOD, AllowanceState.NONE]
    assert states() == [AllowanceState.GOOD, AllowanceState.GOOD]


def test_a_till_that_is_alone_shows_no_allowance(desk: AtDesk) -> None:
    desk.link.tell_standing(STANDING)

    assert desk.view.centre.allowances == ()
