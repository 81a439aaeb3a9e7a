"""Published versions: in words, side by side, as JSON; the way back is a draft of a former one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import name_of, scene_of, version_of
from fidpos.server.backoffice.pages.programme.drafts import json_file
from fidpos.server.backoffice.programme.told import PARTS, Told, told_programme
from fidpos.server.backoffice.programme.tree import Node
from fidpos.server.db import programmes
from fidpos.server.db.work import Work

DRAFT = "draft-"
"""Before the id of a draft, where it is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One part on both sides; None where it is not there."""

    part: str
    before: Told | None
    after: Told | None

    @property
    def change(self) -> str:
        """Whether it was `added`, `dropped`, `changed`, or is the `same`."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "dropped"
        return "same" if _content(self.before) == _content(self.after) else "changed"


def show(asked: Asked) -> Answer:
    """One version in words."""
    number = _number(asked)
    with asked.reading() as work:
        found = next((each for each in programmes.versions(work) if each.version == number), None)
        if found is None:
            raise NotHere("no such version")
        context = {
            "version": found,
            "told": told_programme(scene_of(asked, work, version_of(work, number))),
            "shops": programmes.shops_and_tills(work)[0],
        }
    return Page(template="programme/version.html", context=context)


def download(asked: Asked) -> Answer:
    """As JSON."""
    number = _number(asked)
    with asked.reading() as work:
        body = version_of(work, number)
    return json_file(body, f"programme-{number}.json")


def restore(asked: Asked) -> Answer:
    """The way back: a draft of a former version, ready to be published."""
    number = _number(asked)
    with asked.work() as work:
        body = version_of(work, number)
        draft_id = programmes.new_draft(work, name_of(body), body, number, asked.visitor.person_id)
        asked.write_down(work, "programme_draft_made", draft_id, version=str(number))
    return Redirect(
        path=f"/programme/drafts/{draft_id}/publish", said=Message(key="office.programme.restored")
    )


def compare(asked: Asked) -> Answer:
    """Two of them side by side, what differs marked."""
    with asked.reading() as work:
        before, before_name = _side(asked, work, asked.query.get("from", ""))
        after, after_name = _side(asked, work, asked.query.get("to", ""))
    pairs = [pair for part in PARTS for pair in _pairs(part, before[part], after[part])]
    context = {
        "before": before_name,
        "after": after_name,
        "pairs": [pair for pair in pairs if pair.change != "same"],
        "same": sum(pair.change == "same" for pair in pairs),
    }
    return Page(template="programme/compare.html", context=context)


def _side(asked: Asked, work: Work, which: str) -> tuple[Mapping[str, Sequence[Told]], Message]:
    body: Node
    if which.isdecimal() and len(which) < 10:
        body, name = (
            version_of(work, int(which)),
            Message(key="office.programme.version", params={"version": which}),
        )
    else:
        drafts = {f"{DRAFT}{each.id}": each for each in programmes.drafts(work)}
        if which not in drafts:
            raise NotHere("nothing to compare")
        body = drafts[which].body
        name = Message(key="office.programme.draft_named", params={"name": drafts[which].name})
    return told_programme(scene_of(asked, work, body)), name


def _pairs(part: str, before: Sequence[Told], after: Sequence[Told]) -> Sequence[Pair]:
    old = {each.code: each for each in before}
    new = {each.code: each for each in after}
    codes = [*old, *(code for code in new if code not in old)]
    return [Pair(part=part, before=old.get(code), after=new.get(code)) for code in codes]


def _content(told: Told) -> tuple[object, ...]:
    return told.title, told.says, tuple(told.facts)


def _number(asked: Asked) -> int:
    found = asked.place["version"]
    assert isinstance(found, int)
    return found if found < 2**31 else 0
