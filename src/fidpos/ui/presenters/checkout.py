"""The checkout screen, put together: what Enter and Esc would do now stands on their buttons."""

from fidpos.till.view import QuestionKind, TillState
from fidpos.ui.presenters.amount import amount, pad
from fidpos.ui.presenters.banner import banner
from fidpos.ui.presenters.columns import column
from fidpos.ui.presenters.console import may_open_desk
from fidpos.ui.presenters.header import header
from fidpos.ui.presenters.help import help_model
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.member import member
from fidpos.ui.presenters.models import Accent, ButtonModel, CheckoutModel, HelpModel
from fidpos.ui.presenters.scene import Scene, button, counted
from fidpos.ui.presenters.status import desk_key, status
from fidpos.ui.presenters.task.task import task, task_help

_PRIMARY = {
    TillState.LOCKED: "primary.idle",
    TillState.IDLE: "primary.idle",
    TillState.AMOUNT: "primary.amount",
    TillState.MEMBER: "primary.member",
    TillState.READY: "primary.ready",
    TillState.ASKING: "primary.ready",
    TillState.CLOSING: "primary.closing",
    TillState.WRITING_CARD: "primary.writing_card",
}


def checkout(scene: Scene) -> CheckoutModel:
    """Everything between lock screen and lock screen."""
    texts, view, opens_desk = scene.texts, scene.view, may_open_desk(scene.view)
    return CheckoutModel(
        header=header(scene),
        member=member(scene),
        banner=banner(scene),
        amount=amount(scene),
        pad=pad(scene),
        back=_back(scene),
        primary=_primary(scene),
        column=column(scene),
        status=status(texts, scene.lights, more=(desk_key(texts),) if opens_desk else ()),
        help=_help(scene) if scene.console.help_open else None,
        task=task(scene, view.task) if view.task is not None else None,
    )


def _help(scene: Scene) -> HelpModel:
    """Of the task, where one lies there."""
    if scene.view.task is not None:
        return task_help(scene, scene.view.task)
    return help_model(scene.texts, may_open_desk=may_open_desk(scene.view))


def _primary(scene: Scene) -> ButtonModel:
    texts, view = scene.texts, scene.view
    if view.question is not None:
        return _enter(scene, _answer_key("yes", view.question.kind), accent=Accent.WARNING)
    if view.found is not None:
        return _enter(scene, "primary.pick", enabled=bool(view.found))
    if view.panel is not None:
        return _enter(scene, "primary.add_code" if scene.console.code.text.strip() else "primary.done")
    preview = view.preview if view.state is TillState.READY else None
    if preview is not None and preview.points_earned and not preview.points_spent:
        points = counted(texts, preview.points_earned, "points")
        label = texts.say("primary.credit", points=points)
        return button(texts, Key.ENTER, label, accent=Accent.INFO)
    return _enter(
        scene, _PRIMARY.get(view.state, _PRIMARY[TillState.IDLE]), enabled=view.state is TillState.READY
    )


def _enter(scene: Scene, label: str, *, enabled: bool = True, accent: Accent = Accent.INFO) -> ButtonModel:
    texts = scene.texts
    return button(texts, Key.ENTER, texts.say(label), enabled=enabled, accent=accent)


def _back(scene: Scene) -> ButtonModel:
    texts, view = scene.texts, scene.view
    enabled = True
    if view.question is not None:
        label = _answer_key("no", view.question.kind)
    elif view.new_card is not None:
        label = "back.new_card"
    elif view.found is not None or view.panel is not None or scene.console.past is not None:
        label = "back.close"
    elif view.state is TillState.MEMBER:
        label = "back.member"
    else:
        label = "back.clear"
        enabled = view.state in {TillState.AMOUNT, TillState.READY} or view.member is not None
    return button(texts, Key.ESCAPE, texts.say(label), enabled=enabled)


def _answer_key(answer: str, kind: QuestionKind) -> str:
    return f"question.{answer}.{kind.value}"
