"""Before the store is open: the screen painted first, and the one that says why the till cannot start."""

from fidpos.texts.texts import Texts
from fidpos.till.view import Message
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, StartModel
from fidpos.ui.presenters.scene import button


def starting(texts: Texts) -> StartModel:
    """The store is being opened."""
    return StartModel(
        title=texts.say("start.title"), detail=texts.say("start.detail"), failed=False, retry=None
    )


def cannot_start(texts: Texts, fault: Message) -> StartModel:
    """The store cannot be opened: what happened, and what to do."""
    hint = f"hint.{fault.key}"
    return StartModel(
        title=texts.message(fault),
        detail=texts.say(hint if texts.has(hint) else "hint.error"),
        failed=True,
        retry=button(texts, Key.ENTER, texts.say("start.retry"), accent=Accent.INFO),
        code=fault.key.removeprefix("error."),
    )
