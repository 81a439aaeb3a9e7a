"""The middle of a task: fields, lines, facts, or a manager's word, as the screen draws them."""

from typing import assert_never

from fidpos.domain.money import Money
from fidpos.texts.texts import Texts
from fidpos.till.task.view import (
    ApprovalBody,
    Fact,
    Field,
    FieldKind,
    FormBody,
    Line,
    ListBody,
    PresentBody,
    ReviewBody,
    TaskView,
    Words,
)
from fidpos.till.view import Lamp, StaffView
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import Accent, StaffTile
from fidpos.ui.presenters.pin_entry import PIN_DIGITS_USUAL
from fidpos.ui.presenters.scene import Scene, initials
from fidpos.ui.presenters.task.entry import OPTIONS_MAX, minor_in
from fidpos.ui.presenters.task.models import (
    ApproverModel,
    BodyModel,
    FactLine,
    FieldModel,
    FormModel,
    LineModel,
    ListModel,
    ManagersModel,
    OptionModel,
    ReviewModel,
    WaitModel,
)
from fidpos.ui.presenters.task.pages import page_of
from fidpos.ui.presenters.task.qr import qr_rows
from fidpos.ui.presenters.task.typed import amount_shown, shown

BUSY_STEPS = 4
_PPM = 1_000_000
_ACCENTS = {
    Lamp.OK: Accent.SUCCESS,
    Lamp.BUSY: Accent.INFO,
    Lamp.WARNING: Accent.WARNING,
    Lamp.OFF: Accent.ERROR,
}
_ICONS = {
    Lamp.OK: "circle-check",
    Lamp.BUSY: "info",
    Lamp.WARNING: "triangle-alert",
    Lamp.OFF: "circle-x",
}


def body(scene: Scene, view: TaskView) -> BodyModel:
    """The body of this step."""
    match view.body:
        case FormBody() as form:
            return _form(scene, form)
        case ListBody() as lines:
            return _list(scene, view, lines)
        case ReviewBody() as review:
            return _review(scene.texts, review)
        case PresentBody() as present:
            return _present(scene, present)
        case ApprovalBody() as approval:
            return _approval(scene, view, approval)
        case _:
            assert_never(view.body)


def words(texts: Texts, said: Words) -> str:
    """A sentence, or what is final as it stands."""
    return said if isinstance(said, str) else texts.message(said)


def _form(scene: Scene, form: FormBody) -> FormModel:
    fields = tuple(_field(scene, each, is_current=place == form.at) for place, each in enumerate(form.fields))
    return FormModel(
        fields=fields,
        at=form.at,
        position=scene.texts.say("task.form.position", at=form.at + 1, fields=len(form.fields)),
        lines=tuple(
            _line(scene.texts, place, each, number="", chosen=place == scene.console.task.line)
            for place, each in enumerate(form.lines)
        ),
        empty=words(scene.texts, form.empty),
    )


def _field(scene: Scene, each: Field, *, is_current: bool) -> FieldModel:
    texts, entry = scene.texts, scene.console.task
    text = entry.text if is_current else each.text
    label, example = words(texts, each.label), words(texts, each.placeholder)
    before, ghost = shown(texts, each, text), "" if text else example
    if each.kind is FieldKind.AMOUNT:
        before, ghost = _amount(scene, each, is_current=is_current)
    return FieldModel(
        label=texts.say("task.field.optional", label=label) if each.is_optional else label,
        text=before,
        ghost=ghost,
        note=texts.message(each.fault) if each.fault is not None else words(texts, each.note),
        is_faulty=each.fault is not None,
        is_current=is_current,
        options=tuple(
            OptionModel(
                number=str(number),
                label=words(texts, option),
                chosen=text == str(number),
                press=Press.typing(str(number)),
            )
            for number, option in enumerate(each.options[:OPTIONS_MAX], start=1)
            if each.kind is FieldKind.CHOICE
        ),
    )


def _amount(scene: Scene, each: Field, *, is_current: bool) -> tuple[str, str]:
    """Before and after the cursor; one that is not being typed, as money is written."""
    texts, entry = scene.texts, scene.console.task.amount
    if is_current and entry is not None:
        return amount_shown(texts, entry)
    minor = minor_in(each.text)
    return (texts.value(Money(minor, scene.identity.currency)), "") if minor else ("", "")


def _list(scene: Scene, view: TaskView, body: ListBody) -> ListModel:
    page = page_of(view, len(body.lines), scene.console.task.page)
    shown_lines = body.lines[page.first :][: page.size]
    return ListModel(
        lines=tuple(
            _line(scene.texts, page.first + place, each, number=str(place + 1), chosen=each.is_chosen)
            for place, each in enumerate(shown_lines)
        ),
        empty=words(scene.texts, body.empty),
    )


def _line(texts: Texts, place: int, line: Line, *, number: str, chosen: bool) -> LineModel:
    return LineModel(
        place=place,
        number=number if line.is_open else "",
        title=words(texts, line.title),
        detail=words(texts, line.detail),
        aside=words(texts, line.aside),
        icon=line.icon,
        lamp=line.lamp,
        chosen=chosen,
        is_open=line.is_open,
    )


def _review(texts: Texts, review: ReviewBody) -> ReviewModel:
    return ReviewModel(
        accent=_ACCENTS[review.lamp] if review.lamp is not None else Accent.PLAIN,
        icon=_ICONS[review.lamp] if review.lamp is not None else "list-checks",
        title=words(texts, review.title),
        detail=words(texts, review.detail),
        facts=_facts(texts, review.facts),
        code=qr_rows(review.qr),
        picture=review.picture,
    )


def _present(scene: Scene, present: PresentBody) -> WaitModel:
    """The bar of what is awaited begins again every few seconds, for it knows no end."""
    busy_ppm = (scene.now.second % BUSY_STEPS + 1) * _PPM // BUSY_STEPS
    return WaitModel(
        icon=present.icon,
        title=words(scene.texts, present.title),
        detail=words(scene.texts, present.detail),
        facts=_facts(scene.texts, present.facts),
        busy_ppm=busy_ppm if present.is_busy else None,
    )


def _facts(texts: Texts, facts: tuple[Fact, ...]) -> tuple[FactLine, ...]:
    return tuple(
        FactLine(label=words(texts, each.label), value=words(texts, each.value), is_strong=each.is_strong)
        for each in facts
    )


def _approval(scene: Scene, view: TaskView, approval: ApprovalBody) -> ManagersModel | ApproverModel:
    texts = scene.texts
    if approval.named is not None:
        typed = len(scene.console.pin.digits)
        return ApproverModel(
            why=texts.message(approval.why),
            name=approval.named.name,
            initials=initials(approval.named.name),
            role=texts.say(f"role.{approval.named.role.value}"),
            title=texts.say("lock.pin"),
            filled=typed,
            places=max(PIN_DIGITS_USUAL, typed),
        )
    page = page_of(view, len(approval.managers), scene.console.task.page)
    people = approval.managers[page.first :][: page.size]
    return ManagersModel(
        why=texts.message(approval.why),
        tiles=tuple(_tile(texts, number, person) for number, person in enumerate(people, start=1)),
        empty=texts.say("task.approval.nobody"),
    )


def _tile(texts: Texts, number: int, person: StaffView) -> StaffTile:
    return StaffTile(
        number=str(number),
        name=person.name,
        initials=initials(person.name),
        role=texts.say(f"role.{person.role.value}"),
        press=Press.typing(str(number)),
    )
