"""Sample views of tasks: every body that a step may have, in the words of tasks that a shop knows."""

from dataclasses import replace
from uuid import UUID

from fidpos.domain.ids import StaffId
from fidpos.domain.money import EUR
from fidpos.domain.staff import Role
from fidpos.till.task.view import (
    ApprovalBody,
    Body,
    Fact,
    Field,
    FieldKind,
    FormBody,
    Line,
    ListBody,
    PresentBody,
    ReviewBody,
    TaskKey,
    TaskView,
)
from fidpos.till.view import CheckoutView, Lamp, Message, StaffView, TillState
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.task.entry import TaskEntry
from tests.helpers.sample_views import IDLE, KARIM, MEMBER, Sample

BLANK = AmountEntry(currency=EUR, style=AmountStyle.CENTS)

MANAGERS = (
    KARIM,
    StaffView(staff_id=StaffId(UUID(int=16)), name="Sofia Almeida", role=Role.MANAGER),
    StaffView(staff_id=StaffId(UUID(int=17)), name="Jean-Baptiste Delacroix", role=Role.MANAGER),
)
FIELDS = (
    Field(key="phone", label="Téléphone", kind=FieldKind.PHONE, text="0612345678", note="+33 6 12 34 56 78"),
    Field(key="first", label="Prénom", kind=FieldKind.NAME, text="Camille"),
    Field(key="name", label="Nom", kind=FieldKind.NAME, placeholder="Lefèvre"),
    Field(
        key="mail",
        label="Courriel",
        kind=FieldKind.EMAIL,
        text="camille.lefevre",
        fault=Message(key="task.help.note"),
        is_optional=True,
    ),
    Field(key="born", label="Date de naissance", kind=FieldKind.DATE, text="1405"),
    Field(
        key="consent",
        label="Offres par courriel",
        kind=FieldKind.CHOICE,
        options=("Oui", "Non"),
        text="1",
    ),
    Field(key="secret", label="Code de la carte", text="1234", is_secret=True),
    Field(key="amount", label="Montant", kind=FieldKind.AMOUNT, text="2500", note="Au plus 150,00 €"),
)
LINES = tuple(
    Line(title=title, detail=detail, aside=aside, icon="gift", lamp=lamp, is_open=lamp is not Lamp.OFF)
    for title, detail, aside, lamp in (
        ("Carte •• 4471", "Vendue le 3 nov. 2026, Boutique du Marché", "50,00 €", Lamp.OK),
        ("Carte •• 0926", "Vendue le 12 mars 2026, Boutique de la Gare", "25,00 €", Lamp.WARNING),
        ("Carte •• 7788", "Bloquée à la demande du client", "0,00 €", Lamp.OFF),
        ("Carte •• 1010", "", "100,00 €", Lamp.OK),
        ("Carte •• 2020", "Vendue hier", "15,00 €", Lamp.BUSY),
        ("Carte •• 3030", "Vendue aujourd’hui", "30,00 €", Lamp.OK),
    )
)
FACTS = (
    Fact(label="Carte", value="•• 4471"),
    Fact(label="Montant", value="50,00 €", is_strong=True),
    Fact(label="Valable jusqu’au", value="18 nov. 2031"),
    Fact(label="Ticket de caisse", value="2026-11-18-0042"),
    Fact(label="Vendue par", value="Élodie Martin"),
)
KEYS = (
    TaskKey(key="f4", label=Message(key="steps.help")),
    TaskKey(key="f5", label=Message(key="member.rewards")),
    TaskKey(key="delete", label=Message(key="codes.remove"), is_open=False),
)
FORM = TaskView(
    place="form",
    title=Message(key="steps.gift_card"),
    lead=Message(key="task.approval.lead"),
    steps=tuple(Message(key=key) for key in ("steps.card", "steps.amount", "steps.enter")),
    step=1,
    enter=Message(key="lock.open"),
    body=FormBody(fields=FIELDS, at=2),
)
AT_AMOUNT = replace(FORM, body=FormBody(fields=FIELDS, at=7), keys=KEYS)
AT_CHOICE = replace(FORM, body=FormBody(fields=FIELDS[5:7], at=0))
QUERY = Field(key="query", label="Nom ou téléphone", text="cam", live=True)
SEARCHED = replace(FORM, body=FormBody(fields=(QUERY,), lines=LINES[:4]))
NOBODY = replace(FORM, body=FormBody(fields=(QUERY,), empty=Message(key="search.hint.nobody")))
LISTED = replace(FORM, step=0, body=ListBody(lines=LINES), keys=KEYS, enter=None)
LONG_LIST = replace(LISTED, body=ListBody(lines=LINES * 3), keys=())
NOTHING = replace(LISTED, body=ListBody(lines=(), empty=Message(key="lock.nobody")), keys=())
REVIEW = replace(
    FORM,
    step=2,
    body=ReviewBody(facts=FACTS, title="50,00 €", detail="Sur la carte •• 4471", lamp=Lamp.BUSY),
    problem=Message(key="banner.not_a_manager"),
    hint=Message(key="task.help.note"),
)
DONE = replace(
    REVIEW,
    problem=None,
    hint=None,
    keys=KEYS,
    body=ReviewBody(
        facts=FACTS,
        title="50,00 €",
        detail="Sur la carte •• 4471",
        lamp=Lamp.OK,
        qr="https://fidelite.exemple.fr/c/7KQ2-9XVM-4TRD",
    ),
)
BLANK_CARD = PresentBody(
    icon="nfc",
    title=Message(key="prompt.writing_card"),
    detail=Message(key="prompt.writing_card.detail"),
    facts=FACTS[:2],
)
PRESENT = replace(FORM, body=BLANK_CARD, enter=None)
ASKED = replace(PRESENT, body=replace(BLANK_CARD, icon="clock", is_busy=True, facts=()))
APPROVAL = TaskView(
    place="approval",
    title=Message(key="steps.gift_card"),
    lead=Message(key="task.approval.lead"),
    body=ApprovalBody(why=Message(key="banner.not_a_manager"), managers=MANAGERS),
    help="task.approval.help",
)
WHY = Message(key="banner.not_a_manager")
NAMED = replace(
    APPROVAL,
    lead=Message(key="task.approval.lead.pin"),
    body=ApprovalBody(why=WHY, managers=MANAGERS, named=KARIM),
)


def over(task: TaskView, view: CheckoutView = IDLE, *, pin: str = "", line: int | None = None) -> Sample:
    """The task over this checkout, followed by what is typed into it."""
    shown = replace(view, state=TillState.TASK, task=task, banner=None)
    entry = replace(TaskEntry().following(task, BLANK), line=line)
    return Sample(view=shown, task=entry, pin=PinEntry(pin))


TASK_SAMPLES = {
    "form": over(FORM),
    "form_amount": over(AT_AMOUNT, MEMBER),
    "form_choice": over(AT_CHOICE),
    "form_lines": over(SEARCHED, line=1),
    "form_nobody": over(NOBODY),
    "list": over(LISTED, MEMBER),
    "list_pages": over(LONG_LIST),
    "list_nothing": over(NOTHING),
    "review": over(REVIEW, MEMBER),
    "review_code": over(DONE),
    "present": over(PRESENT, MEMBER),
    "asked": over(ASKED),
    "approval": over(APPROVAL),
    "approval_pin": over(NAMED, pin="123"),
    "help": replace(over(AT_AMOUNT), help_open=True),
}
"""One of each body, and of what may stand around it."""


LONG_TITLE = "Assortiment de macarons de la saison des fêtes"
LONG_SENTENCE = (
    "Cette carte cadeau a été vendue dans une autre boutique et son solde n’est pas connu de ce terminal."
)
LONG_LABEL = "Numéro de la carte à remplacer"
LONG_KEYS = tuple(
    TaskKey(key=key, label=Message(key="steps.gift_card")) for key in ("f2", "f4", "f5", "f6", "delete")
)
_LONG_FIELDS = tuple(
    replace(
        each,
        label=LONG_LABEL,
        text="x" * each.length_max if each.kind in {FieldKind.TEXT, FieldKind.NAME} else each.text,
        note=LONG_SENTENCE[:70],
        options=each.options and ("Oui, tout de suite", "Plus tard", "Jamais"),
    )
    for each in FIELDS
)
_LONG_LINES = tuple(
    replace(each, title=LONG_TITLE, detail=LONG_SENTENCE, aside="1 234 567,89 €") for each in LINES * 3
)
_LONG_FACTS = tuple(
    replace(each, label=LONG_LABEL, value="1 234 567,89 €" if each.is_strong else LONG_TITLE)
    for each in (FACTS * 2)[:8]
)
_LONG_MANAGERS = tuple(
    replace(each, name="Marie-Bernadette Vandenbroucke-Lamartine") for each in MANAGERS * 3
)


def _long(task: TaskView) -> TaskView:
    """The same step with the longest words that a task may have."""
    return replace(
        task,
        steps=task.steps * 2 if task.steps else (),
        keys=LONG_KEYS if task.keys else (),
        problem=task.problem and Message(key="error.store_full"),
        hint=task.hint and Message(key="hint.error"),
        body=_long_body(task.body),
    )


def _long_body(body: Body) -> Body:
    match body:
        case FormBody():
            fields = _LONG_FIELDS if len(body.fields) > 1 else body.fields
            return replace(body, fields=fields, lines=_LONG_LINES if body.lines else ())
        case ListBody():
            return replace(body, lines=_LONG_LINES if body.lines else ())
        case ReviewBody():
            return replace(body, facts=_LONG_FACTS, title=LONG_TITLE, detail=LONG_SENTENCE)
        case PresentBody():
            facts = _LONG_FACTS[:4] if body.facts else ()
            return replace(body, title=LONG_TITLE, detail=LONG_SENTENCE, facts=facts)
        case ApprovalBody():
            return replace(body, managers=_LONG_MANAGERS, named=body.named and _LONG_MANAGERS[0])


def _long_sample(sample: Sample) -> Sample:
    task = sample.view.task
    assert task is not None, "the samples are tasks"
    longer = _long(task)
    entry = replace(TaskEntry().following(longer, BLANK), line=sample.task.line)
    return replace(sample, view=replace(sample.view, task=longer), task=entry)


LONG_TASKS = {name: _long_sample(sample) for name, sample in TASK_SAMPLES.items()}
"""With the longest words that they may have."""
