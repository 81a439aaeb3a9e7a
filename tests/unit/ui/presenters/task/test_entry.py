"""What is typed into the fields of tasks, kind by kind."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.till.task.view import Field, FieldKind, FormBody, TaskView
from fidpos.till.view import Message
from fidpos.ui.presenters.amount_entry import AmountStyle
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.task.entry import TaskEntry, minor_in, takes_letters
from tests.helpers.task_samples import BLANK, FORM, LISTED

TITLE = Message(key="steps.gift_card")
HOSTILE = ["\x00", "\n", "\x1b", "\u202e", "\u200b", "\x7f", "a\x00b"]


def form(*fields: Field, at: int = 0, place: str = "form") -> TaskView:
    return TaskView(place=place, title=TITLE, lead=TITLE, body=FormBody(fields=fields, at=at))


def of(kind: FieldKind, **changes: object) -> Field:
    return replace(Field(key="field", label="Champ", kind=kind), **changes)  # type: ignore[arg-type]


def begun(field: Field) -> TaskEntry:
    return TaskEntry().following(form(field), BLANK)


def typing(field: Field, *presses: str | Key) -> TaskEntry:
    entry = begun(field)
    for each in presses:
        pressed = Press.of(each) if isinstance(each, Key) else Press.typing(each)
        entry = entry.typed(pressed, field) or entry
    return entry


def refuses(field: Field, pressed: str | Key) -> bool:
    press = Press.of(pressed) if isinstance(pressed, Key) else Press.typing(pressed)
    return begun(field).typed(press, field) is None


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        (FieldKind.TEXT, "  à bientôt", "à bientôt"),
        (FieldKind.NAME, "Zoé d’Arc", "Zoé d’Arc"),
        (FieldKind.PHONE, "06 12.34", "061234"),
        (FieldKind.PHONE, "+33 6", "+336"),
        (FieldKind.PHONE, "6+", "6"),
        (FieldKind.PHONE, "à-éa", "062"),
        (FieldKind.EMAIL, "a b@c.fr", "ab@c.fr"),
        (FieldKind.DATE, "14/05/1990", "14051990"),
        (FieldKind.DATE, "140519901", "14051990"),
        (FieldKind.NUMBER, "12a3", "123"),
        (FieldKind.CODE, "AB-é1_x", "AB-21_x"),
    ],
)
def test_a_field_takes_what_belongs_into_it(kind: FieldKind, typed: str, text: str) -> None:
    assert typing(of(kind), *typed).text == text


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_control_and_format_characters_are_refused_whole(kind: FieldKind, text: str) -> None:
    assert refuses(of(kind), text)


@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.NAME])
@pytest.mark.parametrize("text", ["<b>1</b>", "'; DROP TABLE member; --", "%s{0}", "👋", "ب"])
def test_whatever_can_be_seen_is_typed_as_it_stands(kind: FieldKind, text: str) -> None:
    assert typing(of(kind), text).text == text


def test_a_sign_beyond_the_room_is_refused_and_the_text_stays() -> None:
    short = of(FieldKind.TEXT, length_max=3)

    assert typing(short, "a", "b", "c", "d").text == "abc"
    assert refuses(short, "abcd")


@pytest.mark.parametrize("kind", [FieldKind.PHONE, FieldKind.NUMBER, FieldKind.DATE])
def test_pasted_digits_are_refused_whole_like_a_stray_scan(kind: FieldKind) -> None:
    assert refuses(of(kind), "3760123450017")


def test_backspace_takes_the_last_sign_and_is_refused_when_there_is_none() -> None:
    assert typing(of(FieldKind.TEXT), "a", "b", Key.BACKSPACE).text == "a"
    assert refuses(of(FieldKind.TEXT), Key.BACKSPACE)


@pytest.mark.parametrize(
    ("style", "typed", "minor"),
    [(AmountStyle.CENTS, "1250", "1250"), (AmountStyle.COMMA, "12,5", "1250"), (AmountStyle.COMMA, "0", "")],
)
def test_an_amount_is_typed_as_at_the_checkout_and_told_in_minor_units(
    style: AmountStyle, typed: str, minor: str
) -> None:
    field = of(FieldKind.AMOUNT)
    entry = TaskEntry().following(form(field), replace(BLANK, style=style))
    for sign in typed:
        entry = entry.typed(Press.typing(sign), field) or entry

    assert entry.text == minor


def test_an_amount_goes_on_from_what_the_task_has() -> None:
    field = of(FieldKind.AMOUNT, text="125")

    assert typing(field, "0").text == "1250"
    assert begun(field).cleared().text == ""


@pytest.mark.parametrize("text", ["", "9" * 10_000, "٣٤", "²", "-5", "1.5", "1e9", "ten"])
def test_what_is_no_amount_is_shown_as_none(text: str) -> None:
    assert minor_in(text) == 0
    assert begun(of(FieldKind.AMOUNT, text=text)).text == text


def test_what_is_typed_stays_while_step_and_field_stay() -> None:
    field = of(FieldKind.TEXT)
    typed = typing(field, "a", "b")

    assert typed.following(form(field), BLANK).text == "ab"


@pytest.mark.parametrize(
    "view",
    [
        form(of(FieldKind.TEXT, text="neu"), place="elsewhere"),
        form(of(FieldKind.TEXT, key="other", text="neu")),
        form(of(FieldKind.TEXT, text="neu")),
    ],
    ids=["another step", "another field", "the task wrote it anew"],
)
def test_another_field_begins_with_its_own_text(view: TaskView) -> None:
    assert typing(of(FieldKind.TEXT), "a", "b").following(view, BLANK).text == "neu"


def test_a_field_that_is_answered_at_each_key_is_never_taken_over_while_one_types() -> None:
    live = of(FieldKind.TEXT, live=True)
    typed = typing(live, "a", "b")

    assert typed.following(form(replace(live, text="a")), BLANK).text == "ab"


def test_without_a_task_nothing_is_typed() -> None:
    assert typing(of(FieldKind.TEXT), "a").following(None, BLANK) == TaskEntry()
    assert typing(of(FieldKind.TEXT), "a").following(LISTED, BLANK).text == ""


def test_a_page_is_kept_within_its_step_only() -> None:
    turned = replace(TaskEntry().following(LISTED, BLANK), page=2)

    assert turned.following(LISTED, BLANK).page == 2
    assert turned.following(replace(LISTED, place="elsewhere"), BLANK).page == 0


def test_accents_may_be_composed_where_letters_belong() -> None:
    assert takes_letters(form(of(FieldKind.NAME)))
    assert not takes_letters(form(of(FieldKind.PHONE)))
    assert not takes_letters(LISTED)
    assert not takes_letters(None)


def test_no_secret_shows_in_a_repr() -> None:
    assert "4321" not in repr(typing(of(FieldKind.TEXT, is_secret=True), *"4321"))
    assert "4321" not in repr(FORM.body) or "4321" not in repr(begun(of(FieldKind.AMOUNT, text="4321")))


@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(list(Key))), max_size=30))
def test_whatever_is_typed_stays_printable_and_within_its_room(presses: list[str | Key]) -> None:
    for kind in FieldKind:
        text = typing(of(kind, length_max=10), *presses).text

        assert text.isprintable()
        assert len(text) <= 10
