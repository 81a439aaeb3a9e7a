"""The member's history: past visits, and below them why this one, or a past one, gives what it gives."""

from fidpos.rules.near import NEAR_MAX
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, HistoryLine, Message, PreviewView, TillState
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import (
    Accent,
    ButtonModel,
    DetailModel,
    FigureModel,
    HistoryModel,
    NoteModel,
    VisitLine,
    VisitsModel,
)
from fidpos.ui.presenters.scene import Scene, button

VISITS_SHOWN = 6
NOTES_SHOWN = 4

_NEARLY = "near."
"""Keys of reasons that tell what is still missing."""
_ASIDE = "reason.set_aside"
_MARK = "task.correct.mark."
"""Keys of what was done to a visit since, or because of it."""


def history(scene: Scene) -> HistoryModel:
    """The third column while nothing is open."""
    texts = scene.texts
    headers = (
        texts.say("visits.day"),
        texts.say("visits.amount"),
        texts.say("visits.discount"),
        texts.say("visits.points"),
    )
    shown = scene.view.visits[:VISITS_SHOWN]
    visits = VisitsModel(
        title=texts.say("visits.title"),
        headers=headers,
        lines=tuple(
            _visit(scene, line, chosen=place == scene.console.past) for place, line in enumerate(shown)
        ),
        empty=texts.say("visits.empty"),
        why=button(
            texts,
            Key.F4,
            texts.say("visits.why" if scene.console.past is None else "visits.earlier"),
            enabled=bool(shown) and _may_look(scene.view),
        ),
    )
    return HistoryModel(visits=visits, detail=_detail(scene))


def _may_look(view: CheckoutView) -> bool:
    """Nothing else is to be answered, or being recorded."""
    return view.state not in {TillState.ASKING, TillState.CLOSING}


def _visit(scene: Scene, line: HistoryLine, *, chosen: bool) -> VisitLine:
    texts, past = scene.texts, line.past
    day = texts.formats.near_day(past.business_day, scene.today)
    return VisitLine(
        day=texts.say("visits.chosen", day=day) if chosen else day,
        amount=texts.value(past.amount),
        discount=texts.value(-past.discount) if past.discount else "",
        points=texts.say("visits.voided") if past.voided else texts.value(past.points, "signed"),
        voided=past.voided,
        chosen=chosen,
    )


def _detail(scene: Scene) -> DetailModel:
    told = _looked_at(scene)
    if told is not None:
        return _told(scene, told)
    return _in_progress(scene.texts, scene.view)


def _looked_at(scene: Scene) -> HistoryLine | None:
    """The past visit that was chosen; of a member whose visit is closed, the one just made."""
    view, past = scene.view, scene.console.past
    if past is not None and past < len(view.visits):
        return view.visits[past]
    return view.visits[0] if view.visits and view.state is TillState.IDLE else None


def _told(scene: Scene, line: HistoryLine) -> DetailModel:
    texts, past = scene.texts, line.past
    day = texts.formats.near_day(past.business_day, scene.today)
    figures = [FigureModel(label=texts.say("detail.amount"), value=texts.value(past.amount))]
    if past.discount:
        off = texts.value(-past.discount, "signed")
        figures.append(FigureModel(label=texts.say("detail.discount"), value=off))
    moved = texts.value(past.points, "signed")
    figures.append(FigureModel(label=texts.say("detail.moved"), value=moved, accent=Accent.INFO))
    notes = [_note(texts, reason) for reason in line.reasons]
    if not notes:
        notes = [NoteModel(icon="info", text=texts.say("detail.unexplained"))]
    if past.voided:
        aside = NoteModel(icon="undo-2", text=texts.say("detail.voided"), accent=Accent.WARNING)
        notes = [aside, *notes]
    return DetailModel(
        title=texts.say("detail.past", day=day.replace(" ", "\N{NO-BREAK SPACE}")),
        figures=tuple(figures),
        notes=tuple(notes[:NOTES_SHOWN]),
        empty="",
        correct=_correct(scene),
    )


def _correct(scene: Scene) -> ButtonModel | None:
    """Offered for a past visit that was chosen."""
    if scene.console.past is None:
        return None
    texts = scene.texts
    return button(texts, Key.SHIFT_F8, texts.say("detail.correct"), enabled=_may_look(scene.view))


def _in_progress(texts: Texts, view: CheckoutView) -> DetailModel:
    title = texts.say("detail.title")
    preview = view.preview
    empty = texts.say("detail.empty")
    if preview is None:
        return DetailModel(title=title, figures=(), notes=(), empty=empty)
    figures = [
        FigureModel(label=texts.say("detail.earned"), value=texts.value(preview.points_earned, "signed"))
    ]
    if preview.points_spent:
        spent = texts.value(-preview.points_spent, "signed")
        figures.append(FigureModel(label=texts.say("detail.spent"), value=spent))
    balance = texts.value(preview.points_after)
    figures.append(FigureModel(label=texts.say("detail.balance"), value=balance, accent=Accent.INFO))
    return DetailModel(
        title=title,
        figures=tuple(figures),
        notes=_notes(texts, preview, view.codes),
        empty=empty,
    )


def _notes(texts: Texts, preview: PreviewView, codes: tuple[str, ...]) -> tuple[NoteModel, ...]:
    """Gifts to hand over first, codes, why points are earned; what is nearly reached keeps its room."""
    gifts = (texts.say("detail.gift", gift=gift) for gift in preview.gifts)
    notes = [NoteModel(icon="gift", text=gift, accent=Accent.SUCCESS) for gift in gifts]
    if codes:
        said = texts.say("detail.codes", codes=", ".join(codes))
        notes.append(NoteModel(icon="keyboard", text=said, accent=Accent.INFO))
    near = [_note(texts, reason) for reason in preview.reasons if reason.key.startswith(_NEARLY)]
    notes.extend(_note(texts, reason) for reason in preview.reasons if not reason.key.startswith(_NEARLY))
    near = near[:NEAR_MAX]
    return (*notes[: NOTES_SHOWN - len(near)], *near)


def _note(texts: Texts, reason: Message) -> NoteModel:
    text = texts.message(reason)
    if reason.key.startswith(_NEARLY):
        return NoteModel(icon="arrow-right", text=text)
    if reason.key.startswith(_MARK):
        return NoteModel(icon="undo-2", text=text, accent=Accent.WARNING)
    if reason.key == _ASIDE:
        return NoteModel(icon="circle-x", text=text, accent=Accent.WARNING)
    return NoteModel(icon="sparkles", text=text, accent=Accent.INFO)
