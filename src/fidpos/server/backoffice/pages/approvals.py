"""What waits for a second person: what it is, who asked, and the decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.approval_kinds import APPROVAL_KINDS
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import GRANTED, Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db import approvals
from fidpos.server.db.names import people_names
from fidpos.server.db.work import Work
from fidpos.server.services.approving import Approval, Outcome, approved_by, days_since_let_in, refused_by

_Links = Mapping[tuple[UUID, UUID], datetime]
MAY_DECIDE = frozenset(role.value for role, granted in GRANTED.items() if Permission.APPROVE in granted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An approval in words.

    Attributes:
        can_approve: whether the visitor may; they may always refuse.
        is_alone: they may although they asked: there is nobody else.
        is_own: they asked for it.
        let_in_days: who asked let who decides into the office within so many days; None for long ago.
    """

    approval: Approval
    says: Message
    asked_by: str
    decided_by: str = ""
    can_approve: bool = False
    is_alone: bool = False
    is_own: bool = False
    let_in_days: int | None = None


def show(asked: Asked) -> Answer:
    """What waits, and what was decided lately."""
    return _page(asked)


def _page(asked: Asked, refused: Form | None = None, of: UUID | None = None) -> Page:
    """The list; with a refusal that came without a reason, beside what it was of."""
    with asked.reading() as work:
        waiting = approvals.open_approvals(work, asked.visitor.shops)
        decided = approvals.decided_approvals(work, asked.visitor.shops)
        names, links = _names(work, (*waiting, *decided)), approvals.let_in(work)
        context = {
            "waiting": [_waiting(asked, work, each, names, links) for each in waiting],
            "decided": [_shown(asked, work, each, names, links) for each in decided],
            "problems": {f"reason-{of}": said for said in refused.problems.values()} if refused else {},
            "typed": refused.typed("reason") if refused else "",
        }
    return Page(template="approvals/list.html", context=context, status=422 if refused else 200)


def approve(asked: Asked) -> Answer:
    """It is done, here and now."""
    require_fresh(asked, "/approvals")
    with asked.work() as work:
        approval, kind = _open(asked, work)
        others = approvals.others_who_may(work, approval, MAY_DECIDE)
        outcome = approved_by(approval, asked.visitor.person_id, others=others)
        approvals.decide(work, approval.id, asked.visitor.person_id, outcome)
        asked.write_down(work, f"approval_{outcome.value}", approval.id, kind=approval.kind)
        links = approvals.let_in(work)
        days = days_since_let_in(approval, asked.visitor.person_id, links, asked.now())
        if days is not None:
            asked.write_down(work, "approval_by_new", approval.id, count=str(days))
        kind.carry_out(asked, work, approval)
    return Redirect(path="/approvals", said=Message(key="office.approvals.approved"))


def refuse(asked: Asked) -> Answer:
    """It is not done; whoever asked is told why."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        approval, kind = _open(asked, work)
        outcome = refused_by(approval, asked.visitor.person_id)
        reason = form.text("reason")
        if not reason and outcome is Outcome.REFUSED:
            form.wrong("reason", "office.approvals.needs_reason")
        if form.is_good:
            approvals.decide(work, approval.id, asked.visitor.person_id, outcome, reason)
            asked.write_down(work, f"approval_{outcome.value}", approval.id, kind=approval.kind)
            kind.refused(asked, work, approval)
    if not form.is_good:
        return _page(asked, form, approval.id)
    return Redirect(path="/approvals", said=Message(key="office.approvals.refused"))


def _open(asked: Asked, work: Work) -> tuple[Approval, ApprovalKind]:
    approval = approvals.find_approval(work, asked.id("approval_id"))
    shops = asked.visitor.shops
    if approval is None or (shops is not None and approval.shop_id not in shops):
        raise NotHere("no such approval")
    if approval.decided_at is not None:
        raise NotNow(Message(key="office.approvals.decided_already"))
    return approval, APPROVAL_KINDS[approval.kind]


def _waiting(asked: Asked, work: Work, approval: Approval, names: Mapping[UUID, str], links: _Links) -> Shown:
    is_own = approval.is_of(asked.visitor.person_id)
    others = approvals.others_who_may(work, approval, MAY_DECIDE) if is_own else 0
    return Shown(
        approval=approval,
        says=_says(asked, work, approval),
        asked_by=names.get(approval.asked_by, ""),
        can_approve=not is_own or not others,
        is_alone=is_own and not others,
        is_own=approval.asked_by == asked.visitor.person_id,
        let_in_days=days_since_let_in(approval, asked.visitor.person_id, links, asked.now()),
    )


def _shown(asked: Asked, work: Work, approval: Approval, names: Mapping[UUID, str], links: _Links) -> Shown:
    assert approval.decided_by is not None
    assert approval.decided_at is not None
    is_done = approval.outcome is Outcome.APPROVED
    return Shown(
        approval=approval,
        says=_says(asked, work, approval),
        asked_by=names.get(approval.asked_by, ""),
        decided_by=names.get(approval.decided_by, ""),
        let_in_days=days_since_let_in(approval, approval.decided_by, links, approval.decided_at)
        if is_done
        else None,
    )


def _says(asked: Asked, work: Work, approval: Approval) -> Message:
    kind = APPROVAL_KINDS.get(approval.kind)
    if kind is None:
        return Message(key="office.approvals.unknown_kind")
    return kind.describe(asked, work, approval)


def _names(work: Work, found: Iterable[Approval]) -> Mapping[UUID, str]:
    people = {each.asked_by for each in found} | {each.decided_by for each in found if each.decided_by}
    return people_names(work, people)


AREA = Area(
    name="approvals",
    icon="stamp",
    start="/approvals",
    endpoints=(
        get("/approvals", Permission.APPROVE, show),
        post("/approvals/{approval_id:uuid}/approve", Permission.APPROVE, approve),
        post("/approvals/{approval_id:uuid}/refuse", Permission.APPROVE, refuse, asks_first=True),
    ),
)
