"""`message`: a sentence for the cashier or the member."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.effect import Phase
from fidpos.rules.effects.message import Message
from fidpos.rules.evaluation import Audience
from fidpos.rules.evaluation import Message as Sentence
from fidpos.rules.titles import Titles
from tests.unit.rules.build import TITLE, birthday, facts, programme, rule, run

WELCOME = Message(text=Titles(fr="Bienvenue !", en="Welcome!"), audience=Audience.MEMBER)


def test_the_merchant_s_words_reach_their_audience() -> None:
    evaluation = run(programme(rule("welcome", WELCOME)), facts(100))

    assert evaluation.messages == (
        Sentence(audience=Audience.MEMBER, source="welcome", text=Titles(fr="Bienvenue !", en="Welcome!")),
    )


def test_nobody_is_told_when_the_rule_does_not_hold() -> None:
    made = programme(rule("welcome", WELCOME, when=FirstVisit()))

    assert run(made, facts(100, history={"visits/lifetime": 1})).messages == ()


def test_a_message_about_a_birthday_names_the_person() -> None:
    made = programme(rule("wish", Message(text=TITLE), when=Anniversary()))

    assert run(made, facts(100, anniversaries=[birthday(24, 11)])).messages[0].person == "member"


@given(st.lists(st.sampled_from(list(Phase)), max_size=6))
def test_each_rule_speaks_once_in_the_order_of_the_phases(phases: list[Phase]) -> None:
    rules = [rule(f"rule{n}", WELCOME, phase=phase) for n, phase in enumerate(phases)]

    spoken = [message.source for message in run(programme(*rules), facts(100)).messages]

    order = list(Phase)
    assert spoken == [
        f"rule{n}" for n in sorted(range(len(phases)), key=lambda n: (order.index(phases[n]), n))
    ]
