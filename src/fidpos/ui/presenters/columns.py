"""The third column: past visits and this one, or rewards, a new card, search results, how a visit goes."""

from fidpos.till.ports import MemberHit
from fidpos.till.view import Panel, TillState
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import (
    CodeLine,
    CodesModel,
    Column,
    HitLine,
    RewardsModel,
    SearchModel,
    StepModel,
    StepsModel,
)
from fidpos.ui.presenters.new_card import new_card
from fidpos.ui.presenters.past import history
from fidpos.ui.presenters.reward_lines import effect_lines, reward_lines
from fidpos.ui.presenters.scene import Scene, button, counted

_MORE = (
    (Key.F2, "steps.find"),
    (Key.F3, "steps.enrol"),
    (Key.F7, "steps.gift_card"),
    (Key.F8, "steps.undo"),
    (Key.SHIFT_F8, "steps.correct"),
    (Key.F10, "steps.shop"),
    (Key.F9, "steps.switch"),
    (Key.F1, "steps.help"),
)
"""Keys beside the three gestures, in pairs."""


def column(scene: Scene) -> Column:
    """What the third column shows: what is open first, then the member's history."""
    view = scene.view
    if view.found is not None:
        return _search(scene, view.found)
    if view.member is None:
        return _steps(scene)
    if view.new_card is not None:
        return new_card(scene, view.new_card)
    match view.panel:
        case Panel.REWARDS:
            return _rewards(scene)
        case Panel.EFFECTS:
            return _effects(scene)
        case Panel.CODES:
            return _codes(scene)
        case None:
            return history(scene)


def _rewards(scene: Scene) -> RewardsModel:
    texts, member = scene.texts, scene.view.member
    assert member is not None, "rewards belong to a member"
    return RewardsModel(
        title=texts.say("rewards.title"),
        balance=texts.say("rewards.balance", balance=counted(texts, member.points, "points")),
        lines=reward_lines(texts, member.offers),
        turn=button(texts, Key.F5, texts.say("rewards.to_effects"), icon="sparkles"),
    )


def _effects(scene: Scene) -> RewardsModel:
    texts, preview = scene.texts, scene.view.preview
    earned = preview.points_earned if preview is not None else 0
    return RewardsModel(
        title=texts.say("effects.title"),
        balance=texts.say("effects.earned", points=earned) if earned else "",
        lines=effect_lines(texts, scene.view.effects),
        turn=button(texts, Key.F5, texts.say("back.close"), icon="x"),
    )


def _codes(scene: Scene) -> CodesModel:
    texts, entry, codes = scene.texts, scene.console.code, scene.view.codes
    line = min(entry.line, max(0, len(codes) - 1))
    return CodesModel(
        title=texts.say("codes.title"),
        text=entry.text,
        placeholder=texts.say("codes.placeholder"),
        lines=tuple(CodeLine(text=code, chosen=place == line) for place, code in enumerate(codes)),
        empty=texts.say("codes.empty"),
        hint=texts.say("codes.hint"),
        remove=button(texts, Key.DELETE, texts.say("codes.remove"), icon="x", enabled=bool(codes)),
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
        buttons=tuple(button(texts, key, texts.say(label)) for key, label in _MORE),
    )


def _step(scene: Scene, name: str, *, number: str, done: bool = False, current: bool = False) -> StepModel:
    return StepModel(
        number=number,
        title=scene.texts.say(f"steps.{name}"),
        detail=scene.texts.say(f"steps.{name}.detail"),
        done=done,
        current=current,
    )
