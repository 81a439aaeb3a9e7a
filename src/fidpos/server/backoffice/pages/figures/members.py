"""The members behind a figure: who they are, and what becomes of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fidpos.domain.errors import InvalidValue
from fidpos.server.backoffice.answer import Answer, NotHere, Page
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.pages.figures.explaining import facts, how, title
from fidpos.server.backoffice.pages.figures.question import Question, question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.rendering import url
from fidpos.server.db.figures import lists
from fidpos.server.db.figures.lists import Edge, Listed, Whole
from fidpos.server.db.figures.whom_text import whom_from_words, whom_to_words
from fidpos.server.db.segment_json import segment_to_json
from fidpos.server.db.work import Work
from fidpos.server.services.extracting.column import Column
from fidpos.server.services.figures.as_segment import segment_of
from fidpos.server.services.figures.whom import Whom, columns_of, is_of_all_shops


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """A page of a list, as it stands below its figure.

    Attributes:
        whole: the list in numbers, where they are known at once.
        first: address of its first page; None on it.
        onwards: address of the next page; None on the last.
        take: address under which the whole list is taken away; None for who may not.
        segment: address of the builder with its criteria; None where there are none that say the same.
    """

    columns: Sequence[Column]
    whole: Whole | None
    members: Sequence[Listed]
    first: str | None
    onwards: str | None
    take: str | None
    segment: str | None


def show(asked: Request) -> Answer:
    """A list that has no page of its own otherwise."""
    whom = list_named(asked.query)
    if is_of_all_shops(whom) and asked.visitor.shops is not None:
        raise NotHere("of all shops")
    with asked.reading() as work:
        wanted = question(asked, work)
        words = Words(asked.texts, wanted)
        listed = below(asked, work, wanted, whom, "/members")
        context = {
            "q": wanted,
            "words": words,
            "named": whom_to_words(whom),
            "title": title(words, whom),
            "how": how(words, whom, wanted),
            "facts": facts(work, words, wanted, whom, listed.whole),
            "below": listed,
        }
    return Page(template="figures/members.html", context=context)


def below(asked: Request, work: Work, wanted: Question, whom: Whom, path: str) -> Below:
    """The page of the list that the address asks for.

    Args:
        asked: the request.
        work: a transaction that reads.
        wanted: its question.
        whom: the list.
        path: of the page that it stands on, below `/figures`.
    """
    page = lists.read_page(work, wanted.asked, whom, _edge(asked))
    named = whom_to_words(whom)
    here = named if path == "/members" else {}
    may_take = asked.visitor.may(Permission.EXTRACT)
    segment = segment_of(wanted.list_of(whom), wanted.around) if may_take else None
    return Below(
        columns=columns_of(whom),
        whole=page.whole,
        members=page.members,
        first=wanted.url(path, **here) if "after" in asked.query else None,
        onwards=None if page.onwards is None else wanted.url(path, **here, **_told(page.onwards)),
        take=url("/extraction/take", **wanted.query, **named) if may_take else None,
        segment=url("/extraction/new", criteria=segment_to_json(segment)) if segment else None,
    )


def list_named(query: Mapping[str, str]) -> Whom:
    """The list that an address names.

    Raises:
        NotHere: it names none.
    """
    try:
        return whom_from_words(query)
    except InvalidValue:
        raise NotHere("no such list") from None


def _edge(asked: Request) -> Edge | None:
    said, amount = asked.query.get("after"), asked.query.get("from_amount")
    if not said:
        return None
    try:
        return Edge(member_id=UUID(said), amount=int(amount) if amount else None)
    except ValueError:
        raise NotHere("no such page") from None


def _told(edge: Edge) -> dict[str, object]:
    return {"after": edge.member_id, "from_amount": edge.amount}
