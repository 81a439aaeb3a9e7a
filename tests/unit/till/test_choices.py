"""What the cashier takes and leaves: effects set aside and taken back, codes said."""

from dataclasses import replace

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.visit import SalesChannel
from fidpos.rules.codec import facts_from_json
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.choices import CODE_MAX, CODES_MAX
from fidpos.till.view import EffectLine, EffectState, Panel, Tone
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import BERENICE, MALO, Counter, counter
from tests.helpers.offers import OFFERS


@pytest.fixture
def at() -> Counter:
    """Bérénice has bought for 20 € under the programme of offers."""
    made = counter(under=OFFERS)
    made.tap_member(BERENICE)
    made.type_amount(2000)
    return made


def open_effects(at: Counter) -> None:
    at.session.open_rewards()
    at.session.open_rewards()
    assert at.view.panel is Panel.EFFECTS


def line(at: Counter, code: str) -> EffectLine:
    if at.view.panel is not Panel.EFFECTS:
        open_effects(at)
    return next(each for each in at.view.effects if each.code == code)


def number(at: Counter, code: str) -> int:
    line(at, code)
    return 1 + [each.code for each in at.view.effects].index(code)


def due(at: Counter) -> int:
    assert at.view.preview is not None
    return at.view.preview.due.minor


def facts_closed(at: Counter) -> tuple[frozenset[str], tuple[str, ...]]:
    """What the closed visit says was set aside, and which codes were said."""
    event = next(event for event in at.store.events if isinstance(event, VisitClosed))
    facts = facts_from_json(bytes(event.facts))
    return facts.refused, facts.visit.codes


def test_f5_leads_from_rewards_to_effects_and_back_to_the_amount(at: Counter) -> None:
    pages = []
    for _ in range(3):
        at.session.open_rewards()
        pages.append(at.view.panel)

    assert pages == [Panel.REWARDS, Panel.EFFECTS, None]


def test_without_any_reward_f5_begins_with_the_effects() -> None:
    at = counter(under=replace(OFFERS, rewards=()))
    at.tap_member(BERENICE)

    at.session.open_rewards()

    assert at.view.panel is Panel.EFFECTS


def test_an_effect_set_aside_is_not_given_and_the_next_one_takes_its_place(at: Counter) -> None:
    assert due(at) == 1800

    at.session.set_aside(number(at, "launch"))

    assert due(at) == 1900
    assert line(at, "launch").state is EffectState.SET_ASIDE
    assert line(at, "neighbours").state is EffectState.APPLIED


def test_an_effect_set_aside_is_taken_back_by_the_same_number(at: Counter) -> None:
    place = number(at, "launch")

    at.session.set_aside(place)
    at.session.set_aside(place)

    assert due(at) == 1800
    assert line(at, "launch").state is EffectState.APPLIED


def test_the_numbers_of_the_effects_do_not_move_while_setting_aside(at: Counter) -> None:
    open_effects(at)
    before = [each.code for each in at.view.effects]

    at.session.set_aside(1)

    assert [each.code for each in at.view.effects] == before


def test_what_another_rule_replaced_cannot_be_set_aside_and_says_so(at: Counter) -> None:
    at.session.set_aside(number(at, "neighbours"))

    assert at.said == "effect.lost"
    assert due(at) == 1800


@pytest.mark.parametrize("wrong", [0, 5, 99])
def test_a_number_that_no_effect_bears_changes_nothing(at: Counter, wrong: int) -> None:
    open_effects(at)
    before = at.view

    at.session.set_aside(wrong)

    assert at.view.effects == before.effects


def test_what_was_set_aside_stands_with_the_visit_for_good(at: Counter) -> None:
    at.session.set_aside(number(at, "base"))

    at.session.confirm()

    assert facts_closed(at) == (frozenset({"base"}), ())
    assert at.points(BERENICE) == 120


def test_the_visit_says_what_was_set_aside(at: Counter) -> None:
    at.session.set_aside(number(at, "launch"))

    assert at.view.preview is not None
    assert "reason.set_aside" in [reason.key for reason in at.view.preview.reasons]


def test_choices_survive_a_restart_of_the_till(at: Counter) -> None:
    at.session.set_aside(number(at, "launch"))
    at.session.enter_code("voisins")
    before = at.store.draft()

    at.start()
    at.sign_in()

    assert at.view.codes == ("voisins",)
    assert due(at) == 1900
    at.type_amount(2100)
    after = at.store.draft()
    assert before is not None
    assert after is not None
    assert (after.refused, after.codes) == (("launch",), ("voisins",))


def test_choices_that_the_programme_no_longer_knows_are_gone_after_a_restart(at: Counter) -> None:
    at.session.set_aside(number(at, "launch"))
    at.session.enter_code("voisins")
    plain = tuple(rule for rule in OFFERS.rules if rule.code not in {"launch", "autumn"})
    at.store.put_programme(replace(OFFERS, version=8, rules=plain))

    at.start()
    at.sign_in()

    assert at.view.codes == ()
    assert at.view.preview is not None
    assert "reason.set_aside" not in [reason.key for reason in at.view.preview.reasons]


def test_another_member_begins_with_nothing_set_aside_and_nothing_said(at: Counter) -> None:
    at.session.set_aside(number(at, "launch"))
    at.session.enter_code("voisins")

    at.tap_member(MALO)
    at.session.confirm()

    draft = at.store.draft()
    assert draft is not None
    assert (draft.refused, draft.codes) == ((), ())
    assert due(at) == 1800


def test_a_full_disk_loses_no_choice_that_was_there(at: Counter) -> None:
    at.session.enter_code("voisins")
    at.break_disk(StoreFull())

    at.session.set_aside(number(at, "launch"))
    at.mend_disk()
    at.type_amount(2500)

    draft = at.store.draft()
    assert draft is not None
    assert draft.codes == ("voisins",)


def test_a_code_that_an_offer_answers_to_gives_the_offer(at: Counter) -> None:
    at.session.open_codes()
    assert at.view.panel is Panel.CODES

    at.session.enter_code("  AUTOMNE26 ")

    assert at.said == "code.added"
    assert at.view.codes == ("AUTOMNE26",)
    assert line(at, "autumn").state is EffectState.APPLIED


def test_a_code_is_taken_out_again(at: Counter) -> None:
    at.session.enter_code("automne26")
    at.session.enter_code("voisins")

    at.session.remove_code("automne26")
    at.session.remove_code("never entered")

    assert at.view.codes == ("voisins",)


def test_a_code_that_no_offer_goes_with_is_said_and_kept_out_of_the_facts(at: Counter) -> None:
    at.session.enter_code("WINTER")

    banner = at.view.banner
    assert banner is not None
    assert (banner.tone, banner.message.key) == (Tone.WARNING, "code.unknown")
    at.session.confirm()
    assert facts_closed(at) == (frozenset(), ())


@pytest.mark.parametrize("text", ["", "   ", "x" * (CODE_MAX + 1), "a\nb", "a\u202eb"])
def test_what_is_no_code_is_refused(at: Counter, text: str) -> None:
    at.session.enter_code(text)

    assert at.said == "code.malformed"
    assert at.view.codes == ()


def test_a_code_counts_once_however_it_is_written(at: Counter) -> None:
    at.session.enter_code("voisins")

    at.session.enter_code("VOISINS")

    assert at.said == "code.again"
    assert at.view.codes == ("voisins",)


def test_there_is_an_end_to_the_codes_of_one_visit() -> None:
    codes = tuple(f"code{place}" for place in range(CODES_MAX + 1))
    autumn = next(rule for rule in OFFERS.rules if rule.code == "autumn")
    asking = replace(autumn, when=replace(autumn.when, codes=codes))  # type: ignore[type-var]
    at = counter(under=replace(OFFERS, rules=(asking,)))
    at.tap_member(BERENICE)

    for code in codes:
        at.session.enter_code(code)

    assert at.said == "code.too_many"
    assert at.view.codes == codes[:CODES_MAX]


def test_codes_are_a_members(at: Counter) -> None:
    at.session.back()
    at.session.back()

    at.session.open_codes()
    at.session.enter_code("voisins")

    assert at.view.panel is None
    assert at.view.codes == ()


def test_the_way_a_till_sells_decides_which_offers_hold() -> None:
    settings = CheckoutSettings(channel=SalesChannel.COLLECT)
    at = counter(under=OFFERS, settings=settings)
    at.tap_member(BERENICE)
    at.type_amount(2000)

    assert line(at, "collected").state is EffectState.APPLIED
