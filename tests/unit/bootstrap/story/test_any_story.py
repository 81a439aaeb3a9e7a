"""Whatever happens in a story, the books hold, and played again it goes the same way."""

from dataclasses import asdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.bootstrap.story.play import play_on
from fidpos.bootstrap.story.stage import staged
from fidpos.rules.engine import compile_programme
from tests.unit.bootstrap.story.club import club, story

COUNTERS = ("points", "stamps")
PROGRAMME = club()
COMPILED = compile_programme(PROGRAMME)

amounts = st.integers(0, 30_000).map(lambda minor: f"{minor // 100}.{minor % 100:02}")
members = st.sampled_from(["anne", "bob"])
visits = st.fixed_dictionaries(
    {"act": st.just("visit"), "member": members, "amount": amounts},
    optional={
        "codes": st.just(["SPRING"]),
        "rewards": st.lists(st.sampled_from(["coffee", "five"]), max_size=2),
        "vouchers": st.just(["large"]),
        "refuse": st.just(["base"]),
    },
)
later = st.one_of(
    st.fixed_dictionaries({"act": st.just("refund")}, optional={"amount": amounts}),
    st.fixed_dictionaries({"act": st.just("correct"), "amount": amounts}),
    st.fixed_dictionaries({"act": st.just("correct"), "member": members}),
    st.just({"act": "void"}),
)


@st.composite
def any_steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Visits of two members; most steps after them are about one of the visits before."""
    steps: list[dict[str, Any]] = []
    names: list[str] = []
    for day in range(1, draw(st.integers(2, 9))):
        fields = draw(visits if not names else st.one_of(visits, later))
        act = str(fields["act"])
        name = f"v{day}" if act == "visit" else draw(st.sampled_from(names))
        if act == "visit":
            names.append(name)
        rest = {key: value for key, value in fields.items() if key != "act"}
        step: dict[str, Any] = {act: name, "at": f"2026-03-{day:02}T10:00"}
        steps.append(step | rest)
    return steps


@settings(max_examples=12)
@given(any_steps())
def test_the_books_hold_and_the_same_story_goes_the_same_way(steps: list[dict[str, Any]]) -> None:
    states, sums = told(steps)

    assert told(steps) == (states, sums)
    for state, entries in zip(states, sums, strict=True):
        assert all(state["balance"][counter] == max(0, entries.get(counter, 0)) for counter in COUNTERS)
        if state["refused"]:
            assert (state["earned"], state["spent"], state["due"]) == ({}, {}, "0.00")


def told(steps: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, int]]]:
    """The states, and at each the sums of the entries in the store."""
    read = story(*steps)
    states: list[dict[str, Any]] = []
    sums: list[dict[str, int]] = []
    with staged(read, COMPILED) as stage:
        reader = stage.store.database.reader()
        for result in play_on(stage, read, "fr"):
            account_id = stage.members[result.member].account_id
            entries = "SELECT counter, sum(amount) FROM ledger_entries WHERE account_id = ? GROUP BY counter"
            states.append(asdict(result.state))
            sums.append(dict(reader.all(entries, account_id.bytes)))
        reader.close()
    return states, sums
