"""A task over amount and history, put together: where it stands, what is to be done, and the keys for it."""

from fidpos.till.task.view import ApprovalBody, FormBody, ListBody, TaskKey, TaskView
from fidpos.till.view import Message
from fidpos.ui.presenters.banner import fault_banner, question_banner, said_banner
from fidpos.ui.presenters.help import help_of
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, BannerModel, ButtonModel, HelpModel
from fidpos.ui.presenters.scene import Scene, button, key_name
from fidpos.ui.presenters.task.bodies import body
from fidpos.ui.presenters.task.models import MarkModel, TaskModel
from fidpos.ui.presenters.task.pages import page_of
from fidpos.ui.presenters.technician.models import PagerModel


def task(scene: Scene, view: TaskView) -> TaskModel:
    """The task as it lies there now."""
    texts = scene.texts
    return TaskModel(
        title=texts.message(view.title),
        marks=tuple(
            MarkModel(
                number=str(place + 1),
                label=texts.message(step),
                done=place < view.step,
                current=place == view.step,
            )
            for place, step in enumerate(view.steps)
        ),
        lead=texts.message(view.lead),
        page=_page(scene, view),
        body=body(scene, view),
        keys=tuple(_key(scene, each) for each in view.keys),
        said=_said(scene, view),
        back=_back(scene),
        enter=_enter(scene, view),
    )


def task_help(scene: Scene, view: TaskView) -> HelpModel:
    """What F1 says of this step: its keys, and the sentences of the task."""
    texts = scene.texts
    enter = _enter(scene, view)
    keys = [(each.key, each.label) for each in (enter,) if each is not None and each.enabled]
    keys += [(key_name(texts, Key(each.key)), texts.message(each.label)) for each in view.keys]
    match view.body:
        case FormBody():
            keys.append((texts.say("key.tab"), texts.say("task.help.fields")))
        case ListBody() | ApprovalBody():
            keys.append((texts.say("key.digits"), texts.say("task.help.digits")))
    keys += [
        (key_name(texts, Key.ESCAPE), texts.say("task.help.escape")),
        (key_name(texts, Key.F9), texts.say("task.help.f9")),
        (key_name(texts, Key.F1), texts.say("help.f1")),
    ]
    note = texts.say(view.help) if view.help else texts.say("task.help.note")
    return help_of(texts, title=texts.message(view.title), keys=tuple(keys), note=note)


def _page(scene: Scene, view: TaskView) -> PagerModel | None:
    match view.body:
        case ListBody(lines=lines):
            length = len(lines)
        case ApprovalBody(managers=managers, named=None):
            length = len(managers)
        case _:
            return None
    page, texts = page_of(view, length, scene.console.task.page), scene.texts
    if page.count == 1:
        return None
    return PagerModel(
        text=texts.say("lock.page", page=page.number + 1, pages=page.count),
        earlier=button(texts, Key.LEFT, "", icon="chevron-left", enabled=page.number > 0),
        later=button(texts, Key.RIGHT, "", icon="chevron-right", enabled=page.number + 1 < page.count),
    )


def _key(scene: Scene, each: TaskKey) -> ButtonModel:
    enabled = each.is_open and scene.view.question is None
    return button(scene.texts, Key(each.key), scene.texts.message(each.label), enabled=enabled)


def _said(scene: Scene, view: TaskView) -> BannerModel | None:
    """What is newest: a fault, a late answer, a question, what was said last, and what stands in the way."""
    texts, console = scene.texts, scene.console
    if console.fault is not None:
        return fault_banner(scene, console.fault)
    if console.busy:
        return BannerModel(accent=Accent.PLAIN, icon="clock", title=texts.say("task.busy"))
    if scene.view.question is not None:
        return question_banner(scene, scene.view.question)
    banner = scene.view.banner
    if banner is not None and banner.serial > console.hushed:
        return said_banner(scene, banner)
    return _problem(scene, view.problem, view.hint)


def _problem(scene: Scene, problem: Message | None, hint: Message | None) -> BannerModel | None:
    if problem is None and hint is None:
        return None
    texts = scene.texts
    if problem is None:
        return BannerModel(accent=Accent.PLAIN, icon="info", title=texts.message(hint) if hint else "")
    return BannerModel(
        accent=Accent.WARNING,
        icon="triangle-alert",
        title=texts.message(problem),
        detail=texts.message(hint) if hint is not None else "",
    )


def _back(scene: Scene) -> ButtonModel:
    question = scene.view.question
    label = f"question.no.{question.kind.value}" if question is not None else "task.back"
    return button(scene.texts, Key.ESCAPE, scene.texts.say(label))


def _enter(scene: Scene, view: TaskView) -> ButtonModel | None:
    """What Enter would do now; nothing where it does nothing."""
    texts, question, said = scene.texts, scene.view.question, view.body
    if question is not None:
        label = texts.say(f"question.yes.{question.kind.value}")
        return button(texts, Key.ENTER, label, accent=Accent.WARNING)
    if isinstance(said, ApprovalBody):
        label = texts.say("task.approval.approve")
        is_ready = scene.console.pin.is_complete
        named = said.named is not None
        return button(texts, Key.ENTER, label, enabled=is_ready, accent=Accent.INFO) if named else None
    if isinstance(said, FormBody) and scene.console.task.line is not None:
        return button(texts, Key.ENTER, texts.say("task.pick"), accent=Accent.INFO)
    if isinstance(said, FormBody) and said.at + 1 < len(said.fields):
        return button(texts, Key.ENTER, texts.say("task.next"), accent=Accent.INFO)
    if view.enter is None:
        return None
    return button(texts, Key.ENTER, texts.message(view.enter), accent=Accent.INFO)
