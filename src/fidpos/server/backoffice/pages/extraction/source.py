"""From which list somebody takes one away: the members behind a figure, or those who were found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.pages.figures.explaining import title
from fidpos.server.backoffice.pages.figures.members import list_named
from fidpos.server.backoffice.pages.figures.question import question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.backoffice.pages.members.listing import read_filter, said
from fidpos.server.db.figures.whom_text import KIND, whom_to_words
from fidpos.server.db.sealed_filter import sealed_filter
from fidpos.server.db.work import Work
from fidpos.server.services.figures.whom import FigureList, is_of_all_shops

FOUND = "found"
"""The kind of the list of members, beside the kinds of figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A list that is there already.

    Attributes:
        title: what it is called.
        kept: what names it in an address and in a form.
        told: the same for the log, without what may be a name.
        found: the filter of the list of members, sealed.
    """

    title: str
    kept: Mapping[str, str]
    told: Mapping[str, str]
    figure: FigureList | None = None
    found: str | None = None


def source(asked: Asked, work: Work, query: Mapping[str, str]) -> Source | None:
    """Which list is meant; None for a list that is not taken from another.

    Raises:
        NotHere: it names none, or one that they do not see.
    """
    if not query.get(KIND):
        return None
    here = replace(asked, query=query)
    return _found(here, work) if query[KIND] == FOUND else _of_figure(here, work)


def _found(asked: Asked, work: Work) -> Source:
    named = said(asked.query)
    form = Form({name: [value] for name, value in named.items()}, asked.visitor.language)
    wanted = read_filter(asked, form)
    if not form.is_good:
        raise NotHere("no such filter")
    return Source(
        title=asked.texts.say("office.extraction.found"),
        kept={KIND: FOUND, **named},
        told={KIND: FOUND, **{name: "…" if name == "text" else value for name, value in named.items()}},
        found=sealed_filter(work, wanted),
    )


def _of_figure(asked: Asked, work: Work) -> Source:
    whom = list_named(asked.query)
    if is_of_all_shops(whom) and asked.visitor.shops is not None:
        raise NotHere("of all shops")
    wanted = question(asked, work)
    asked_for = {name: str(value) for name, value in wanted.query.items() if value and name != "segment"}
    kept = asked_for | whom_to_words(whom)
    return Source(
        title=title(Words(asked.texts, wanted), whom), kept=kept, told=kept, figure=wanted.list_of(whom)
    )
