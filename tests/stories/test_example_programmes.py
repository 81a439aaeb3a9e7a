"""Every example programme is a story that plays as its author computed it by hand.

A story is complete when each rule of its programme is seen to give, and, where it can hold back, seen to hold
back; when each reward is bought; and when every step says what it costs and leaves.
"""

import json
from collections.abc import Iterator

import pytest

from fidpos.bootstrap.story.format import LookStep, Story, VisitStep
from fidpos.bootstrap.story.play import play
from fidpos.bootstrap.story.reading import story_from_json
from fidpos.paths import resources_dir
from fidpos.rules.codec import programme_from_json
from fidpos.rules.policy import sentences
from fidpos.rules.programme import Limits, Programme, Rule
from fidpos.texts.texts import Texts

PROGRAMMES = resources_dir() / "programmes"
STORIES = PROGRAMMES / "stories"
EXAMPLES = sorted(path.stem for path in PROGRAMMES.glob("*.json"))
REAL_LIFE = (
    "average_basket",
    "buy_two_get_cheapest",
    "cashback",
    "childrens_birthdays",
    "every_tenth_visit",
    "happy_hour",
    "lottery",
    "new_range_week",
    "points_and_tiers",
    "private_sale",
    "stamp_card",
    "voucher_at_200",
    "win_back_90_days",
)
LANGUAGES = ("fr", "en")
STEPS = range(6, 25)

of_each_example = pytest.mark.parametrize("code", EXAMPLES)


def programme_of(code: str) -> Programme:
    return programme_from_json((PROGRAMMES / f"{code}.json").read_bytes())


def story_of(code: str) -> Story:
    return story_from_json((STORIES / f"{code}.json").read_bytes())


def test_the_thirteen_examples_of_real_life_are_there() -> None:
    assert set(REAL_LIFE) <= set(EXAMPLES)


def test_every_programme_has_a_story_and_every_story_a_programme() -> None:
    assert sorted(path.stem for path in STORIES.glob("*.json")) == EXAMPLES


@of_each_example
def test_the_story_plays_as_computed_by_hand(code: str) -> None:
    results = play(programme_of(code), story_of(code))

    assert [difference for result in results for difference in result.differences] == []


@of_each_example
def test_the_story_sees_every_rule_give_and_hold_back(code: str) -> None:
    programme, expectations = programme_of(code), [step.expect for step in story_of(code).steps]
    gave = {rule for expected in expectations for rule in expected.fired or ()}
    held_back = {rule for expected in expectations for rule in expected.not_fired or ()}

    assert {rule.code for rule in programme.rules} - gave == set()
    assert {rule.code for rule in programme.rules if can_hold_back(rule)} - held_back == set()


def can_hold_back(rule: Rule) -> bool:
    return rule.when is not None or rule.limits != Limits()


@of_each_example
def test_the_story_uses_every_reward(code: str) -> None:
    visits = [step for step in story_of(code).steps if isinstance(step, VisitStep)]
    used = {reward for visit in visits if not visit.expect.refused for reward in visit.rewards}

    assert {reward.code for reward in programme_of(code).rewards} == used


@of_each_example
def test_every_step_says_what_it_costs_and_what_it_leaves(code: str) -> None:
    steps = story_of(code).steps

    assert len(steps) in STEPS
    for index, step in enumerate(steps):
        expected = step.expect
        assert expected.balance is not None, f"steps[{index}] leaves a balance"
        if not isinstance(step, LookStep) and not expected.refused:
            told = (expected.discount, expected.due, expected.earned)
            assert None not in told, f"steps[{index}] costs and earns"


@of_each_example
def test_every_title_stands_in_both_languages_and_is_not_copied(code: str) -> None:
    story = json.loads((STORIES / f"{code}.json").read_bytes())
    titles = [*titles_in(json.loads((PROGRAMMES / f"{code}.json").read_bytes())), story["title"]]

    assert len(titles) > 3
    for title in titles:
        assert title.keys() == {"fr", "en"}
        assert all(text.strip() == text and text for text in title.values())
    assert any(title["fr"] != title["en"] for title in titles)


def titles_in(value: object) -> Iterator[dict[str, str]]:
    """Every text of a programme that a person reads."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in {"title", "text"}:
                yield each
            else:
                yield from titles_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from titles_in(each)


@of_each_example
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_policy_is_said_in_a_plain_sentence(code: str, language: str) -> None:
    texts = Texts.load(resources_dir() / "translations", language)

    for key in sentences(programme_of(code).policies):
        assert texts.say(key) != key


def test_an_expectation_that_is_wrong_by_a_cent_is_found() -> None:
    right = (STORIES / "happy_hour.json").read_bytes()
    wrong = right.replace(b'"due": "4.23"', b'"due": "4.24"')

    results = list(play(programme_of("happy_hour"), story_from_json(wrong)))

    [difference] = [difference for result in results for difference in result.differences]
    assert (difference.wanted, difference.got) == ("4.24", "4.23")
