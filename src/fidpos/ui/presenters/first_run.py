"""The assistant of the first run: a task over the whole window, for there is no till beneath it yet."""

from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import FirstRunModel, HeaderModel, HelpModel
from fidpos.ui.presenters.scene import Scene, key_name
from fidpos.ui.presenters.status import status
from fidpos.ui.presenters.task.task import task, task_help


def first_run(scene: Scene) -> FirstRunModel:
    """The page that is on. No hour is shown, since nobody has said yet where the shop is."""
    texts, view = scene.texts, scene.view.task
    assert view is not None, "the assistant always asks something"
    return FirstRunModel(
        header=HeaderModel(
            merchant=scene.identity.merchant_name,
            place=texts.say("first_run.title"),
            day="",
            hour="",
            staff="",
            staff_initials="",
            lock=None,
        ),
        task=task(scene, view),
        status=status(texts, ()),
        help=_help(scene) if scene.console.help_open else None,
    )


def _help(scene: Scene) -> HelpModel:
    """As of any task, but that nobody can lock what nobody has signed in to."""
    assert scene.view.task is not None
    said, lock = task_help(scene, scene.view.task), key_name(scene.texts, Key.F9)
    return HelpModel(
        title=said.title,
        keys=tuple(each for each in said.keys if each[0] != lock),
        note=said.note,
        close=said.close,
    )
