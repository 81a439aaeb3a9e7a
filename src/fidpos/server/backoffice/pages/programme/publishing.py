"""Publishing a draft: when, where, and with a second person where a rule may cost too much.

What a rule costs is taken from the what-if of exactly this draft. Where the merchant set a bound and nobody
tried the draft, nobody knows: it is tried first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

import msgspec

from fidpos.domain.ids import ShopId
from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import draft_of, scene_of
from fidpos.server.backoffice.programme.checking import Fault, canonical, checked
from fidpos.server.backoffice.programme.spot import titles
from fidpos.server.backoffice.programme.tree import Node, record
from fidpos.server.db import approvals, programmes
from fidpos.server.db.configuring import PostgresConfiguration
from fidpos.server.db.programmes import Draft
from fidpos.server.db.what_if import latest_what_if
from fidpos.server.db.work import Work
from fidpos.server.services.approving import Approval
from fidpos.server.services.draft_digest import digest
from fidpos.server.services.publish import Publishing, publish

KIND = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Costly:
    """A rule that would cost more a month than one person may decide."""

    title: str
    cost: Money


def show(asked: Asked) -> Answer:
    """What is about to be published, what it would cost, when and where."""
    return _page(asked, Form({}, asked.visitor.language))


def ask(asked: Asked) -> Answer:
    """It is published, or waits for a second person."""
    form = Form(asked.fields, asked.visitor.language)
    since = _since(asked, form)
    if not form.is_good:
        return _page(asked, form)
    with asked.work() as work:
        draft = draft_of(asked, work, lock=True)
        if form.typed("was") != digest(draft.body):
            raise NotNow(Message(key="office.programme.changed_meanwhile"))
        shops = _shops(work, form)
        if isinstance(checked(draft.body), Fault):
            raise NotNow(Message(key="office.programme.not_yet"))
        costly, is_known = _costly(asked, work, draft)
        if not is_known:
            raise NotNow(Message(key="office.programme.try_first"))
        if not costly:
            version = _publish(asked, work, draft, since, shops, by=asked.visitor.person_id)
            return Redirect(
                path="/programme",
                said=Message(key="office.programme.published", params={"version": str(version)}),
            )
        if approvals.open_of_subject(work, KIND, draft.id) is not None:
            raise NotNow(Message(key="office.programme.asked_already"))
        body = {
            "digest": digest(draft.body),
            "name": draft.name,
            "since": since.isoformat() if since else None,
            "shops": [str(each) for each in sorted(shops)],
            "cost_minor": max(each.cost.minor for each in costly),
        }
        approvals.ask(
            work,
            approvals.Asking(kind=KIND, by=asked.visitor.person_id, subject_id=draft.id, body=body),
        )
        asked.write_down(work, "programme_asked", draft.id)
    return Redirect(path=f"/programme/drafts/{draft.id}", said=Message(key="office.programme.asked"))


def describe(asked: Asked, work: Work, approval: Approval) -> Message:
    """What would be published, from when on, and what its dearest rule would cost a month."""
    body, currency = approval.body, Currency.of(programmes.card(work).currency)
    cost = body["cost_minor"]
    assert isinstance(cost, int)
    since = body.get("since")
    when: object = Message(key="office.programme.at_once")
    if isinstance(since, str):
        when = datetime.fromisoformat(since).astimezone(asked.zone)
    return Message(
        key="office.programme.approval",
        params={"name": str(body["name"]), "cost": Money(cost, currency), "since": when},
    )


def carry_out(asked: Asked, work: Work, approval: Approval) -> None:
    """Publish what was asked for, unless the draft is another one by now."""
    assert approval.subject_id is not None
    draft = programmes.draft(work, approval.subject_id, lock=True)
    if draft is None or digest(draft.body) != approval.body["digest"]:
        raise NotNow(Message(key="office.programme.changed_meanwhile"))
    told, shops = approval.body.get("since"), approval.body["shops"]
    assert isinstance(shops, list)
    since = datetime.fromisoformat(told) if isinstance(told, str) else None
    meant = frozenset(ShopId(UUID(str(each))) for each in shops)
    _publish(asked, work, draft, since, meant, by=approval.asked_by)


APPROVAL = ApprovalKind(name=KIND, describe=describe, carry_out=carry_out)


def _publish(
    asked: Asked, work: Work, draft: Draft, since: datetime | None, shops: frozenset[ShopId], *, by: UUID
) -> int:
    configuration = PostgresConfiguration(work.connection, work.merchant_id)
    now = asked.now()
    newest = max((each.version for each in configuration.releases()), default=0)
    programme = checked({**record(draft.body), "version": newest + 1})
    if isinstance(programme, Fault):
        raise NotNow(Message(key="office.programme.not_yet"))
    publishing = Publishing(by=by, now=now, currency=programmes.card(work).currency, shops=shops)
    raw = msgspec.json.encode(canonical(programme))
    release = publish(configuration, raw, publishing, max(since or now, now))
    programmes.end_draft(work, draft.id)
    asked.write_down(work, "programme_published", draft.id, version=str(release.version))
    return release.version


def _since(asked: Asked, form: Form) -> datetime | None:
    """When it takes effect; None for at once."""
    if form.typed("when") != "later":
        return None
    day = form.day("day")
    clock = form.typed("time") or "00:00"
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        form.wrong("time", "office.programme.no_time")
        return None
    if day is None:
        return None
    since = datetime.combine(day, at.replace(tzinfo=None), asked.zone)
    if since < asked.now():
        form.wrong("day", "office.programme.in_the_past")
    return since


def _shops(work: Work, form: Form) -> frozenset[ShopId]:
    """Those that are ticked; none of them where it is meant for all."""
    if form.typed("where") != "some":
        return frozenset()
    known, _ = programmes.shops_and_tills(work)
    chosen = frozenset(ShopId(UUID(each)) for each in form.all("shops") if each in known)
    if not chosen:
        raise NotNow(Message(key="office.programme.no_shop"))
    return chosen


def _costly(asked: Asked, work: Work, draft: Draft) -> tuple[Sequence[Costly], bool]:
    """The rules above the merchant's bound, and whether that can be said of this draft."""
    card = programmes.card(work)
    if card.costly_rule_minor is None:
        return (), True
    tried = latest_what_if(work, draft.id)
    if tried is None or tried.report is None or tried.digest != digest(draft.body):
        return (), False
    names, currency = _names(asked, work, draft.body), Currency.of(card.currency)
    return [
        Costly(title=names.get(rule, rule), cost=Money(cost, currency))
        for rule, cost in tried.cost_a_month().items()
        if cost > card.costly_rule_minor
    ], True


def _names(asked: Asked, work: Work, body: Node) -> Mapping[str, str]:
    return dict(titles(scene_of(asked, work, body), "rules"))


def _page(asked: Asked, form: Form) -> Page:
    with asked.reading() as work:
        draft = draft_of(asked, work)
        costly, is_known = _costly(asked, work, draft)
        current = programmes.in_force(programmes.versions(work), asked.now())
        context = {
            "draft": draft,
            "fault": isinstance(checked(draft.body), Fault),
            "costly": costly,
            "is_known": is_known,
            "current": current,
            "shops": programmes.shops_and_tills(work)[0],
            "chosen": form.all("shops"),
            "was": digest(draft.body),
            "form": form,
            "problems": form.problems,
            "waits": approvals.open_of_subject(work, KIND, draft.id),
        }
    return Page(template="programme/publish.html", context=context, status=200 if form.is_good else 422)
