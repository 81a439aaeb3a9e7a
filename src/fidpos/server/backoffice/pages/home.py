"""The first page: the day so far, what waits for the visitor, and where to go."""

from collections.abc import Mapping, Sequence

from fidpos.domain.money import Money
from fidpos.server.backoffice.answer import Answer, Page
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.beginning import missing_steps
from fidpos.server.db.currency import currency_of
from fidpos.server.db.figures.today import today, waiting
from fidpos.server.db.put_back import find_put_back
from fidpos.server.db.work import Work

_WAITING = (
    ("reviews", "/reviews", Permission.SUPPORT_TILLS),
    ("losses", "/losses", Permission.VIEW_LOSSES),
    ("approvals", "/approvals", Permission.APPROVE),
    ("jobs", "/jobs", Permission.VIEW_JOBS),
)
"""What may wait, where it is seen, and by whom."""
_STEPS = {
    "shop": ("/shops/new", Permission.MANAGE_SHOPS),
    "staff": ("/staff/new", Permission.MANAGE_SHOPS),
    "programme": ("/programme", Permission.EDIT_PROGRAMME),
    "till": ("/shops", Permission.MANAGE_SHOPS),
}
"""Where each step of a beginning is taken, and by whom."""


def show(asked: Asked) -> Answer:
    """The areas as tiles, below a few figures for those who may see any."""
    context: dict[str, object] = {"today": None, "waiting": (), "put_back": None, "steps": ()}
    if asked.visitor.may(Permission.VIEW_FIGURES):
        with asked.reading() as work:
            context |= {**_today(asked, work), "waiting": _waiting(asked, waiting(work))}
            if asked.visitor.shops is None:
                context |= {"put_back": find_put_back(work), "steps": _steps(asked, missing_steps(work))}
    return Page(template="home.html", context=context)


def _today(asked: Asked, work: Work) -> dict[str, object]:
    found = today(work, asked.visitor.shops)
    return {"today": found, "day": asked.today, "revenue": Money(found.revenue_minor, currency_of(work))}


def _steps(asked: Asked, missing: Sequence[str]) -> list[tuple[str, str]]:
    """Name and page of what the visitor can do about a merchant who has not begun yet."""
    return [(step, _STEPS[step][0]) for step in missing if asked.visitor.may(_STEPS[step][1])]


def _waiting(asked: Asked, counted: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Name, page and number; not for who sees some shops, for it would count those of others too."""
    if asked.visitor.shops is not None:
        return []
    return [
        (name, path, counted[name])
        for name, path, permission in _WAITING
        if counted[name] and asked.visitor.may(permission)
    ]


AREA = Area(name="home", icon="house", start="/", endpoints=(get("/", Permission.HOME, show),))
