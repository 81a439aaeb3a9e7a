"""The keys that turn the pages of a list."""

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.scene import button
from fidpos.ui.presenters.technician.lines import Lines
from fidpos.ui.presenters.technician.models import PagerModel


def pager(texts: Texts, lines: Lines) -> PagerModel | None:
    """The keys of the other pages, if there are any."""
    if lines.pages == 1:
        return None
    page = lines.first // lines.on_a_page
    return PagerModel(
        text=texts.say("lock.page", page=page + 1, pages=lines.pages),
        earlier=button(texts, Key.LEFT, "", icon="chevron-left", enabled=page > 0),
        later=button(texts, Key.RIGHT, "", icon="chevron-right", enabled=page + 1 < lines.pages),
    )
