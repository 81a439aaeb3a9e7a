"""An action on everybody who is filtered: seen beforehand with its cost, then done by a job."""

from collections.abc import Mapping

from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.giving import A_DAY_MAX_MINOR, AGAIN_AFTER
from fidpos.server.backoffice.pages.members.listing import read_filter, said
from fidpos.server.backoffice.pages.members.seen import programme_of
from fidpos.server.backoffice.pages.members.standing import LABEL_MAX
from fidpos.server.db.approvals import Asking, ask, open_of_subject
from fidpos.server.db.given import gifts_since, given_since
from fidpos.server.db.member_list import MemberFilter, count_members, list_members
from fidpos.server.db.office_jobs import latest_jobs
from fidpos.server.db.sealed_filter import opened_filter, sealed_filter
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_began
from fidpos.server.jobs.members_bulk import NAME
from fidpos.server.services.approving import Approval
from fidpos.server.services.bulk import Bulk, BulkKind

ALONE_MAX_MINOR = A_DAY_MAX_MINOR
"""Worth of what one person gives in a day without a second one, to many or to one."""
EACH_MAX = 1_000_000
_SAMPLE = 8
_FIELDS: Mapping[BulkKind, str] = {
    BulkKind.LABEL_ADD: "set_label",
    BulkKind.LABEL_REMOVE: "set_label",
    BulkKind.POINTS: "amount",
    BulkKind.TIER: "set_tier",
}
"""The field of each; an action without any needs no more than its name."""


def show(asked: Asked) -> Answer:
    """What may be done, and once something is chosen, what would become of it; nothing changes."""
    form = Form({name: [value] for name, value in asked.query.items()}, asked.visitor.language)
    wanted = read_filter(asked, form)
    with asked.reading() as work:
        programme = programme_of(asked, work)
        kinds = [each for each in BulkKind if each is not BulkKind.TIER or programme.tiers]
        kind = next((each for each in kinds if each == form.typed("kind")), kinds[0])
        field = _FIELDS.get(kind)
        is_told = bool(form.typed("kind")) and (field is None or field in asked.query)
        bulk = _read(form, programme) if is_told else None
        count = count_members(work, wanted)
        context: dict[str, object] = {
            "kinds": kinds,
            "tiers": [(each.code, each.title.of(asked.visitor.language)) for each in programme.tiers],
            "kind": kind,
            "field": field,
            "given": form.typed(field) if field else "",
            "count": count,
            "filter": said(asked.query),
            "problems": form.problems,
            "bulk": bulk if form.is_good else None,
        }
        if bulk is not None and form.is_good:
            cost = bulk.cost_minor(count, programme)
            sample = list_members(work, wanted, programme.counters[0].code, at_most=_SAMPLE)
            context |= {
                "cost": Money(cost, Currency.of(programme.currency)),
                "needs_second": _needs_second(asked, work, _given(bulk, count, programme), lock=False),
                "sample": sample.members,
            }
    return Page(template="members/bulk.html", context=context)


def begin(asked: Asked) -> Answer:
    """The job; or, where it costs much, the question to a second person."""
    form = Form(asked.fields, asked.visitor.language)
    wanted = read_filter(asked, form)
    with asked.work() as work:
        programme = programme_of(asked, work)
        bulk = _read(form, programme)
        count = count_members(work, wanted)
        if bulk is None or not form.is_good or not count:
            raise NotNow(Message(key="office.bulk.nobody"))
        args = {**bulk.args(), "filter": sealed_filter(work, wanted)}
        told, given = {"kind": bulk.kind.value, "members": str(count)}, _given(bulk, count, programme)
        _check_once(asked, work, args)
        if _needs_second(asked, work, given, lock=True):
            _ask_second(asked, work, args)
            asked.write_down(work, "bulk_asked", None, **told)
            return Redirect(path="/members", said=Message(key="office.bulk.asked"))
        job_id = asked.books.jobs.ask(work, NAME, args, asked.visitor.person_id)
        asked.write_down(work, "bulk_asked", job_id, **told, **given)
    return Redirect(path=f"/jobs/{job_id}")


def _given(bulk: Bulk, members: int, programme: Programme) -> dict[str, str]:
    """What of it counts against what one person gives in a day, as the audit tells it."""
    if bulk.kind is BulkKind.TIER and bulk.tier:
        return {"gifts": str(members)}
    cost = bulk.cost_minor(members, programme)
    return {"worth": str(cost)} if cost else {}


def _needs_second(asked: Asked, work: Work, given: Mapping[str, str], *, lock: bool) -> bool:
    """Whether it is more than they may give today, with what they gave already."""
    person_id, began = asked.visitor.person_id, day_began(work)
    worth, gifts = int(given.get("worth", 0)), int(given.get("gifts", 0))
    if worth and given_since(work, person_id, began, lock=lock) + worth > ALONE_MAX_MINOR:
        return True
    today = gifts_since(work, person_id, began, lock=lock)
    return bool(gifts) and today.given + gifts > today.most


def _check_once(asked: Asked, work: Work, args: Mapping[str, object]) -> None:
    """A button that is pressed twice does it once.

    Raises:
        NotNow: the same was asked for a moment ago, by the same person.
    """
    given_since(work, asked.visitor.person_id, asked.now())
    lately = latest_jobs(work, by=asked.visitor.person_id, before=asked.now() + AGAIN_AFTER, at_most=_SAMPLE)
    same = (each for each in lately if each.kind == NAME and Bulk.read(each.args) == Bulk.read(args))
    if any(asked.now() - each.asked_at < AGAIN_AFTER for each in same):
        raise NotNow(Message(key="office.bulk.asked_just_now"))


def _read(form: Form, programme: Programme) -> Bulk | None:
    kind = form.choice("kind", BulkKind)
    label, tier, amount = "", "", 0
    match kind:
        case BulkKind.LABEL_ADD | BulkKind.LABEL_REMOVE:
            label = (form.text("set_label", needed=True, at_most=LABEL_MAX) or "").lower()
            if "," in label:
                form.wrong("set_label", "office.form.no_choice")
        case BulkKind.POINTS:
            amount = form.integer("amount", least=1, most=EACH_MAX) or 0
        case BulkKind.TIER:
            tier = form.typed("set_tier")
            if tier and tier not in {each.code for each in programme.tiers}:
                form.wrong("set_tier", "office.form.no_choice")
        case _:
            pass
    if kind is None or not form.is_good:
        return None
    return Bulk(kind=kind, label=label, amount=amount, tier=tier)


def _ask_second(asked: Asked, work: Work, args: dict[str, object]) -> None:
    if open_of_subject(work, NAME, asked.visitor.merchant_id) is not None:
        raise NotNow(Message(key="office.bulk.waits"))
    ask(
        work,
        Asking(kind=NAME, by=asked.visitor.person_id, subject_id=asked.visitor.merchant_id, body=args),
    )


def _describe(asked: Asked, work: Work, approval: Approval) -> Message:
    bulk, wanted = _of(work, approval)
    programme = programme_of(asked, work)
    count = count_members(work, wanted)
    cost = Money(bulk.cost_minor(count, programme), Currency.of(programme.currency))
    action = Message(key=f"office.bulk.kind.{bulk.kind.value}")
    return Message(key="office.bulk.approval", params={"action": action, "count": count, "cost": cost})


def _carry_out(asked: Asked, work: Work, approval: Approval) -> None:
    job_id = asked.books.jobs.ask(work, NAME, approval.body, approval.asked_by)
    asked.write_down(work, "bulk_asked", job_id, kind=str(approval.body["kind"]))


def _of(work: Work, approval: Approval) -> tuple[Bulk, MemberFilter]:
    return Bulk.read(approval.body), opened_filter(work, str(approval.body["filter"]))


APPROVAL = ApprovalKind(name=NAME, describe=_describe, carry_out=_carry_out)
