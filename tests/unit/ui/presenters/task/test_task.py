"""What the screen of tasks is given to draw."""

from dataclasses import replace

import pytest

from fidpos.texts.texts import Texts
from fidpos.till.task.view import Field, FormBody, TaskView
from fidpos.till.view import Banner, Message, TillState, Tone
from fidpos.ui.presenters.checkout import checkout
from fidpos.ui.presenters.help import LINES_MAX
from fidpos.ui.presenters.models import Accent, InviteModel, MemberModel
from fidpos.ui.presenters.task.models import (
    ApproverModel,
    FormModel,
    ListModel,
    ManagersModel,
    ReviewModel,
    TaskModel,
    WaitModel,
)
from fidpos.ui.presenters.task.qr import qr_rows
from tests.helpers.sample_views import MEMBER, OTHER_MEMBER, READY, Sample
from tests.helpers.task_samples import (
    APPROVAL,
    ASKED,
    AT_AMOUNT,
    DONE,
    FORM,
    LINES,
    LISTED,
    LONG_LIST,
    LONG_TASKS,
    NAMED,
    REVIEW,
    SEARCHED,
    TASK_SAMPLES,
    over,
)


def drawn(texts: Texts, sample: Sample) -> TaskModel:
    task = checkout(sample.scene(texts)).task
    assert task is not None
    return task


def form(texts: Texts, view: TaskView) -> FormModel:
    body = drawn(texts, over(view)).body
    assert isinstance(body, FormModel)
    return body


def test_without_a_task_the_checkout_is_drawn(french: Texts) -> None:

    assert checkout(Sample(view=READY).scene(french)).task is None


def test_the_field_with_the_keys_shows_what_is_typed_the_others_what_the_task_has(french: Texts) -> None:
    shown = form(french, FORM)

    assert [field.is_current for field in shown.fields].index(True) == shown.at == 2
    assert (shown.fields[2].text, shown.fields[2].ghost) == ("", "Lefèvre")
    assert shown.fields[0].text == "06 12 34 56 78"
    assert shown.fields[4].text == "14/05"


def test_a_secret_is_never_in_a_model(french: Texts) -> None:
    current = replace(
        FORM, body=FormBody(fields=(Field(key="pin", label="Code", text="8246", is_secret=True),))
    )

    assert form(french, current).fields[0].text == "••••"
    assert "8246" not in repr(drawn(french, over(current)))


def test_a_fault_stands_in_the_place_of_the_note(french: Texts) -> None:
    assert [(field.note, field.is_faulty) for field in form(french, FORM).fields][3:4] == [
        ("Une carte présentée n’entre jamais dans un champ.", True)
    ]


def test_an_amount_is_money_and_what_may_be_typed_follows_the_cursor(french: Texts) -> None:
    assert form(french, FORM).fields[7].text == "25,00\xa0€"
    assert (form(french, AT_AMOUNT).fields[7].text, form(french, AT_AMOUNT).fields[7].ghost) == (
        "25,00",
        "\xa0€",
    )


def test_options_bear_the_digits_that_choose_them(french: Texts) -> None:
    options = form(french, FORM).fields[5].options

    assert [(each.number, each.label, each.chosen, each.press.text) for each in options] == [
        ("1", "Oui", True, "1"),
        ("2", "Non", False, "2"),
    ]


def test_a_line_found_is_chosen_by_the_arrows(french: Texts) -> None:
    model = drawn(french, over(SEARCHED, line=1))

    assert isinstance(model.body, FormModel)
    assert [line.chosen for line in model.body.lines] == [False, True, False, False]
    assert model.enter is not None
    assert model.enter.label == "Choisir cette ligne"


def test_a_shut_line_bears_no_digit_and_keeps_those_of_the_others(french: Texts) -> None:
    body = drawn(french, over(LISTED)).body

    assert isinstance(body, ListModel)
    assert [line.number for line in body.lines] == ["1", "2", "", "4", "5", "6"]


def test_a_long_list_says_which_page_is_shown(french: Texts) -> None:
    sample = over(LONG_LIST)
    turned = replace(sample, task=replace(sample.task, page=1))
    first, second = drawn(french, sample), drawn(french, turned)

    assert first.page is not None
    assert second.page is not None
    assert (first.page.text, first.page.earlier.enabled) == ("Page 1 sur 3", False)
    assert (second.page.text, second.page.earlier.enabled) == ("Page 2 sur 3", True)
    assert isinstance(second.body, ListModel)
    assert second.body.lines[0].place == 7
    assert second.body.lines[0].title == LINES[1].title


def test_steps_before_this_one_are_done(french: Texts) -> None:
    marks = drawn(french, over(FORM)).marks

    assert [(mark.done, mark.current) for mark in marks] == [(True, False), (False, True), (False, False)]


def test_enter_says_what_it_does_or_is_not_there(french: Texts) -> None:
    labels = {name: drawn(french, sample).enter for name, sample in TASK_SAMPLES.items()}

    assert {name for name, enter in labels.items() if enter is None} == {
        "list",
        "list_pages",
        "list_nothing",
        "present",
        "asked",
        "approval",
    }
    assert labels["form"] is not None
    assert labels["form"].label == "Suivant"


def test_the_word_of_a_review_has_the_colour_of_its_meaning(french: Texts) -> None:
    checked, done = drawn(french, over(REVIEW)).body, drawn(french, over(DONE)).body

    assert isinstance(checked, ReviewModel)
    assert isinstance(done, ReviewModel)
    assert (checked.accent, done.accent) == (Accent.INFO, Accent.SUCCESS)
    assert len(done.code) == len(done.code[0])


def test_a_text_that_no_code_holds_gives_none() -> None:
    assert qr_rows("x" * 4_000) == ()
    assert qr_rows("") == ()


def test_an_answer_that_is_awaited_shows_that_nobody_has_to_do_anything(french: Texts) -> None:
    body = drawn(french, over(ASKED)).body

    assert isinstance(body, WaitModel)
    assert body.busy_ppm is not None


def test_a_manager_is_chosen_then_types_a_pin_that_shows_as_dots(french: Texts) -> None:
    managers, approver = drawn(french, over(APPROVAL)).body, drawn(french, over(NAMED, pin="123"))

    assert isinstance(managers, ManagersModel)
    assert [tile.number for tile in managers.tiles] == ["1", "2", "3"]
    assert isinstance(approver.body, ApproverModel)
    assert (approver.body.filled, approver.body.places) == (3, 6)
    assert approver.enter is not None
    assert not approver.enter.enabled
    assert drawn(french, over(NAMED, pin="1234")).enter != approver.enter


@pytest.mark.parametrize(
    ("view", "title"),
    [(REVIEW, "Ce badge n’est pas celui d’un responsable"), (FORM, None)],
    ids=["a problem", "nothing"],
)
def test_what_stands_in_the_way_is_said_above_the_keys(
    french: Texts, view: TaskView, title: str | None
) -> None:
    said = drawn(french, over(view)).said

    assert (said.title if said is not None else None) == title


def test_a_hint_alone_is_calm(french: Texts) -> None:
    said = drawn(french, over(replace(REVIEW, problem=None))).said

    assert said is not None
    assert said.accent is Accent.PLAIN


def test_what_was_said_last_comes_before_what_stands_in_the_way(french: Texts) -> None:
    sample = over(REVIEW)
    banner = Banner(serial=9, tone=Tone.ERROR, message=Message(key="error.store_full"))

    said = drawn(french, replace(sample, view=replace(sample.view, banner=banner))).said

    assert said is not None
    assert said.accent is Accent.ERROR


def test_a_fault_of_the_till_is_said_first(french: Texts) -> None:
    said = drawn(french, replace(over(REVIEW), fault=Message(key="error.unexpected"))).said

    assert said is not None
    assert said.title == french.say("error.unexpected")


def test_a_question_takes_over_enter_and_esc(french: Texts) -> None:
    sample = over(FORM)
    asking = replace(sample.view, state=TillState.ASKING, question=OTHER_MEMBER.question)

    model = drawn(french, replace(sample, view=asking))

    assert model.said is not None
    assert model.said.accent is Accent.WARNING
    assert model.enter is not None
    assert model.enter.accent is Accent.WARNING
    assert model.back.label != "Retour"


def test_help_lists_the_keys_of_the_step(french: Texts) -> None:
    shown = checkout(replace(over(DONE), help_open=True).scene(french)).help

    assert shown is not None
    assert [key for key, _ in shown.keys] == ["Entrée", "F4", "F5", "Suppr", "Échap", "F9", "F1"]


def test_help_of_an_approval_says_how_far_a_managers_word_goes(french: Texts) -> None:
    shown = checkout(replace(over(APPROVAL), help_open=True).scene(french)).help

    assert shown is not None
    assert shown.note == french.say("task.approval.help")


@pytest.mark.parametrize("name", TASK_SAMPLES)
def test_help_has_room_for_every_key(french: Texts, name: str) -> None:
    shown = checkout(replace(LONG_TASKS[name], help_open=True).scene(french)).help

    assert shown is not None
    assert len(shown.keys) <= LINES_MAX


def test_nobody_is_invited_to_find_a_customer_under_a_task(french: Texts) -> None:
    member = checkout(over(FORM).scene(french)).member

    assert isinstance(member, InviteModel)
    assert member.find is None


def test_the_keys_of_the_member_are_the_tasks_while_it_lies_there(french: Texts) -> None:
    member = checkout(over(FORM, MEMBER).scene(french)).member

    assert isinstance(member, MemberModel)
    assert not member.has_keys
