"""Stories played: each kind of step, its state, and what is carried on to the next one."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from fidpos.bootstrap.story.format import Expected
from fidpos.bootstrap.story.play import play, play_on
from fidpos.bootstrap.story.stage import staged
from fidpos.domain.errors import InvalidValue
from fidpos.rules.decode import decode
from fidpos.rules.engine import compile_programme
from tests.unit.bootstrap.story.club import ANNE, BOB, club, played, step, story, visit


def test_a_visit_tells_all_that_it_did_and_how_the_member_stands() -> None:
    (result,) = played(visit(amount="120.50", codes=["spring"]))

    assert asdict(result.state) == {
        "discount": "12.05",
        "due": "108.45",
        "earned": {"points": 108, "stamps": 1},
        "spent": {},
        "balance": {"points": 108, "stamps": 1},
        "tier": "",
        "vouchers_given": ("large",),
        "vouchers_held": ("large",),
        "gifts": (),
        "fired": ("spring", "base", "stamp", "large"),
        "not_fired": ("treat",),
        "messages": ("Merci (fr)",),
        "refused": "",
    }
    assert (result.act, result.name, result.member) == ("visit", "v1", "anne")
    assert result.at.isoformat() == "2026-03-01T10:00:00+01:00"


def test_a_reward_is_spent_and_handed_over() -> None:
    _, bought = played(
        visit(amount="80.00"), visit("v2", "10.00", "2026-03-02T10:00", rewards=["coffee", "five"])
    )

    assert bought.state.spent == {"points": 70}
    assert bought.state.gifts == ("coffee",)
    assert (bought.state.discount, bought.state.due) == ("5.00", "5.00")
    assert bought.state.balance["points"] == 80 + 5 - 70


def test_a_voucher_is_used_once_by_the_code_of_what_gave_it() -> None:
    use = {"vouchers": ["large"]}
    given, used, again = played(
        visit(amount="100.00"),
        visit("v2", "20.00", "2026-03-02T10:00", **use),
        visit("v3", "20.00", "2026-03-03T10:00", **use, expect={"refused": "no_voucher"}),
    )

    assert given.state.vouchers_held == ("large",)
    assert (used.state.discount, used.state.vouchers_held) == ("5.00", ())
    assert again.differences == ()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"rewards": ["five"]}, "too_few_points"),
        ({"rewards": ["coffee", "coffee"]}, "too_few_points"),
        ({"rewards": ["five"], "amount": "0"}, "too_few_points"),
        ({"vouchers": ["large"]}, "no_voucher"),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_moves(more: dict[str, Any], reason: str) -> None:
    first, refused = played(visit(amount="25.00"), visit("v2", at="2026-03-02T10:00", **more))

    assert refused.state.refused == reason
    assert refused.state.balance == first.state.balance
    assert refused.state.earned == {}
    assert [difference.path for difference in refused.differences] == ["steps[1].expect.refused"]


def test_a_reward_is_not_given_more_often_than_the_programme_says() -> None:
    _, refused = played(
        visit(amount="90.00"), visit("v2", at="2026-03-02T10:00", rewards=["coffee", "coffee", "coffee"])
    )

    assert refused.state.refused == "too_many"


def test_a_voucher_for_a_larger_purchase_waits() -> None:
    _, refused = played(visit(amount="100"), visit("v2", "9.99", "2026-03-02T10:00", vouchers=["large"]))

    assert refused.state.refused == "purchase_too_small"
    assert refused.state.vouchers_held == ("large",)


def test_a_refund_takes_back_its_share_and_says_what_is_paid_back() -> None:
    _, part, rest = played(
        visit(amount="100.00", codes=["SPRING"]), step("refund", amount="40.00"), step("refund")
    )

    assert (part.state.discount, part.state.due) == ("-4.00", "-36.00")
    assert part.state.earned == {"points": -36}
    assert part.state.balance == {"points": 54, "stamps": 1}
    assert rest.state.balance == {"points": 0, "stamps": 0}
    assert rest.state.vouchers_held == ()


def test_a_refund_of_lines_takes_back_those_lines() -> None:
    lines = [{"amount": "8.00", "category": "food/bread"}, {"amount": "12.00", "article": "B"}]
    _, part, again = played(
        visit(lines=lines),
        step("refund", lines=[1]),
        step("refund", lines=[1], expect={"refused": "wrong_lines"}),
    )

    assert part.state.due == "-12.00"
    assert part.state.balance["points"] == 8
    assert again.differences == ()


def test_a_void_gives_back_all_that_was_spent_and_takes_back_all_that_was_earned() -> None:
    first, _, undone = played(
        visit(amount="80.00"),
        visit("v2", "10.00", "2026-03-02T10:00", rewards=["five"]),
        step("void", "v2"),
    )

    assert undone.state.spent == {"points": -50}
    assert undone.state.earned == {"points": -5, "stamps": -1}
    assert undone.state.due == "-5.00"
    assert undone.state.balance == first.state.balance


def test_a_corrected_amount_stands_in_the_place_of_the_wrong_one() -> None:
    _, corrected, undone = played(visit(amount="300.00"), step("correct", amount="30.00"), step("void"))

    assert corrected.state.balance == {"points": 30, "stamps": 1}
    assert corrected.state.vouchers_held == ()
    assert corrected.state.fired == ("base", "stamp")
    assert undone.state.balance == {"points": 0, "stamps": 0}


def test_a_visit_of_the_wrong_member_is_moved() -> None:
    _, moved, left = played(visit(), step("correct", member="bob"), step("look", "anne"))

    assert (moved.member, moved.state.balance["points"]) == ("bob", 30)
    assert left.state.balance == {"points": 0, "stamps": 0}


def test_a_forgotten_card_is_credited_once_for_each_ticket() -> None:
    credit = {"member": "bob", "ticket": "T1", "bought_at": "2026-02-28T18:00", "amount": "12.00"}
    credited, again = played(
        step("credit", "v1", **credit), step("credit", "v2", **credit, expect={"refused": "ticket_used"})
    )

    assert credited.state.earned["points"] == 12
    assert again.differences == ()


@pytest.mark.parametrize("act", ["refund", "void"])
def test_what_is_done_is_not_done_twice(act: str) -> None:
    *_, again = played(visit(), step("void"), step(act))

    assert again.state.refused == "already"


def test_a_visit_that_was_refused_is_no_visit() -> None:
    *_, looked_for = played(visit(rewards=["five"]), step("refund", "v1"))

    assert looked_for.state.refused == "no_visit"
    assert looked_for.member == "anne"


def test_points_expire_while_nothing_happens() -> None:
    _, before, after = played(
        visit(at="2026-03-01T10:00"),
        step("look", "anne", "2027-02-28T10:00"),
        step("look", "anne", "2027-04-01T10:00"),
    )

    assert before.state.balance == {"points": 30, "stamps": 1}
    assert after.state.balance == {"points": 0, "stamps": 1}


def test_a_tier_is_held_from_the_next_moment_on() -> None:
    reached, looked = played(visit(amount="250.00"), step("look", "anne"))

    assert (reached.state.tier, looked.state.tier) == ("gold", "gold")


def test_members_come_with_what_the_story_says_of_them() -> None:
    anne = {
        **ANNE,
        "tier": "gold",
        "birthday": "02-29",
        "birth_year": 1980,
        "spouse": "05-02",
        "children": ["03-01", "03-01"],
        "days": {"wedding": "06-20"},
        "labels": ["vip"],
        "consents": ["email"],
    }
    (result,) = played(visit(gifts={"treat": "cake"}), members=[anne, BOB])

    assert result.state.tier == "gold"
    assert result.state.gifts == ("treat", "treat")


def test_a_rule_that_the_cashier_sets_aside_gives_nothing() -> None:
    (result,) = played(visit(refuse=["stamp"]))

    assert result.state.earned == {"points": 30}
    assert "stamp" in result.state.not_fired


def test_whoever_serves_earns_nothing_on_their_own_purchase() -> None:
    own, other = played(
        visit(served_by="anne"), visit("v2", at="2026-03-02T10:00", served_by="bob", medium="typed")
    )

    assert own.state.earned == {}
    assert other.state.earned["points"] == 30


def test_a_printed_state_can_be_pasted_as_an_expectation() -> None:
    steps = [
        visit(amount="120.50", codes=["SPRING"]),
        visit("v2", "20.00", "2026-03-02T10:00", vouchers=["large"], rewards=["five"]),
        step("refund", "v2", amount="10.00", at="2026-03-03T10:00"),
        step("void", "v2", "2026-03-03T10:00"),
        step("look", "anne", "2026-03-04T10:00"),
    ]
    states = [json.loads(json.dumps(asdict(result.state))) for result in played(*steps)]
    again = played(*(one | {"expect": state} for one, state in zip(steps, states, strict=True)))

    assert [result.differences for result in again] == [()] * len(steps)
    assert all(isinstance(decode(state, Expected), Expected) for state in states)


def test_messages_speak_the_language_asked_for() -> None:
    told = story(visit(amount="100"))

    assert [result.state.messages for result in play(club(), told, language="en")] == [("Merci (en)",)]


def test_the_balance_is_the_sum_of_the_entries_in_the_store() -> None:
    told = story(
        visit(amount="130.00"),
        visit("v2", "20.00", "2026-03-02T10:00", rewards=["coffee"], vouchers=["large"]),
        step("refund", "v1", "2026-03-03T10:00", amount="33.33"),
        step("correct", "v2", "2026-03-03T11:00", amount="21.00"),
        step("refund", "v2", "2026-03-03T12:00"),
        step(
            "credit",
            "v3",
            "2026-03-04T10:00",
            member="anne",
            ticket="T",
            bought_at="2026-03-03T09:00",
            amount="7",
        ),
        step("correct", "v3", "2026-03-04T11:00", member="bob"),
    )
    with staged(told, compile_programme(club())) as stage:
        reader = stage.store.database.reader()
        for result in play_on(stage, told, "fr"):
            account_id = stage.members[result.member].account_id
            entries = "SELECT counter, sum(amount) FROM ledger_entries WHERE account_id = ? GROUP BY counter"
            sums: dict[str, int] = dict(reader.all(entries, account_id.bytes))

            assert {code: sums.get(code, 0) for code in ("points", "stamps")} == result.state.balance
            assert result.state.refused == ""
        reader.close()


def test_nothing_is_left_of_the_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    results = play(club(), story(visit(), step("look", "anne")))

    next(results)
    assert [folder.name.startswith("fidpos-story-") for folder in tmp_path.iterdir()] == [True]
    assert len(list(results)) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_story_of_another_programme_is_refused_before_it_begins() -> None:
    with pytest.raises(InvalidValue) as caught:
        next(play(club(currency="CHF"), story(visit())))

    assert caught.value.params["path"] == "shop.currency"
