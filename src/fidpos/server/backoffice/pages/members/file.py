"""A member's file, a section a page: who they are, what they hold, what they bought and why it earned."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from fidpos.domain.ids import VisitId
from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.answer import Answer, NotHere, Page
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.pages.members.contact import shown_phone
from fidpos.server.backoffice.pages.members.seen import programme_of, seen_member
from fidpos.server.backoffice.pages.members.told import told_lines
from fidpos.server.backoffice.pages.members.why import titles_of, why_lines
from fidpos.server.backoffice.rendering import url
from fidpos.server.db import member_file, names
from fidpos.server.db.consenting import ConsentRow, consents_of
from fidpos.server.db.member_file import LotRow, MemberRow
from fidpos.server.db.work import Work


def show(asked: Asked) -> Answer:
    """Who they are."""
    with asked.reading() as work:
        member, programme = seen_member(asked, work), programme_of(asked, work)
        consents = consents_of(work, member.id)
        context = {
            **_head(asked, work, member, programme),
            "cards": member_file.cards_of(work, member.id),
            "standing": _latest(consents),
            "consents": consents,
            "tiers": member_file.tiers_of(work, member.id),
            "holders": {each.id: each.given_name for each in member.profile.household},
            "by": names.who_acted(work, [each.staff_id for each in consents if each.staff_id]),
            "tills": names.till_names(work),
            "phone": shown_phone(member.profile.phone),
            "now_day": asked.today,
        }
    return Page(template="members/overview.html", context=context)


def show_account(asked: Asked) -> Answer:
    """What they hold: balances, lots, vouchers, gift cards, and every line of the ledger."""
    with asked.reading() as work:
        member, programme = seen_member(asked, work), programme_of(asked, work)
        entries = member_file.entries_of(work, member.account_id, _edge(asked))
        page = entries[: member_file.ENTRIES_PAGE]
        lots = member_file.lots_of(work, member.account_id)
        context = {
            **_head(asked, work, member, programme),
            "lots": lots,
            "spendable": _spendable(lots, asked.today),
            "vouchers": member_file.vouchers_of(work, member.id),
            "gift_cards": [
                (each, Money(each.balance_minor, Currency.of(each.currency)))
                for each in member_file.gift_cards_of(work, member.id)
            ],
            "entries": page,
            "sources": titles_of(programme, asked.visitor.language),
            "older": url(asked.path, before=page[-1].id) if len(entries) > len(page) else None,
            "newer": url(asked.path) if _edge(asked) else None,
        }
    return Page(template="members/account.html", context=context)


def show_visits(asked: Asked) -> Answer:
    """What they bought, the latest first."""
    with asked.reading() as work:
        member, programme = seen_member(asked, work), programme_of(asked, work)
        visits = member_file.visits_of(work, member.id, _instant_edge(asked))
        page = visits[: member_file.VISITS_PAGE]
        last = page[-1] if page else None
        context = {
            **_head(asked, work, member, programme),
            "visits": page,
            "amounts": {each.id: _amounts(each) for each in page},
            "shops": names.shop_names(work),
            "tills": names.till_names(work),
            "by": names.who_acted(work, [each.closed_by for each in page]),
            "older": url(asked.path, at=last.closed_at.isoformat(), before=last.id)
            if last and len(visits) > len(page)
            else None,
            "newer": url(asked.path) if _instant_edge(asked) else None,
        }
    return Page(template="members/visits.html", context=context)


def show_visit(asked: Asked) -> Answer:
    """One visit, and why each point was earned."""
    with asked.reading() as work:
        member, programme = seen_member(asked, work), programme_of(asked, work)
        visit = member_file.visit_of(work, member.id, VisitId(asked.id("visit_id")))
        if visit is None:
            raise NotHere("no such visit of theirs")
        told = member_file.told_visit(work, visit.id)
        facts = member_file.facts_of(work, told[0]) if told is not None else None
        context = {
            **_head(asked, work, member, programme),
            "visit": visit,
            "amounts": _amounts(visit),
            "shops": names.shop_names(work),
            "tills": names.till_names(work),
            "by": names.who_acted(work, [visit.closed_by]),
            "told": told[0] if told is not None else None,
            "lines": [
                (line, Money(line.amount_minor, Currency.of(visit.currency)))
                for line in (told[0].lines if told is not None else ())
            ],
            "why": why_lines(*told, facts, asked.visitor.language) if told is not None else (),
        }
    return Page(template="members/visit.html", context=context)


def show_history(asked: Asked) -> Answer:
    """What the office did with them, and who could look."""
    with asked.reading() as work:
        member, programme = seen_member(asked, work), programme_of(asked, work)
        acts = member_file.office_acts(work, member.account_id, _number_edge(asked))
        page = acts[: member_file.ENTRIES_PAGE]
        lines = told_lines(asked, work, member, programme, page)
        audited = member_file.audited(work, member.id)
        accesses = member_file.support_accesses(work)
        actors = [each.actor_id for each in audited]
        context = {
            **_head(asked, work, member, programme),
            "acts": lines,
            "audited": audited,
            "by": names.who_acted(work, actors),
            "accesses": accesses,
            "older": url(asked.path, before=page[-1][0]) if len(acts) > len(page) else None,
            "newer": url(asked.path) if _number_edge(asked) else None,
        }
    return Page(template="members/history.html", context=context)


def _head(asked: Asked, work: Work, member: MemberRow, programme: Programme) -> dict[str, object]:
    language = asked.visitor.language
    lifetime = member_file.lifetime_of(work, member.id)
    currency = Currency.of(programme.currency)
    return {
        "member": member,
        "here": asked.path,
        "counters": {each.code: each.title.of(language) for each in programme.counters},
        "tier_titles": {each.code: each.title.of(language) for each in programme.tiers},
        "balances": member_file.balances_of(work, member.account_id),
        "lifetime": lifetime,
        "revenue": Money(lifetime.revenue_minor, currency),
        "shared": member_file.member_names(work, member.shared_with),
        "shop_names": names.shop_names(work),
    }


def _latest(consents: Sequence[ConsentRow]) -> dict[str, ConsentRow]:
    """By channel, the last word."""
    latest: dict[str, ConsentRow] = {}
    for each in consents:
        latest.setdefault(each.channel.value, each)
    return latest


def _spendable(lots: Sequence[LotRow], day: date) -> dict[str, int]:
    """By counter, what can be spent today; a debt lowers it."""
    sums: dict[str, int] = {}
    for lot in lots:
        is_usable = (lot.expires_on is None or lot.expires_on >= day) and (
            lot.spendable_from is None or lot.spendable_from <= day
        )
        if lot.remaining < 0 or (is_usable and not lot.withheld):
            sums[lot.counter] = sums.get(lot.counter, 0) + lot.remaining
    return {counter: max(0, amount) for counter, amount in sums.items()}


def _amounts(visit: member_file.VisitRow) -> dict[str, Money]:
    currency = Currency.of(visit.currency)
    return {
        "amount": Money(visit.amount_minor, currency),
        "discount": Money(visit.discount_minor, currency),
        "due": Money(visit.amount_minor - visit.discount_minor, currency),
        "refunded": Money(visit.refunded_minor, currency),
    }


def _edge(asked: Asked) -> UUID | None:
    try:
        return UUID(asked.query["before"]) if "before" in asked.query else None
    except ValueError:
        return None


def _number_edge(asked: Asked) -> int | None:
    said = asked.query.get("before", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 18 else None


def _instant_edge(asked: Asked) -> tuple[datetime, UUID] | None:
    edge = _edge(asked)
    try:
        at = datetime.fromisoformat(asked.query.get("at", ""))
    except ValueError:
        return None
    return (at, edge) if edge is not None and at.tzinfo is not None else None
