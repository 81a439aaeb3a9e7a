"""Loss prevention: whom to look at and why, event by event, and cashiers beside their shop's median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median

from fidpos.domain.ids import ShopId, StaffId
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db import suspicions
from fidpos.server.db.names import shop_names, staff_names
from fidpos.server.db.suspicions import Suspected
from fidpos.server.db.watching import cashier_days
from fidpos.server.db.work import Work
from fidpos.server.services.losses.assessing import Tally, together
from fidpos.server.services.losses.sign import JUDGED

START = "/losses"
_CASE = "/losses/{case_id:uuid}"
_COMPARED_DAYS = 28


class CaseOutcome(StrEnum):
    """What came of looking at it."""

    EXPLAINED = "explained"
    """There is a good reason for it."""
    SPOKEN_TO = "spoken_to"
    CONFIRMED = "confirmed"
    """It was theft, or something like it."""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A cashier in the comparison: how often each sign on a hundred visits, in tenths of a percent."""

    name: str
    visits: int
    rates: Sequence[int]


def show(asked: Asked) -> Answer:
    """Open cases first, then everybody of one shop beside the median."""
    with asked.reading() as work:
        shops = shop_names(work, asked.visitor.shops)
        names = staff_names(work)
        shop_id = _chosen(asked, shops)
        tallies = _tallies(asked, work, shop_id) if shop_id is not None else []
        context = {
            "waiting": suspicions.suspicions(work, asked.visitor.shops, is_open=True),
            "settled": suspicions.suspicions(work, asked.visitor.shops, is_open=False),
            "shops": shops,
            "names": names,
            "shop_id": shop_id,
            "signs": JUDGED,
            "rows": [_row(names.get(each.staff_id, "?"), each) for each in tallies],
            "middle": _middle(tallies),
            "days": _COMPARED_DAYS,
        }
    return Page(template="losses/list.html", context=context)


def open_case(asked: Asked) -> Answer:
    """What is unusual, and each event that shows it."""
    with asked.reading() as work:
        return _case(asked, work, Form({}, asked.visitor.language))


def settle(asked: Asked) -> Answer:
    """Somebody looked at it."""
    form = Form(asked.fields, asked.visitor.language)
    outcome, note = form.choice("outcome", CaseOutcome), form.text("note")
    with asked.work() as work:
        found = _found(asked, work)
        if not form.is_good or outcome is None:
            return _case(asked, work, form)
        if not suspicions.settle(work, found.id, asked.visitor.person_id, outcome, note or ""):
            raise NotNow(Message(key="office.losses.settled_already"))
        asked.write_down(work, "loss_case_settled", found.staff_id, outcome=outcome.value)
    return Redirect(path=START, said=Message(key="office.losses.settled"))


def _case(asked: Asked, work: Work, form: Form) -> Page:
    found = _found(asked, work)
    context = {
        "case": found,
        "name": staff_names(work).get(found.staff_id, "?"),
        "shop": shop_names(work, asked.visitor.shops).get(found.shop_id, ""),
        "evidence": suspicions.evidence(work, found),
        "outcomes": tuple(CaseOutcome),
        "form": form,
        "problems": form.problems,
    }
    return Page(template="losses/case.html", context=context, status=422 if form.problems else 200)


def _found(asked: Asked, work: Work) -> Suspected:
    found = suspicions.find_suspicion(work, asked.id("case_id"), asked.visitor.shops)
    if found is None:
        raise NotHere("no such case")
    return found


def _chosen(asked: Asked, shops: Mapping[ShopId, str]) -> ShopId | None:
    """The shop of the query, if it is one of theirs; else the first of theirs."""
    said = asked.query.get("shop", "")
    found = next((shop for shop in shops if str(shop) == said), None)
    if said and found is None:
        raise NotHere("no such shop")
    first = found if found is not None else next(iter(shops), None)
    return ShopId(first) if first is not None else None


def _tallies(asked: Asked, work: Work, shop_id: ShopId) -> list[Tally]:
    today = asked.now().astimezone(asked.zone).date()
    days = cashier_days(work, today - timedelta(days=_COMPARED_DAYS), today, [shop_id])
    found = together(tally for day in days.values() for tally in day)
    return sorted((each for each in found if each.visits), key=lambda each: StaffId(each.staff_id))


def _row(name: str, tally: Tally) -> Row:
    return Row(name=name, visits=tally.visits, rates=[_ppm(tally.rate(sign)) for sign in JUDGED])


def _middle(tallies: Sequence[Tally]) -> Sequence[int]:
    return [_ppm(median(each.rate(sign) for each in tallies)) for sign in JUDGED] if tallies else []


def _ppm(rate: float) -> int:
    return round(rate * 1_000) * 1_000


AREA = Area(
    name="losses",
    icon="eye",
    start=START,
    endpoints=(
        get(START, Permission.VIEW_LOSSES, show),
        get(_CASE, Permission.VIEW_LOSSES, open_case),
        post(f"{_CASE}/settle", Permission.APPROVE, settle),
    ),
)
