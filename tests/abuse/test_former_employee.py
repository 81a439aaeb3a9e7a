"""Abuse: somebody who does not work here any more acts as a manager at a till that is kept out of contact."""

from datetime import timedelta
from pathlib import Path

import pytest

from fidpos.bootstrap.contact import StaffListOld, open_contact
from fidpos.bootstrap.demo.shop import IDENTITY, TECHNICIAN
from fidpos.bootstrap.pairing_folder import unpair_folder
from fidpos.bootstrap.register_keys import list_registers, pair_register
from fidpos.bootstrap.staffing import enable_staff
from fidpos.bootstrap.store import make_store, open_store
from fidpos.domain.staff import PIN_TRIES_MAX
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.till.task.acts import Approve, NameApprover
from fidpos.till.technician.acts import (
    BeginPairing,
    EnterLine,
    GoBack,
    GoOn,
    OpenDesk,
    ShowCentre,
    ShowPlugIns,
    Unpair,
)
from fidpos.till.technician.ports import PlugInsTold
from fidpos.till.view import TillState
from fidpos.vault.pins import ArgonPins
from tests.helpers.answers import Answers
from tests.helpers.centre_samples import UP_TO_DATE
from tests.helpers.counter import MALO, PAUL, PIN, TAREK, Counter
from tests.helpers.fake_clock import FakeClock
from tests.helpers.file_desk import FileDesk
from tests.helpers.pairing_codes import ADDRESS, for_typing
from tests.helpers.scripted_bench import PLUG_IN, ScriptedBench
from tests.helpers.scripted_link import ScriptedLink
from tests.helpers.silent_centre import DAY, Silence, away_for

NEW = "901234000000471197"
ABOVE_THE_CEILING = 150_000


def ring_up(at: Counter, minor: int = ABOVE_THE_CEILING) -> None:
    at.tap_member(MALO)
    at.type_amount(minor)
    at.session.confirm()


def about_to_block(at: Counter) -> FileDesk:
    at.sign_in()
    at.tap_member(MALO)
    desk = FileDesk(at)
    desk.begin("block")
    desk.choose(1)
    desk.enter()
    return desk


def test_as_long_as_the_centre_was_heard_a_manager_is_one() -> None:
    at = away_for(Silence(DAY - timedelta(seconds=1)))
    at.sign_in(PAUL)
    ring_up(at)

    assert at.said.startswith("banner.visit_closed")


def test_by_an_old_list_nobody_records_what_only_a_manager_may() -> None:
    at = away_for(Silence(DAY), cards=[NEW])
    at.sign_in(PAUL)
    assert at.said == "contact.staff_list_old"
    before = at.points(MALO)
    ring_up(at)

    assert at.said == "contact.staff_list_old"
    assert at.points(MALO) == before
    at.session.open_new_card()
    assert at.said == "contact.staff_list_old"
    assert at.view.new_card is None


def test_by_an_old_list_no_manager_gives_a_word() -> None:
    at = away_for(Silence(DAY))
    desk = about_to_block(at)

    assert not desk.asks_manager
    assert at.said == "contact.staff_list_old"


def test_a_word_that_was_asked_for_before_is_not_given_after() -> None:
    silence = Silence()
    at = away_for(silence)
    desk = about_to_block(at)
    assert desk.asks_manager
    told = len(at.store.events)

    at.session.in_task(NameApprover(PAUL.id))
    silence.lasting = DAY
    at.session.in_task(Approve(PIN, PAUL.id))

    assert not desk.asks_manager
    assert at.said == "contact.staff_list_old"
    assert len(at.store.events) == told


def test_what_a_cashier_does_goes_on() -> None:
    at = away_for(Silence(3 * DAY))
    at.sign_in()
    at.tap_member(MALO)
    at.type_amount(1_000)
    at.session.open_rewards()
    at.session.choose_reward(1)
    at.session.confirm()

    assert at.said.startswith("banner.visit_closed")
    assert at.points(MALO) == 520 - 150 + 10


def test_what_needs_a_manager_says_why_there_is_none() -> None:
    at = away_for(Silence(DAY))
    at.sign_in()
    at.tap_member(MALO)
    at.type_amount(1_000)
    at.session.open_rewards()
    at.session.choose_reward(1)
    at.session.confirm()
    at.session.void_last()

    assert at.said == "contact.staff_list_old"
    assert at.points(MALO) == 520 - 150 + 10


def test_whoever_manages_serves_like_a_cashier_meanwhile() -> None:
    at = away_for(Silence(DAY))
    at.sign_in(PAUL)
    ring_up(at, 1_000)

    assert at.said.startswith("banner.visit_closed")


def test_it_ends_by_itself_once_the_centre_is_heard() -> None:
    silence = Silence(DAY)
    at = away_for(silence)
    at.sign_in(PAUL)

    silence.lasting = timedelta()
    at.session.tick()

    assert at.said == ""
    ring_up(at)
    assert at.said.startswith("banner.visit_closed")


def test_it_begins_under_the_hands_of_a_manager() -> None:
    silence = Silence()
    at = away_for(silence)
    at.sign_in(PAUL)

    silence.lasting = DAY
    at.session.tick()

    assert at.said == "contact.staff_list_old"


def test_a_till_that_never_had_a_centre_keeps_its_managers() -> None:
    at = away_for(None)
    at.sign_in(PAUL)
    ring_up(at)

    assert at.said.startswith("banner.visit_closed")


def test_a_technician_may_mend_the_line_and_let_nobody_in() -> None:
    bench, link = ScriptedBench(), ScriptedLink(stands=UP_TO_DATE)
    at = away_for(Silence(30 * DAY), bench=bench, link=link)
    at.sign_in(TAREK)
    assert at.view.state is TillState.TECHNICIAN
    assert at.said == "contact.staff_list_old"

    at.session.at_desk(ShowPlugIns())
    bench.tell(PlugInsTold(plug_ins=(PLUG_IN,)))
    at.session.at_desk(GoOn())
    assert "approve" not in bench.names()
    at.session.at_desk(ShowCentre())
    for _ in range(2):
        at.session.at_desk(Unpair())
    assert ("unpair",) not in link.asked
    desk = at.view.technician
    assert desk is not None
    assert desk.notice is not None
    assert desk.notice.key == "contact.desk_held_back"

    for act in (BeginPairing(), EnterLine(for_typing()), EnterLine(ADDRESS), EnterLine("Caisse 1")):
        at.session.at_desk(act)
    assert "pair" in {asked[0] for asked in link.asked}


def test_a_manager_still_finds_the_desk_and_the_way_back() -> None:
    at = away_for(Silence(30 * DAY))
    at.sign_in(PAUL)
    at.session.at_desk(OpenDesk())
    assert at.view.state is TillState.TECHNICIAN
    at.session.at_desk(GoBack())

    assert at.view.state is TillState.IDLE


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    """A till that was a centre's, and from which somebody has removed what was kept of the pairing."""
    made, clock = TillFolder(tmp_path / "till"), FakeClock()
    make_store(made, IDENTITY, clock, use_system_keys=False)
    opened = open_store(made, clock)
    opened.store.put_staff(TECHNICIAN.staff(ArgonPins(opened.kept.keys.pin_pepper)))
    opened.store.put_staff(PAUL)
    for _ in range(PIN_TRIES_MAX):
        opened.store.count_pin_failure(PAUL.id)
    opened.store.become(IDENTITY)
    opened.store.close()
    return made


def test_who_removes_the_pairing_lifts_nothing(folder: TillFolder) -> None:
    opened = open_store(folder, FakeClock())
    contact = open_contact(opened, TillSettings())
    opened.store.close()

    assert contact.is_staff_list_old
    assert contact.hides_members


def test_the_command_line_is_no_way_around(folder: TillFolder) -> None:
    clock = FakeClock()
    with pytest.raises(StaffListOld):
        pair_register(folder, "left", Answers(typed=TECHNICIAN.pin), clock)
    with pytest.raises(StaffListOld):
        enable_staff(folder, Answers(typed=PIN), clock)
    with pytest.raises(StaffListOld):
        unpair_folder(folder, Answers(typed=TECHNICIAN.pin), clock)

    assert list_registers(folder) == ()
