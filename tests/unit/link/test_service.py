"""The link over real HTTP on this machine: a register rings up a ticket."""

import json
from collections.abc import Callable, Iterator
from threading import Thread

import msgspec
import pytest

from fidpos.domain.errors import StoreFull
from fidpos.link.messages import ChangesTold, LinkProblem, ProblemTold, TicketTold, TillTold
from fidpos.till.register.standing import RegisterRefusal
from tests.helpers.counter import BERENICE, MALO
from tests.helpers.linked_register import BREAD, DAY, JAM, Answer, Link, linked


@pytest.fixture
def link() -> Iterator[Link]:
    with linked() as made:
        yield made


def ticket(answer: Answer) -> TicketTold:
    assert answer.status == 200, answer.body
    return msgspec.json.decode(answer.body, type=TicketTold)


def problem(answer: Answer) -> tuple[int, str]:
    return answer.status, msgspec.json.decode(answer.body, type=ProblemTold).problem.value


def changes(link: Link, after: int, wait_s: int = 0, register: str = "left") -> ChangesTold:
    answer = link.ask("GET", f"/v1/changes?after={after}&wait_s={wait_s}", register=register)
    assert answer.status == 200
    return msgspec.json.decode(answer.body, type=ChangesTold)


def test_a_ticket_is_rung_up_discounted_and_closed(link: Link) -> None:
    assert ticket(link.put("17", BREAD, JAM)).due_minor == 1_240
    link.at_till(lambda at: at.tap_member(MALO))
    link.at_till(lambda at: at.session.choose_reward(2))

    shown = ticket(link.look("17"))
    done = ticket(link.close("17", shown.due_minor))

    assert (shown.discount_minor, shown.due_minor) == (500, 740)
    assert sum(each.minor for each in shown.reductions) == 500
    assert shown.member is not None
    assert (shown.member.name, shown.member.points) == ("Malo D.", 520)
    assert (done.status.value, done.due_minor, done.member) == ("closed", 740, None)


def test_the_same_request_twice_has_the_same_answer_to_the_byte(link: Link) -> None:
    link.at_till(lambda at: at.tap_member(BERENICE))

    asked: tuple[Callable[[], Answer], ...] = (
        lambda: link.put("17", BREAD),
        lambda: link.close("17", 450),
        lambda: link.put("17", BREAD),
        lambda: link.void("17"),
    )
    for ask in asked:
        first, again = ask(), ask()
        assert (first.status, first.body) == (again.status, again.body)


def test_a_number_written_otherwise_is_the_same_ticket(link: Link) -> None:
    link.put("a-17", BREAD)

    assert ticket(link.look("A17")).ticket == "A17"


def test_a_refusal_says_what_stands_there_instead(link: Link) -> None:
    link.put("17", BREAD)

    other = link.put("18", JAM)

    assert problem(other) == (409, "other_ticket")
    assert msgspec.json.decode(other.body, type=ProblemTold).ticket == ticket(link.look("17"))
    assert problem(link.look("99")) == (404, "unknown_ticket")
    assert problem(link.close("99", 1)) == (404, "unknown_ticket")


def test_each_register_sees_its_own_tickets(link: Link) -> None:
    link.put("17", BREAD)

    assert problem(link.ask("GET", f"/v1/tickets/{DAY}/17", register="right"))[0] == 404
    assert problem(link.put("17", BREAD, register="right")) == (409, "other_ticket")


def test_the_till_says_whether_it_serves_and_whom(link: Link) -> None:
    link.at_till(lambda at: at.tap_member(BERENICE))

    served = msgspec.json.decode(link.ask("GET", "/v1/till").body, type=TillTold)
    link.at_till(lambda at: at.session.lock())
    locked = msgspec.json.decode(link.ask("GET", "/v1/till").body, type=TillTold)

    assert served.member is not None
    assert (served.till, served.is_serving, served.member.name) == ("Caisse 1", True, "Bérénice D.")
    assert (locked.is_serving, locked.member) == (False, None)


def test_a_register_that_waits_hears_of_the_member_at_once(link: Link) -> None:
    link.put("17", BREAD)
    last = changes(link, 0).last
    heard: list[ChangesTold] = []
    waiting = Thread(target=lambda: heard.append(changes(link, last, wait_s=30)))
    waiting.start()

    link.at_till(lambda at: at.tap_member(BERENICE))

    waiting.join(60)
    assert [(each.kind.value, each.ticket) for each in heard[0].changes] == [("member", "17")]
    assert not heard[0].is_gap


def test_changes_of_another_registers_ticket_are_not_told(link: Link) -> None:
    last = changes(link, 0).last
    link.put("17", BREAD)
    link.at_till(lambda at: at.tap_member(BERENICE))

    assert changes(link, last, register="right").changes == ()
    assert len(changes(link, last).changes) == 1


def test_who_asks_after_a_change_of_another_start_is_told_of_the_gap(link: Link) -> None:
    last = changes(link, 7)
    assert (last.is_gap, last.last) == (True, 100)
    assert changes(link, 100) == ChangesTold(last=100, is_gap=False)
    assert changes(link, 101).is_gap


def test_what_the_till_could_not_write_is_to_be_asked_again(link: Link) -> None:
    link.at_till(lambda at: at.tap_member(BERENICE))
    link.put("17", BREAD)
    link.at_till(lambda at: at.break_disk(StoreFull("full")))

    refused = link.close("17", 450)

    assert problem(refused) == (503, "store")
    assert refused.headers["retry-after"] == "1"
    link.at_till(lambda at: at.mend_disk())
    assert ticket(link.close("17", 450)).status.value == "closed"


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        (f"/v1/tickets/{DAY}/---", "ticket"),
        (f"/v1/tickets/{DAY}/{'9' * 41}", "ticket"),
        (f"/v1/tickets/{DAY}/%C3%A9", "ticket"),
        ("/v1/tickets/20261120/17", "business day"),
        ("/v1/tickets/2026-13-01/17", "business day"),
        ("/v1/changes?after=-1", "after"),
        ("/v1/changes?wait_s=31", "wait_s"),
        ("/v1/changes?after=99999999999999999999", "after"),
    ],
)
def test_what_stands_in_the_address_is_checked(link: Link, path: str, detail: str) -> None:
    refused = link.ask("GET", path)

    assert problem(refused) == (400, "malformed")
    assert str(refused.json["detail"]).startswith(detail)


def with_bread(changed: dict[str, object]) -> dict[str, object]:
    return {"currency": "EUR", "amount_minor": 450, "lines": [BREAD | changed]}


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"currency": "EUR", "amount_minor": 450, "lines": []}, "$.lines"),
        ({"currency": "eur", "amount_minor": 450, "lines": [BREAD]}, "$.currency"),
        ({"currency": "XXX", "amount_minor": 450, "lines": [BREAD]}, "unknown currency"),
        ({"currency": "EUR", "amount_minor": 451, "lines": [BREAD]}, "lines sum"),
        ({"currency": "EUR", "amount_minor": -450, "lines": [{"amount_minor": -450}]}, "$.amount_minor"),
        ({"currency": "EUR", "amount_minor": 450, "lines": [BREAD], "member": "x"}, "unknown field"),
        (with_bread({"amount_minor": 4.5}), "$.lines[0]"),
        (
            with_bread({"label": "a\u0000b"}),
            "$.lines[0].label",
        ),
        (
            with_bread({"label": "x" * 81}),
            "$.lines[0].label",
        ),
        ([], "object"),
        (None, "null"),
    ],
)
def test_a_body_that_is_no_basket_is_refused_with_the_place_of_the_fault(
    link: Link, said: object, at: str
) -> None:
    refused = link.send("PUT", f"/v1/tickets/{DAY}/17", json.dumps(said).encode())

    assert problem(refused) == (400, "malformed")
    assert at in str(refused.json["detail"])
    assert link.at.view.amount is None


def test_a_basket_has_no_more_tax_rates_than_any_country(link: Link) -> None:
    lines = [{"amount_minor": 1, "tax_rate_ppm": rate} for rate in range(21)]

    assert problem(link.put("17", *lines)) == (400, "malformed")
    assert link.put("17", *lines[:20]).status == 200


def test_another_currency_than_the_tills_is_said(link: Link) -> None:
    said = {"currency": "CHF", "amount_minor": 450, "lines": [BREAD]}

    assert problem(link.ask("PUT", f"/v1/tickets/{DAY}/17", said)) == (422, "currency")


def test_a_basket_of_a_thousand_lines_is_taken(link: Link) -> None:
    lines = [{"amount_minor": 1, "article": f"A{number}", "label": "é" * 40} for number in range(1_000)]

    assert ticket(link.put("17", *lines)).amount_minor == 1_000
    assert problem(link.put("17", *lines, {"amount_minor": 1}))[0] == 400


def test_every_refusal_of_the_till_has_its_code_in_the_protocol() -> None:
    assert {refusal.value for refusal in RegisterRefusal} < {code.value for code in LinkProblem}
