"""Members found and filtered, a page at a time."""

from collections.abc import Mapping
from dataclasses import fields
from uuid import UUID

from fidpos.domain.ids import ShopId
from fidpos.domain.member import MemberStatus
from fidpos.server.backoffice.answer import Answer, Page
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.pages.members.as_segment import segment_of
from fidpos.server.backoffice.pages.members.contact import shown_phone
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.rendering import url
from fidpos.server.db.member_list import (
    ListPage,
    MemberFilter,
    count_members,
    known_labels,
    known_tiers,
    list_members,
)
from fidpos.server.db.names import shop_names
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.segment_json import segment_to_json

LISTED_STATUSES = (
    MemberStatus.ACTIVE,
    MemberStatus.PROVISIONAL,
    MemberStatus.BLOCKED,
    MemberStatus.LEFT,
)
_ASKED = tuple(each.name for each in fields(MemberFilter) if each.name != "scope")


def show(asked: Asked) -> Answer:
    """The list; htmx asks for what was found alone."""
    form = Form({name: [value] for name, value in asked.query.items()}, asked.visitor.language)
    wanted = read_filter(asked, form)
    with asked.reading() as work:
        programme = programme_now(work, asked.now())
        counter = programme.counters[0] if programme is not None else None
        page = list_members(
            work,
            wanted,
            counter.code if counter else "",
            after=_edge(asked, "after"),
            before=_edge(asked, "before"),
        )
        shops = shop_names(work)
        context: dict[str, object] = {
            "page": page,
            "count": count_members(work, wanted),
            "shown_phone": shown_phone,
            "counter": counter.title.of(asked.visitor.language) if counter else "",
            "tier_titles": {each.code: each.title.of(asked.visitor.language) for each in programme.tiers}
            if programme
            else {},
            "asked_for": dict.fromkeys(_ASKED, "") | said(asked.query),
            "linked": said(asked.query),
            "is_filtered": bool(said(asked.query)),
            "problems": form.problems,
            **_further(asked, wanted),
            **_edges(asked, page),
        }
        if not asked.is_fragment:
            context |= {
                "shops": [(id_, name) for id_, name in shops.items() if asked.sees(id_)],
                "tiers": known_tiers(work),
                "labels": known_labels(work),
                "statuses": LISTED_STATUSES,
            }
    return Page(template="members/found.html" if asked.is_fragment else "members/list.html", context=context)


def read_filter(asked: Asked, form: Form) -> MemberFilter:
    """What a form or an address asks for, within the visitor's shops."""
    shop_id = form.id("shop_id", needed=False)
    return MemberFilter(
        text=form.text("text") or "",
        status=form.choice("status", MemberStatus, needed=False),
        shop_id=ShopId(shop_id) if shop_id is not None else None,
        tier=form.text("tier") or "",
        label=form.text("label") or "",
        enrolled_from=form.day("enrolled_from", needed=False),
        enrolled_until=form.day("enrolled_until", needed=False),
        scope=asked.visitor.shops,
    )


def said(query: Mapping[str, str]) -> dict[str, str]:
    """The filter as it stands in an address."""
    return {name: query[name] for name in _ASKED if query.get(name)}


def _edge(asked: Asked, name: str) -> UUID | None:
    try:
        return UUID(asked.query[name]) if asked.query.get(name) else None
    except ValueError:
        return None


def _further(asked: Asked, wanted: MemberFilter) -> dict[str, object]:
    """What becomes of the list: addresses, or None for who may not, and where no segment says the same."""
    may_take = asked.visitor.may(Permission.EXTRACT)
    segment = segment_of(wanted) if may_take else None
    return {
        "take": url("/extraction/take", of="found", **said(asked.query)) if may_take else None,
        "segment": url("/extraction/new", criteria=segment_to_json(segment)) if segment else None,
    }


def _edges(asked: Asked, page: ListPage) -> dict[str, object]:
    """Where the list goes on; addresses or None."""
    filter_ = said(asked.query)
    first, last = (page.members[0], page.members[-1]) if page.members else (None, None)
    return {
        "newer": url("/members", **filter_, before=first.id) if first and page.has_newer else None,
        "older": url("/members", **filter_, after=last.id) if last and page.has_more else None,
    }
