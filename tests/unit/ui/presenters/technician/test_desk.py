"""What the technician's desk says, page by page, in French."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.technician.view import Page, RawKind, RawLine, TechnicianView, WizardStep
from fidpos.till.view import Banner, Lamp, Message, Tone
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import Accent, ButtonModel
from fidpos.ui.presenters.screen import screen
from fidpos.ui.presenters.technician.devices import EVENTS_SHOWN, FACTS_SHOWN, ago, kind_name
from fidpos.ui.presenters.technician.models import (
    ChoicesModel,
    DevicesModel,
    EventsModel,
    ListModel,
    PresentModel,
    ProofModel,
    RawModel,
    ResultModel,
    TechnicianModel,
    WizardModel,
)
from fidpos.ui.presenters.technician.raw import raw_model
from tests.helpers.desk_samples import (
    BASE,
    DESK_SAMPLES,
    DEVICE,
    EVENTS,
    FACTS,
    HEALTH_PAGE,
    KIND,
    PCSC,
    PLUG_IN_PAGE,
    PLUG_INS,
    PRESENT_CARD,
    PRESENT_CODE,
    PROBLEM,
    RESULT,
    TEST,
    TEST_CODE,
    at,
)
from tests.helpers.sample_views import NOW, Sample


def drawn(desk: TechnicianView, texts: Texts, **more: object) -> TechnicianModel:
    sample = replace(Sample(view=at(desk)), **more)  # type: ignore[arg-type]  # fields of a sample
    model = screen(sample.scene(texts))
    assert isinstance(model, TechnicianModel)
    return model


def devices(desk: TechnicianView, texts: Texts, **more: object) -> DevicesModel:
    page = drawn(desk, texts, **more).page
    assert isinstance(page, DevicesModel)
    return page


def wizard(desk: TechnicianView, texts: Texts) -> WizardModel:
    page = drawn(desk, texts).page
    assert isinstance(page, WizardModel)
    return page


def listed(desk: TechnicianView, texts: Texts, **more: object) -> ListModel:
    page = drawn(desk, texts, **more).page
    assert isinstance(page, ListModel)
    return page


def keys(buttons: tuple[ButtonModel, ...]) -> list[Press]:
    return [button.press for button in buttons]


@pytest.mark.parametrize("name", DESK_SAMPLES)
def test_the_desk_names_who_is_at_it_and_where_help_is(name: str, french: Texts) -> None:
    model = screen(DESK_SAMPLES[name].scene(french))

    assert isinstance(model, TechnicianModel)
    assert model.header.staff == "Paul Anselme"
    assert Press.of(Key.F1) in keys(model.status.keys)


def test_a_reader_says_its_state_and_what_it_has_read(french: Texts) -> None:
    row = devices(BASE, french).rows[0]

    assert (row.label, row.kind, row.state) == (PCSC.label, french.say("reader.kind.pcsc"), "Prêt")
    assert (row.seen, row.faults) == ("il y a 42 s", "3 défauts")
    assert row.reads.endswith("lectures")
    assert row.chosen


def test_a_driver_from_elsewhere_goes_by_its_own_name(french: Texts) -> None:
    assert kind_name(french, "omnikey") == "omnikey"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=2), "à l’instant"),
        (timedelta(seconds=59), "il y a 59 s"),
        (timedelta(minutes=59, seconds=59), "il y a 59 min"),
        (timedelta(hours=23), "il y a 23 h"),
        (timedelta(days=3, hours=5), "il y a 3 j"),
        (timedelta(seconds=-1), "à l’instant"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit_that_fits(
    past: timedelta, words: str, french: Texts
) -> None:
    assert ago(french, NOW - past, NOW) == words


def test_a_reader_that_never_read_says_so(french: Texts) -> None:
    assert ago(french, None, NOW) == "jamais lu"


def test_what_a_driver_has_been_through_and_where_it_comes_from_have_words(french: Texts) -> None:
    facts = ((Message(key="desk.fact.level"), "tested"), (Message(key="desk.fact.origin"), "acme 1.2"))

    told = {fact.label: fact.value for fact in devices(replace(BASE, facts=facts), french).facts}

    assert (told["Niveau"], told["Origine"]) == ("essayé", "acme 1.2")


def test_every_key_of_the_list_of_devices_stands_on_a_button(french: Texts) -> None:
    page = devices(BASE, french)

    assert keys(page.tools) == [Press.of(key) for key in (Key.F2, Key.F6, Key.F7, Key.F8)]
    assert keys(page.actions) == [Press.of(key) for key in (Key.F3, Key.F4, Key.F5, Key.DELETE)]
    assert page.actions[-1].key == "Suppr"


def test_the_banner_says_how_the_chosen_reader_is_and_what_to_do(french: Texts) -> None:
    banner = devices(replace(BASE, chosen=2), french).banner

    assert (banner.accent, banner.title) == (Accent.WARNING, "Débranché")
    assert banner.detail == french.say("reader.hint.device_lost")


def test_a_notice_is_said_before_how_the_reader_is(french: Texts) -> None:
    saved = Message(key="desk.saved", params={"reader": "pcsc"})

    assert devices(replace(BASE, notice=saved), french).banner.title == french.message(saved)


def test_what_the_session_says_comes_before_a_notice_and_a_fault_before_that(french: Texts) -> None:
    said = Banner(serial=1, tone=Tone.ERROR, message=Message(key="error.store_full"))
    sample = replace(DESK_SAMPLES["devices_notice"], view=replace(at(BASE), banner=said))
    fault = replace(sample, fault=Message(key="error.unexpected"))

    titles = []
    for shown in (sample, fault):
        model = screen(shown.scene(french))
        assert isinstance(model, TechnicianModel)
        assert isinstance(model.page, DevicesModel)
        titles.append(model.page.banner.title)
    assert titles == [french.say("error.store_full"), french.say("error.unexpected")]


def test_a_check_under_way_shows_a_bar_that_moves_with_the_clock(french: Texts) -> None:
    page = devices(replace(BASE, is_busy=True), french)

    assert page.banner.title == "Contrôle en cours…"
    assert page.busy_ppm is not None
    assert devices(BASE, french).busy_ppm is None


def test_the_newest_events_are_shown_with_what_was_read(french: Texts) -> None:
    log = devices(BASE, french).log

    assert isinstance(log, EventsModel)
    assert len(log.rows) == EVENTS_SHOWN
    assert (log.rows[0].hour, log.rows[0].token) == ("14:31:18", EVENTS[0].token)
    assert log.rows[1].text == f"C’est une carte bancaire · {PCSC.label}"


def test_facts_are_cut_to_what_fits(french: Texts) -> None:
    facts = devices(replace(BASE, facts=FACTS * 3), french).facts

    assert len(facts) == FACTS_SHOWN
    assert (facts[0].label, facts[0].value) == ("Nom", "pcsc")


def test_a_setting_goes_by_its_own_name(french: Texts) -> None:
    facts = devices(BASE, french).facts

    assert [(fact.label, fact.value) for fact in facts][5:] == [
        ("feedback", "light_and_buzzer"),
        ("uid_order", "as_read"),
    ]


def test_without_readers_the_desk_says_how_to_add_one(french: Texts) -> None:
    page = devices(TechnicianView(), french)

    assert page.banner.title == "Aucun lecteur n’est installé"
    assert not any(action.enabled for action in page.actions)
    assert page.tools[0].enabled


def test_bytes_take_the_place_of_events(french: Texts) -> None:
    page = devices(replace(BASE, raw_open=True), french)

    assert isinstance(page.log, RawModel)
    assert page.actions[1].label == "Événements"


def test_bytes_stand_in_rows_of_twelve_with_letters_beside_them(french: Texts) -> None:
    line = RawLine(kind=RawKind.FRAME, hex="02 " + "41" * 12 + " 0D")

    rows = raw_model(french, (line,), 10).rows

    assert [row.kind for row in rows] == ["Trame", ""]
    assert rows[0].hex == "02 41 41 41 41 41 41 41 41 41 41 41"
    assert [row.text for row in rows] == ["·AAAAAAAAAAA", "A·"]


def test_the_newest_bytes_stay_when_there_are_more_than_fit(french: Texts) -> None:
    lines = tuple(RawLine(kind=RawKind.ANSWER, hex=f"{number:02X}") for number in range(20))

    assert [row.hex for row in raw_model(french, lines, 3).rows] == ["11", "12", "13"]


def test_keys_are_shown_as_they_were_typed(french: Texts) -> None:
    rows = raw_model(french, (RawLine(kind=RawKind.KEYS, hex="0B 05 09", text="048"),), 3).rows

    assert (rows[0].hex, rows[0].text) == ("0B 05 09", "048")


def test_of_a_bank_card_no_byte_is_shown(french: Texts) -> None:
    rows = raw_model(french, (RawLine(kind=RawKind.ANSWER, hex=""),), 3).rows

    assert rows[0].hex == french.say("desk.raw.withheld")


def test_the_steps_of_the_wizard_are_ticked_as_they_are_done(french: Texts) -> None:
    steps = wizard(RESULT, french).steps

    assert [step.done for step in steps] == [True, True, True, False, False, False]
    assert [step.current for step in steps].index(True) == list(WizardStep).index(WizardStep.RESULT)


def test_a_kind_says_how_many_are_plugged_in_or_why_it_cannot_be_used(french: Texts) -> None:
    body = wizard(KIND, french).body

    assert isinstance(body, ChoicesModel)
    assert body.choices[0].tag == "2 branchés"
    assert (body.choices[3].fault, body.choices[3].lamp) == ("Composant absent", Lamp.WARNING)
    assert body.choices[1].lamp is None
    assert [choice.chosen for choice in body.choices].index(True) == 2


def test_a_device_shows_its_stable_id_and_who_uses_it(french: Texts) -> None:
    body = wizard(DEVICE, french).body

    assert isinstance(body, ChoicesModel)
    assert (body.choices[0].code, body.choices[0].tag) == (PCSC.device, "pris par pcsc")


def test_the_device_of_the_reader_that_is_set_up_again_is_no_obstacle(french: Texts) -> None:
    assert DEVICE.wizard is not None
    again = replace(DEVICE, wizard=replace(DEVICE.wizard, reader="pcsc"))
    body = wizard(again, french).body

    assert isinstance(body, ChoicesModel)
    assert (body.choices[0].tag, body.choices[0].lamp) == ("en service", Lamp.OK)


def test_a_code_is_drawn_where_one_is_scanned_and_none_where_a_card_is_presented(french: Texts) -> None:
    coded, carded = wizard(PRESENT_CODE, french).body, wizard(PRESENT_CARD, french).body

    assert isinstance(coded, PresentModel)
    assert isinstance(carded, PresentModel)
    assert coded.code is not None
    assert coded.code.text == TEST_CODE
    assert carded.code is None


def test_settings_are_shown_before_and_after(french: Texts) -> None:
    body = wizard(RESULT, french).body

    assert isinstance(body, ResultModel)
    assert [(row.name, row.before, row.after) for row in body.changes.rows][1:] == [
        ("feedback", "off", "light_and_buzzer"),
        ("uid_order", "as_read", "reversed"),
    ]


def test_each_good_read_becomes_a_mark(french: Texts) -> None:
    body = wizard(TEST, french).body

    assert isinstance(body, ProofModel)
    assert (body.marks, body.progress) == ((True, True, False), "2 sur 3")


def test_a_problem_is_said_in_place_with_what_to_do(french: Texts) -> None:
    said = wizard(PROBLEM, french).foot.said

    assert (said.accent, said.title) == (Accent.WARNING, french.say("desk.other_card"))
    assert said.detail == french.say("desk.hint.again")


def test_enter_is_off_while_a_card_is_waited_for(french: Texts) -> None:
    assert not wizard(TEST, french).foot.go_on.enabled
    assert wizard(RESULT, french).foot.go_on.enabled


def test_a_plug_in_shows_what_identifies_it(french: Texts) -> None:
    row = listed(PLUG_IN_PAGE, french).rows[0]

    assert (row.title, row.detail, row.code) == ("omnikey", "fidpos-omnikey 1.4.0", PLUG_INS[0].fingerprint)


def test_approving_is_asked_once_more_on_the_same_buttons(french: Texts) -> None:
    foot = listed(PLUG_IN_PAGE, french, asked=PLUG_INS[0]).foot

    assert (foot.said.accent, foot.go_on.accent) == (Accent.WARNING, Accent.WARNING)
    assert (foot.go_on.label, foot.back.label) == ("Oui, approuver", "Non")


def test_what_cannot_be_approved_has_no_button_for_it(french: Texts) -> None:
    assert not listed(replace(PLUG_IN_PAGE, chosen=2), french).foot.go_on.enabled
    assert not listed(TechnicianView(page=Page.PLUG_INS), french).foot.go_on.enabled


def test_the_checks_are_counted_and_the_chosen_one_says_what_to_do(french: Texts) -> None:
    page = listed(HEALTH_PAGE, french)

    assert page.subtitle == "2 points à régler."
    assert page.rows[0].title == "Ports série"
    states = {row.title: row.state for row in page.rows}
    assert states["Bibliothèque NFC USB"] == "Trouvé\u00a0: nfcpy 1.0.4"
    assert page.foot.said.detail == french.say("hint.doctor.serial_ports", group="dialout")
    assert page.pager is not None
    assert not page.pager.earlier.enabled


def test_when_all_is_well_the_checks_say_so(french: Texts) -> None:
    well = tuple(replace(check, lamp=Lamp.OK) for check in HEALTH_PAGE.checks)

    assert listed(replace(HEALTH_PAGE, checks=well), french).subtitle == "8 contrôles, tout va bien."


def test_help_lists_the_keys_of_the_desk(french: Texts) -> None:
    help_ = drawn(BASE, french, help_open=True).help

    assert help_ is not None
    assert {"F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "Suppr", "Entrée", "Échap"} <= {
        key for key, _ in help_.keys
    }
