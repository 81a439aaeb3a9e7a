"""The third column: past visits and this one, or rewards, a new card, search results, how a visit goes."""

from fidpos.texts.texts import Texts
from fidpos.till.ports import MemberHit, PastVisit
from fidpos.till.view import PreviewView, TillState
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import (
    Accent,
    Column,
    DetailModel,
    FigureModel,
    HistoryModel,
    HitLine,
    NoteModel,
    RewardsModel,
    SearchModel,
    StepModel,
    StepsModel,
    VisitLine,
    VisitsModel,
)
from fidpos.ui.presenters.new_card import new_card
from fidpos.ui.presenters.reward_lines import reward_lines
from fidpos.ui.presenters.scene import Scene, button, counted

VISITS_SHOWN = 6
NOTES_SHOWN = 4

_NEARLY = "near."
"""Keys of reasons that tell what is still missing."""


def column(scene: Scene) -> Column:
    """What the third column shows: what is open first, then the member's history."""
    view = scene.view
    if view.found is not None:
        return _search(scene, view.found)
    if view.member is None:
        return _steps(scene)
    if view.new_card is not None:
        return new_card(scene, view.new_card)
    return _rewards(scene) if view.rewards_open else _history(scene)


def _history(scene: Scene) -> HistoryModel:
    texts = scene.texts
    headers = (
        texts.say("visits.day"),
        texts.say("visits.amount"),
        texts.say("visits.discount"),
        texts.say("visits.points"),
    )
    visits = VisitsModel(
        title=texts.say("visits.title"),
        headers=headers,
        lines=tuple(_visit(scene, past) for past in scene.view.visits[:VISITS_SHOWN]),
        empty=texts.say("visits.empty"),
    )
    return HistoryModel(visits=visits, detail=_detail(scene, scene.view.preview))


def _visit(scene: Scene, past: PastVisit) -> VisitLine:
    texts = scene.texts
    return VisitLine(
        day=texts.formats.near_day(past.business_day, scene.today),
        amount=texts.value(past.amount),
        discount=texts.value(-past.discount) if past.discount else "",
        points=texts.say("visits.voided") if past.voided else texts.value(past.points, "signed"),
        voided=past.voided,
    )


def _detail(scene: Scene, preview: PreviewView | None) -> DetailModel:
    texts = scene.texts
    title = texts.say("detail.title")
    empty = texts.say("detail.done" if scene.view.state is TillState.IDLE else "detail.empty")
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
        notes=_notes(texts, preview),
        empty=empty,
    )


def _notes(texts: Texts, preview: PreviewView) -> tuple[NoteModel, ...]:
    """Gifts to hand over first, then why points were earned, then what is nearly reached."""
    gifts = (texts.say("detail.gift", gift=gift) for gift in preview.gifts)
    notes = [NoteModel(icon="gift", text=gift, accent=Accent.SUCCESS) for gift in gifts]
    for reason in preview.reasons:
        nearly = reason.key.startswith(_NEARLY)
        icon, accent = ("arrow-right", Accent.PLAIN) if nearly else ("sparkles", Accent.INFO)
        notes.append(NoteModel(icon=icon, text=texts.message(reason), accent=accent))
    return tuple(notes[:NOTES_SHOWN])


def _rewards(scene: Scene) -> RewardsModel:
    texts, member = scene.texts, scene.view.member
    assert member is not None, "rewards belong to a member"
    ready = scene.view.preview is not None
    return RewardsModel(
        title=texts.say("rewards.title"),
        balance=texts.say("rewards.balance", balance=counted(texts, member.points, "points")),
        lines=reward_lines(texts, member.offers),
        hint=texts.say("rewards.hint" if ready else "rewards.amount_first"),
        close=button(texts, Key.ESCAPE, texts.say("back.close"), icon="x"),
    )


def _search(scene: Scene, found: tuple[MemberHit, ...]) -> SearchModel:
    texts, entry = scene.texts, scene.console.search
    line = min(entry.line, max(0, len(found) - 1))
    if len(entry.text.strip()) < 2:
        hint = texts.say("search.hint.start")
    else:
        hint = texts.say("search.hint.pick") if found else texts.say("search.hint.nobody")
    return SearchModel(
        title=texts.say("search.title"),
        text=entry.text,
        placeholder=texts.say("search.placeholder"),
        lines=tuple(_hit(scene, hit, chosen=place == line) for place, hit in enumerate(found)),
        hint=hint,
        close=button(texts, Key.ESCAPE, texts.say("back.close"), icon="x"),
    )


def _hit(scene: Scene, hit: MemberHit, *, chosen: bool) -> HitLine:
    texts = scene.texts
    seen = hit.last_visit_on
    return HitLine(
        name=hit.name,
        phone=hit.masked_phone,
        tier=hit.tier_code,
        seen=texts.say("search.seen", day=texts.formats.near_day(seen, scene.today))
        if seen is not None
        else texts.say("search.never_seen"),
        chosen=chosen,
    )


def _steps(scene: Scene) -> StepsModel:
    texts, has_amount = scene.texts, scene.view.state is TillState.AMOUNT
    return StepsModel(
        title=texts.say("steps.title"),
        steps=(
            _step(scene, "card", number="1", current=True),
            _step(scene, "amount", number="2", done=has_amount),
            _step(scene, "enter", number="3"),
        ),
        more=texts.say("steps.more"),
        buttons=(
            button(texts, Key.F8, texts.say("steps.undo"), icon="undo-2"),
            button(texts, Key.F9, texts.say("steps.switch"), icon="user-round"),
            button(texts, Key.F1, texts.say("steps.help"), icon="circle-help"),
        ),
    )


def _step(scene: Scene, name: str, *, number: str, done: bool = False, current: bool = False) -> StepModel:
    return StepModel(
        number=number,
        title=scene.texts.say(f"steps.{name}"),
        detail=scene.texts.say(f"steps.{name}.detail"),
        done=done,
        current=current,
    )
