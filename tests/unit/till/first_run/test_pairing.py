"""Pairing from the first page on: what is typed, what is asked, and what the centre answers."""

import pytest

from fidpos.till.centre_link import CentreStanding, Paired, PairingRefusal, PairingRefused
from fidpos.till.first_run.ports import Made
from fidpos.till.task.acts import ChooseLine, GoOn
from fidpos.till.task.view import FormBody
from fidpos.wire.sync.pairing_code import new_code, scanned, typed
from tests.helpers.first_run_pc import answer
from tests.helpers.pairing_codes import ADDRESS, KEYS
from tests.helpers.scripted_place import FirstRun

CODE = new_code(7, KEYS, ADDRESS)
HOSTILE = (
    "",
    "🥐" * 50,
    "x" * 10_000,
    "\u202e\u200f",
    "<b>code</b>",
    "'; DROP TABLE tills; --",
    "\x1b[31m",
    "a\0b",
    "FIDPOS-PAIR:",
    "https://",
    "://",
    "\ud800",
)


def at_code() -> FirstRun:
    run = FirstRun()
    answer(run.assistant, GoOn(), ChooseLine(1))
    assert run.at == "pair.code"
    return run


def asking() -> FirstRun:
    run = at_code()
    answer(run.assistant, (typed(CODE),), ("centre.example",), ("Caisse 2",))
    return run


def test_code_address_and_name_are_asked_and_then_the_centre() -> None:
    run = asking()

    assert run.at == "pair.asking"
    assert run.place.paired == [("https://centre.example", typed(CODE), "Caisse 2")]


def test_a_scanned_code_that_says_the_address_skips_that_question() -> None:
    run = at_code()
    answer(run.assistant, (scanned(CODE),))

    assert run.at == "pair.name"


def test_a_till_that_is_paired_is_opened_with_enter() -> None:
    run = asking()
    run.assistant.hear(Paired(standing=CentreStanding()))
    answer(run.assistant, GoOn())

    assert (run.at, run.place.opened) == ("done", 1)


@pytest.mark.parametrize("reason", list(PairingRefusal))
def test_every_refusal_is_said_on_a_line_that_can_be_typed_again(reason: PairingRefusal) -> None:
    run = asking()
    run.assistant.hear(PairingRefused(reason=reason))

    assert isinstance(run.view.body, FormBody)
    assert run.view.problem is not None
    assert run.view.hint is not None


def test_escape_waits_for_the_centre_and_goes_back_line_by_line_otherwise() -> None:
    run = asking()
    run.assistant.back()
    waits = run.at
    run.assistant.hear(Made())
    run.assistant.hear(PairingRefused(reason=PairingRefusal.NOBODY_ANSWERS))
    back = []
    while run.at != "way":
        run.assistant.back()
        back.append(run.at)

    assert waits == "pair.asking"
    assert back == ["pair.code", "way"]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_as_code_address_or_name_is_refused_or_kept_as_text(text: str) -> None:
    as_code, as_address, as_name = at_code(), at_code(), at_code()
    answer(as_code.assistant, (text,))
    answer(as_address.assistant, (typed(CODE),), (text,))
    answer(as_name.assistant, (typed(CODE),), ("centre.example",), (text,))

    assert as_code.at == "pair.code"
    # What begins like a scanned code is taken for one, wherever it comes.
    scanned_badly = {"pair.code"} if text.startswith("FIDPOS-PAIR:") else set()
    assert as_address.at in {"pair.address", "pair.name"} | scanned_badly
    assert as_name.at in {"pair.name", "pair.asking"} | scanned_badly
