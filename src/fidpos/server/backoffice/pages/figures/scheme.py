"""What the scheme did: cost and return of each rule, tiers, and members beside those who are held out."""

from fidpos.rules.remarks import remarks
from fidpos.server.backoffice.answer import Answer, Page
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.pages.figures.question import question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.figures import scheme
from fidpos.server.services.figures.comparing import FEW, difference


def show(asked: Request) -> Answer:
    """Rules in the order of how often they did something."""
    with asked.reading() as work:
        wanted = question(asked, work)
        groups = scheme.control_groups(work, wanted.asked)
        context = {
            "q": wanted,
            "words": Words(asked.texts, wanted),
            "rules": scheme.rules(work, wanted.asked),
            "tier_moves": scheme.tier_moves(work, wanted.asked),
            "tiers": scheme.tiers_now(work, wanted.asked),
            "groups": groups,
            "may_begin": asked.visitor.may(Permission.EDIT_PROGRAMME),
            "remarks": remarks(wanted.then) if wanted.then else (),
            "few": FEW,
            "difference": difference(*groups) if groups else None,
        }
    return Page(template="figures/scheme.html", context=context)
