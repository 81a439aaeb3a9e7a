"""What is promised and not yet claimed: points and gift cards, of the whole merchant."""

from fidpos.server.backoffice.answer import Answer, NotNow, Page
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.figures.question import question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.db.figures.scheme import gift_cards_promised, points_promised


def show(asked: Request) -> Answer:
    """As it is now: points and gift cards belong to no shop, so that who sees some shops sees none of it."""
    if asked.visitor.shops is not None:
        raise NotNow(Message(key="office.figures.promises.all_shops"))
    with asked.reading() as work:
        wanted = question(asked, work)
        context = {
            "q": wanted,
            "words": Words(asked.texts, wanted),
            "settings": wanted.asked.settings,
            "counters": points_promised(work, wanted.asked),
            "gifts": gift_cards_promised(work, wanted.asked),
        }
    return Page(template="figures/promises.html", context=context)
