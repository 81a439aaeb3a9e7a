"""The witness notices each thing that a power cut could have done to a store."""

from pathlib import Path
from uuid import UUID

import pytest

from fidpos.localdb.engine import connect
from fidpos.localdb.triggers import triggers
from fidpos.till.view import CheckoutView
from tests.helpers.announced import Closed, Draft, Gesture, Line, NoDraft, Started
from tests.helpers.real_shop import found_shop, keys_of
from tests.helpers.real_till import RealTill
from tests.helpers.witness import Witness

GHOST = UUID(int=77)


class Served:
    """A shop with one visit closed and announced, and another one in progress."""

    def __init__(self, root: Path) -> None:
        self.scratch = root
        self.witness = Witness(shop=found_shop(root / "shop"))
        views: list[CheckoutView] = []
        till = RealTill(self.witness.shop.folder, views.append)
        till.sign_in()
        till.tap(4)
        till.session.choose_reward(4)
        till.type_amount(99_000)
        closing = till.view.visit_id
        assert closing is not None
        till.session.confirm()
        said = till.view.banner
        assert said is not None
        till.tap(5)
        till.type_amount(500)
        open_visit = till.view.visit_id
        assert open_visit is not None
        till.close()
        self.draft = Draft(visit=open_visit, member=UUID(int=5), amount=500)
        points, balance = said.message.params["points"], said.message.params["balance"]
        assert isinstance(points, int)
        assert isinstance(balance, int)
        self.lines: list[Line] = [
            Started(),
            Draft(visit=closing, member=UUID(int=4), amount=99_000),
            Gesture(act="enter"),
            Closed(visit=closing, points=points, balance=balance),
            NoDraft(),
            Gesture(act="amount", amount=500),
            self.draft,
        ]

    def tamper(self, statement: str) -> None:
        """Change the store as no program of ours could: behind its triggers."""
        folder = self.witness.shop.folder
        connection = connect(folder.store, keys_of(folder).store_key, writing=True)
        for name in triggers():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)
        connection.close()


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


def test_what_holds_passes(served: Served) -> None:
    served.witness.hear(served.lines)
    served.witness.examine(served.scratch)

    served.witness.hear([Started(draft=served.draft)])

    assert served.witness.restored == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM visits",
        "DELETE FROM ledger_entries WHERE visit_id IS NOT NULL",
        "DELETE FROM lot_allocations",
        "UPDATE lots SET remaining = remaining + 1",
        "UPDATE balances SET amount = amount + 1",
        "DELETE FROM day_aggregates",
        "UPDATE lifetimes SET visits = visits + 1",
        "DELETE FROM rule_uses",
        "UPDATE members SET tier = NULL, tier_since = NULL, tier_until = NULL",
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "UPDATE journal SET wall_ts = wall_ts + 1",
    ],
)
def test_a_visit_of_which_a_part_is_missing_is_noticed(served: Served, statement: str) -> None:
    served.tamper(statement)
    served.witness.hear(served.lines)

    with pytest.raises(AssertionError):
        served.witness.examine(served.scratch)


def test_an_announced_visit_that_is_not_there_is_noticed(served: Served) -> None:
    served.witness.hear([*served.lines, Closed(visit=GHOST, points=1, balance=1)])

    with pytest.raises(AssertionError, match="an announced visit is not there"):
        served.witness.examine(served.scratch)


def test_a_visit_that_nobody_was_closing_is_noticed(served: Served) -> None:
    served.witness.hear([Started(), Gesture(act="amount", amount=500), served.draft])

    with pytest.raises(AssertionError, match="nobody was closing a visit"):
        served.witness.examine(served.scratch)


def test_a_visit_that_is_closed_a_second_time_is_noticed(served: Served) -> None:
    with pytest.raises(AssertionError, match="a visit was announced twice"):
        served.witness.hear([*served.lines, served.lines[3]])


@pytest.mark.parametrize(
    "found",
    [
        None,
        Draft(visit=GHOST, member=UUID(int=5), amount=500),
        Draft(visit=GHOST),
    ],
)
def test_a_draft_that_is_not_the_one_shown_is_noticed(served: Served, found: Draft | None) -> None:
    served.witness.hear(served.lines)
    served.witness.examine(served.scratch)

    with pytest.raises(AssertionError, match="was restored where"):
        served.witness.hear([Started(draft=found)])


def test_a_draft_without_its_amount_is_noticed(served: Served) -> None:
    served.witness.hear(served.lines)
    served.witness.examine(served.scratch)

    with pytest.raises(AssertionError, match="was restored where"):
        served.witness.hear([Started(draft=Draft(visit=served.draft.visit, member=served.draft.member))])


def test_a_closed_visit_that_is_in_progress_again_is_noticed(served: Served) -> None:
    served.witness.hear(served.lines)
    served.witness.examine(served.scratch)
    closed = served.lines[1]
    assert isinstance(closed, Draft)

    with pytest.raises(AssertionError, match="a closed visit is in progress again"):
        served.witness.hear([Started(draft=closed)])
