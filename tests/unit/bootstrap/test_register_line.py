"""The cash register on the command line."""

from collections.abc import Iterator
from datetime import date

import pytest

from fidpos.bootstrap.register_line import NotUnderstood, RegisterLine, commands, in_words, register_at
from fidpos.link.messages import ProblemTold, TicketTold
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import BERENICE
from tests.helpers.linked_register import Link, linked


@pytest.fixture
def link() -> Iterator[Link]:
    with linked() as made:
        made.at_till(lambda at: at.tap_member(BERENICE))
        yield made


def line_of(link: Link) -> RegisterLine:
    url = f"http://127.0.0.1:{link.port}"
    return register_at(url, link.tokens["left"], day=date(2026, 11, 20), currency="EUR")


def perform(line: RegisterLine, *said: str) -> list[object]:
    return [line.perform(each) for each in said]


def test_a_ticket_is_opened_filled_asked_and_closed(link: Link) -> None:
    *_, last, asked, closed = perform(
        line_of(link),
        "open 1042",
        "add 4.50 BREAD food/bread",
        'add 7.90 "JAM" food Verger 1.5',
        "ask",
        "close",
    )

    assert isinstance(asked, TicketTold)
    assert isinstance(closed, TicketTold)
    assert last == asked
    assert (asked.amount_minor, closed.status.value, closed.points) == (1_240, "closed", 12)
    (event,) = link.worker.do(
        lambda: [each for each in link.at.store.events if isinstance(each, VisitClosed)]
    )
    assert [(each.article, each.categories, each.quantity) for each in event.lines] == [
        ("BREAD", ("food", "bread"), 1_000),
        ("JAM", ("food",), 1_500),
    ]


def test_a_ticket_is_given_up(link: Link) -> None:
    (*_, voided) = perform(line_of(link), "open 1042", "add 4.50 BREAD", "void")

    assert isinstance(voided, TicketTold)
    assert voided.status.value == "voided"


def test_what_the_till_does_not_do_is_told(link: Link) -> None:
    link.at_till(lambda at: at.session.lock())

    _, refused, closed = perform(line_of(link), "open 1042", "add 4.50 BREAD", "close")

    assert isinstance(refused, ProblemTold)
    assert in_words(refused) == '{"problem":"locked"}'
    assert isinstance(closed, ProblemTold)


def test_it_waits_for_what_happens_at_the_till(link: Link) -> None:
    line = line_of(link)
    perform(line, "wait", "open 1042", "add 4.50 BREAD")
    link.at_till(lambda at: at.session.back())

    told = line.perform("wait")

    assert told is not None
    assert '"kind":"voided"' in in_words(told)


def test_it_says_who_is_served(link: Link) -> None:
    told = line_of(link).perform("till")

    assert told is not None
    assert '"name":"Bérénice D."' in in_words(told)


def test_empty_lines_and_remarks_ask_nothing(link: Link) -> None:
    assert perform(line_of(link), "", "  ", "# the next customer") == [None, None, None]


@pytest.mark.parametrize(
    "said",
    ["add 1.00 X", "ask", "close", "void", "pay", "open", "open ---", 'open "1', "open é"],
)
def test_what_it_does_not_understand_it_says(link: Link, said: str) -> None:
    with pytest.raises(NotUnderstood):
        line_of(link).perform(said)


@pytest.mark.parametrize("amount", ["", "x", "1,50", "1.505", "1e3", "--1", "."])
def test_an_amount_has_two_decimals_at_most(link: Link, amount: str) -> None:
    line = line_of(link)
    line.perform("open 1042")

    with pytest.raises(NotUnderstood):
        line.perform(f"add '{amount}' X")


def test_quit_ends_it() -> None:
    assert list(commands(["open 1\n", "quit\n", "close\n"])) == ["open 1\n"]
