"""A draft as a whole: its rules in sentences, in the order in which they run, and what is missing still."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.codec import PROGRAMME_BYTES_MAX, programme_from_json
from fidpos.rules.effect import Phase
from fidpos.rules.examples import EXAMPLES
from fidpos.rules.remarks import remarks
from fidpos.server.backoffice.answer import Answer, Download, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import draft_of, name_of, scene_of, version_of
from fidpos.server.backoffice.programme.checking import Fault, canonical, checked, faults, said_plainly
from fidpos.server.backoffice.programme.examples import example_body
from fidpos.server.backoffice.programme.order import copied, moved, run_order, without_item
from fidpos.server.backoffice.programme.sections import ITEMISED
from fidpos.server.backoffice.programme.told import Told, told_programme
from fidpos.server.backoffice.programme.tree import Node, at, items, record
from fidpos.server.db import programmes
from fidpos.server.db.what_if import latest_what_if
from fidpos.server.services.draft_digest import digest

EMPTY = "empty"


def show(asked: Asked) -> Answer:
    """All of it in words."""
    with asked.reading() as work:
        draft = draft_of(asked, work)
        scene = scene_of(asked, work, draft.body)
        tried = latest_what_if(work, draft.id)
    told = told_programme(scene)
    found = checked(draft.body)
    found_wrong = faults(draft.body) if isinstance(found, Fault) else ()
    wrong = [(each, _section_of(each.path)) for each in found_wrong]
    context = {
        "draft": draft,
        "told": told,
        "phases": _by_phase(draft.body, told["rules"]),
        "remarks": () if isinstance(found, Fault) else remarks(found),
        "faults": [(each, page, _where(asked, told, page)) for each, page in wrong],
        "was": [digest(each) for each in items(record(draft.body).get("rules"))],
        "was_reward": [digest(each) for each in items(record(draft.body).get("rewards"))],
        "was_counter": [digest(each) for each in items(record(draft.body).get("counters"))],
        "tried": tried,
    }
    return Page(template="programme/draft.html", context=context)


def make(asked: Asked) -> Answer:
    """A new draft: of a published version, of an example, or empty."""
    form = Form(asked.fields, asked.visitor.language)
    origin = form.typed("from")
    with asked.work() as work:
        if origin.isdecimal() and len(origin) < 10:
            body, based_on = version_of(work, int(origin)), int(origin)
        elif origin in EXAMPLES:
            body, based_on = example_body(origin, programmes.card(work)), None
        elif origin == EMPTY:
            card = programmes.card(work)
            body, based_on = {"version": 1, "name": card.card_name, "currency": card.currency}, None
        else:
            raise NotHere("nothing to begin with")
        by = asked.visitor.person_id
        draft_id = programmes.new_draft(work, name_of(body), body, based_on, by)
        asked.write_down(work, "programme_draft_made", draft_id)
    return Redirect(path=f"/programme/drafts/{draft_id}")


def throw_away(asked: Asked) -> Answer:
    """The draft is no more; what was published stays."""
    with asked.work() as work:
        draft = draft_of(asked, work, lock=True)
        programmes.end_draft(work, draft.id)
        asked.write_down(work, "programme_draft_dropped", draft.id)
    return Redirect(path="/programme", said=Message(key="office.programme.thrown_away"))


def arrange(asked: Asked) -> Answer:
    """One item of a list is moved, copied or taken away, unless somebody changed it in the meantime."""
    form = Form(asked.fields, asked.visitor.language)
    part, act = form.typed("part"), _ACTS.get(form.typed("act"))
    index = form.integer("index", least=0)
    if part not in ITEMISED or act is None or index is None:
        raise NotHere("no such item")
    with asked.work() as work:
        draft = draft_of(asked, work, lock=True)
        if digest(at(draft.body, f"{part}.{index}")) != form.typed("was"):
            raise NotNow(Message(key="office.programme.changed_meanwhile"))
        body = act(draft.body, part, index)
        programmes.save_draft(work, draft.id, name_of(body), body, asked.visitor.person_id)
        asked.write_down(work, "programme_edited", draft.id, part=part)
    return Redirect(path=f"/programme/drafts/{draft.id}")


def download(asked: Asked) -> Answer:
    """The draft as JSON, for who knows it."""
    with asked.reading() as work:
        draft = draft_of(asked, work)
    found = checked(draft.body)
    body = draft.body if isinstance(found, Fault) else canonical(found)
    return json_file(body, "programme-draft.json")


def upload(asked: Asked) -> Answer:
    """A programme that somebody wrote as JSON takes the place of what stands in the draft."""
    sent = asked.files.get("file")
    if sent is None:
        raise NotNow(Message(key="office.programme.no_file"))
    try:
        body = canonical(programme_from_json(sent.file.read(PROGRAMME_BYTES_MAX + 1)))
    except ProgrammeError as refused:
        params = {
            "path": str(refused.params.get("path", "")),
            "why": said_plainly(str(refused.params.get("reason", ""))),
        }
        raise NotNow(Message(key="office.programme.file_refused", params=params)) from refused
    with asked.work() as work:
        draft = draft_of(asked, work, lock=True)
        programmes.save_draft(work, draft.id, name_of(body), body, asked.visitor.person_id)
        asked.write_down(work, "programme_uploaded", draft.id)
    return Redirect(path=f"/programme/drafts/{draft.id}", said=Message(key="office.programme.uploaded"))


def json_file(body: Node, name: str) -> Download:
    """A programme for people who read JSON."""
    text = msgspec.json.format(msgspec.json.encode(body), indent=2)
    return Download(name=name, media_type="application/json", parts=(text,))


def _by_phase(body: Node, told: Sequence[Told]) -> Sequence[tuple[str, Sequence[Told]]]:
    """The rules by phase, in the order in which they run."""
    order = run_order(body)
    phases = [phase.value for phase in Phase]
    found = [(phase, [told[index] for index in order if _phase(body, index) == phase]) for phase in phases]
    lost = [told[index] for index in order if _phase(body, index) not in phases]
    return [each for each in (*found, ("none", lost)) if each[1]]


def _phase(body: Node, index: int) -> str:
    return str(record(at(body, f"rules.{index}")).get("phase") or "")


def _section_of(path: str) -> str:
    """The page on which a fault can be put right."""
    part, _, rest = path.partition(".")
    if part not in ITEMISED:
        return part
    index = rest.partition(".")[0]
    return f"{part}.{index}" if index.isdecimal() else f"{part}.new"


def _where(asked: Asked, told: Mapping[str, Sequence[Told]], path: str) -> str:
    """What the page is called: its part, and which of several."""
    part, _, number = path.partition(".")
    key = f"office.programme.part.{part}"
    if not asked.texts.has(key):
        return ""
    title = next((each.title for each in told.get(part, ()) if str(each.index) == number), "")
    which = title or (str(int(number) + 1) if number.isdecimal() else "")
    return f"{asked.texts.say(key)} · {which}" if which else asked.texts.say(key)


_ACTS: Mapping[str, Callable[[Node, str, int], Node]] = {
    "up": lambda body, part, index: moved(body, part, index, by=-1),
    "down": lambda body, part, index: moved(body, part, index, by=1),
    "copy": copied,
    "drop": without_item,
}
