"""The pairing step by step: what leads on, what leads back, and where each refusal leads."""

from dataclasses import replace

import pytest

from fidpos.till.centre_link import CentreStanding, LinkState, Paired, PairingRefusal, PairingRefused
from fidpos.till.technician.pairing import Pairing, back, begin, enter, hear, scan, scanned_code
from fidpos.till.technician.view import PairingStep
from tests.helpers.pairing_codes import ADDRESS, for_scanning, for_typing

STANDING = CentreStanding(
    state=LinkState.CONNECTING, address=ADDRESS, merchant_name="M", shop_name="S", till_name="T"
)


@pytest.fixture
def at_code() -> Pairing:
    return begin(CentreStanding(), "Terminal 2")


@pytest.fixture
def asking(at_code: Pairing) -> Pairing:
    return enter(enter(enter(at_code, for_typing()), "centre.exemple.fr"), "Caisse 1")


def test_three_lines_are_typed_and_the_centre_is_asked(at_code: Pairing) -> None:
    code = for_typing()

    address = enter(at_code, f"  {code.lower()} ")
    name = enter(address, "centre.exemple.fr:8443")
    asking = enter(name, " Caisse 1 ")

    steps = (at_code.step, address.step, name.step, asking.step)
    assert steps == (PairingStep.CODE, PairingStep.ADDRESS, PairingStep.NAME, PairingStep.ASKING)
    assert (asking.code, asking.address) == (code.lower(), "https://centre.exemple.fr:8443")
    assert asking.till_name == "Caisse 1"


def test_an_address_that_names_its_scheme_is_left_as_it_is(at_code: Pairing) -> None:
    address = enter(at_code, for_typing())

    assert enter(address, "http://127.0.0.1:8000").address == "http://127.0.0.1:8000"


def test_a_scanned_code_says_the_address_itself(at_code: Pairing) -> None:
    code = for_scanning()

    named = scan(at_code, code)

    assert (named.step, named.address, named.code) == (PairingStep.NAME, ADDRESS, code)
    assert named.view.text == "Terminal 2"


def test_a_code_scanned_at_a_later_step_replaces_the_one_before(at_code: Pairing) -> None:
    elsewhere = enter(enter(at_code, for_typing()), "https://elsewhere.exemple.fr")

    assert scan(elsewhere, for_scanning()).address == ADDRESS


def test_a_code_scanned_while_the_centre_is_asked_changes_nothing(asking: Pairing) -> None:
    assert scan(asking, for_scanning()) == asking


def test_a_mistyped_code_is_refused_before_anybody_is_asked(at_code: Pairing) -> None:
    code = for_typing()
    wrong = ("1" if code[0] != "1" else "2") + code[1:]

    refused = enter(at_code, wrong)

    assert refused.step is PairingStep.CODE
    assert refused.problem is not None
    assert refused.problem.key == "centre.refused.bad_code"
    assert enter(refused, code).problem is None


@pytest.mark.parametrize("step", [PairingStep.ADDRESS, PairingStep.NAME])
def test_an_empty_line_leads_nowhere(step: PairingStep) -> None:
    pairing = Pairing(step=step)

    assert enter(pairing, "  ") == pairing


def test_esc_leads_back_step_by_step_with_what_was_said(asking: Pairing) -> None:
    name = replace(asking, step=PairingStep.NAME)

    address = back(name)
    assert address is not None
    code = back(address)
    assert code is not None

    assert (address.step, address.view.text) == (PairingStep.ADDRESS, "https://centre.exemple.fr")
    assert (code.step, code.view.text) == (PairingStep.CODE, asking.code)
    assert back(code) is None


def test_esc_after_a_scan_leads_back_to_the_code(at_code: Pairing) -> None:
    code = back(scan(at_code, for_scanning()))

    assert code is not None
    assert (code.step, code.view.text) == (PairingStep.CODE, "")


@pytest.mark.parametrize("step", [PairingStep.ASKING, PairingStep.DONE])
def test_esc_leaves_the_page_while_the_centre_is_asked_and_once_it_answered(step: PairingStep) -> None:
    assert back(Pairing(step=step)) is None


def test_once_paired_the_names_are_there_to_be_compared(asking: Pairing) -> None:
    done = hear(asking, Paired(standing=STANDING))

    assert (done.step, done.view.standing) == (PairingStep.DONE, STANDING)


@pytest.mark.parametrize(
    ("reason", "step"),
    [
        (PairingRefusal.BAD_CODE, PairingStep.CODE),
        (PairingRefusal.CODE_REFUSED, PairingStep.CODE),
        (PairingRefusal.BAD_ADDRESS, PairingStep.ADDRESS),
        (PairingRefusal.NOBODY_ANSWERS, PairingStep.ADDRESS),
        (PairingRefusal.NOT_THE_CENTRE, PairingStep.ADDRESS),
        (PairingRefusal.BAD_NAME, PairingStep.NAME),
        (PairingRefusal.UNSENT_EVENTS, PairingStep.NAME),
        (PairingRefusal.TRY_LATER, PairingStep.NAME),
        (PairingRefusal.UNEXPECTED, PairingStep.NAME),
    ],
)
def test_a_refusal_leads_to_the_step_it_is_about(
    asking: Pairing, reason: PairingRefusal, step: PairingStep
) -> None:
    refused = hear(asking, PairingRefused(reason=reason, waiting=3))

    assert refused.step is step
    assert refused.problem is not None
    assert refused.hint is not None
    assert refused.till_name == "Caisse 1"


def test_the_same_is_asked_again_by_enter_alone(asking: Pairing) -> None:
    away = hear(asking, PairingRefused(reason=PairingRefusal.NOBODY_ANSWERS))

    again = enter(enter(away, away.view.text), "Caisse 1")

    assert replace(again, problem=None, hint=None) == asking


def test_an_answer_that_nobody_waits_for_any_more_moves_nothing(at_code: Pairing) -> None:
    assert hear(at_code, PairingRefused(reason=PairingRefusal.CODE_REFUSED)) == at_code


def test_a_till_that_is_paired_is_offered_the_address_and_the_name_it_has() -> None:
    pairing = enter(begin(STANDING, "Terminal 2"), for_typing())

    assert pairing.view.text == ADDRESS
    assert enter(pairing, pairing.view.text).view.text == "T"


def test_neither_the_pairing_nor_its_view_says_the_code_in_a_repr(asking: Pairing) -> None:
    shown = replace(asking, step=PairingStep.CODE)

    assert asking.code not in f"{asking!r} {shown.view!r}"


@pytest.mark.parametrize("before", [b"", b"]Q1", b"\x02"])
@pytest.mark.parametrize("after", [b"", b"\r\n", b"\x03"])
def test_a_scanners_own_marks_around_a_code_are_left_out(before: bytes, after: bytes) -> None:
    code = for_scanning()

    assert scanned_code(before + code.encode() + after) == code


@pytest.mark.parametrize("frame", [b"", b"0481000000017", b"\xff\xfe", b"FIDPOS"])
def test_anything_else_is_no_pairing_code(frame: bytes) -> None:
    assert scanned_code(frame) == ""
