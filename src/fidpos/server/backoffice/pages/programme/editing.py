"""One part of a draft in a form of its own: drawn from the rule schema, read back, kept, checked.

Two people who edit the same part: the second one is told, sees what they typed, and decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fidpos.rules.remarks import Remark, remarks
from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import draft_of, name_of, scene_of
from fidpos.server.backoffice.programme.acts import ROOT, acted, begun
from fidpos.server.backoffice.programme.checking import Fault, checked, faults
from fidpos.server.backoffice.programme.drawing import Drawing
from fidpos.server.backoffice.programme.reading import Reading
from fidpos.server.backoffice.programme.sections import ITEMISED, NEW, Section, section_at
from fidpos.server.backoffice.programme.slug import unused
from fidpos.server.backoffice.programme.spot import Scene
from fidpos.server.backoffice.programme.told import told_section
from fidpos.server.backoffice.programme.tree import Node, items, record, with_value, without
from fidpos.server.backoffice.rendering import url
from fidpos.server.db.programmes import Draft, save_draft
from fidpos.server.services.draft_digest import digest

TEMPLATE = "programme/edit.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One part on its page.

    Attributes:
        value: what stands in the form.
        problems: by field.
        typed: what could not be read.
        theirs: what somebody else wrote there in the meantime, in words.
    """

    draft: Draft
    scene: Scene
    section: Section
    value: Node
    problems: Mapping[str, Message] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    theirs: str | None = None


def show(asked: Asked) -> Answer:
    """The form."""
    with asked.reading() as work:
        draft = draft_of(asked, work)
        section = section_at(asked.query.get("at", ""), draft.body)
        if section is None:
            raise NotHere("no such part")
        scene = scene_of(asked, work, draft.body)
    value = begun(section.part, draft.body) if section.is_new else section.value(draft.body)
    problems = {} if section.is_new else _faults(draft.body, section)
    return _page(_Sheet(draft=draft, scene=scene, section=section, value=value, problems=problems))


def save(asked: Asked) -> Answer:
    """What was typed is kept, whether it makes a programme yet or not."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        draft = draft_of(asked, work, lock=True)
        scene = scene_of(asked, work, draft.body)
        section, is_stale = _meant(form, draft.body)
        value = _read(form, section, scene)
        sheet = _Sheet(draft=draft, scene=scene, section=section, value=value)
        if form.problems:
            typed = {name: form.typed(name) for name in form.problems}
            return _page(replace(sheet, problems=form.problems, typed=typed), status=422)
        if is_stale:
            theirs = told_section(scene, section.part, section.value(draft.body))
            return _page(replace(sheet, theirs=theirs), status=409)
        value = acted(value, form, draft.body)
        section, body = _placed(section, draft.body, value)
        save_draft(work, draft.id, name_of(body), body, asked.visitor.person_id)
        asked.write_down(work, "programme_edited", draft.id, part=section.part)
    if form.typed("do"):
        return Redirect(path=f"/programme/drafts/{draft.id}/edit?at={section.path}")
    return Redirect(path=f"/programme/drafts/{draft.id}", said=Message(key="office.programme.kept"))


def check(asked: Asked) -> Answer:
    """What the form would mean, in a sentence, and what is wrong with it; nothing is kept."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.reading() as work:
        draft = draft_of(asked, work)
        scene = scene_of(asked, work, draft.body)
    section, _ = _meant(form, draft.body)
    value = _read(form, section, scene)
    placed, body = _placed(section, draft.body, value)
    context = {
        "says": told_section(scene, section.part, value),
        "remarks": _remarks(body, section),
        "problems": form.problems or _faults(body, placed),
    }
    return Page(template="programme/check.html", context=context)


def _meant(form: Form, body: Node) -> tuple[Section, bool]:
    """The part that the form is about, wherever it stands by now, and whether somebody changed it."""
    path, was = form.typed("at"), form.typed("was")
    section = section_at(path, body)
    part = path.partition(".")[0]
    if section is not None and (section.is_new or digest(section.value(body)) == was):
        return section, False
    for index, each in enumerate(items(record(body).get(part))):
        moved = section_at(f"{part}.{index}", body)
        if moved is not None and digest(each) == was:
            return moved, False
    gone = section or section_at(f"{part}.{NEW}", body)
    if gone is None:
        raise NotHere("no such part")
    return gone, True


def _read(form: Form, section: Section, scene: Scene) -> Node:
    value = Reading(form=form).read(section.shape, ROOT, section.spot(scene))
    if isinstance(value, dict) and "code" in value and not form.typed(f"{ROOT}.code"):
        others = items(record(scene.body).get(section.part))
        taken = {str(record(each).get("code")) for at, each in enumerate(others) if at != section.index}
        value = {**value, "code": unused(str(value["code"]), frozenset(taken))}
    return value


def _placed(section: Section, body: Node, value: Node) -> tuple[Section, Node]:
    """The programme with the part in it, and where the part stands in it."""
    path = section.path
    if section.is_new:
        path = f"{section.part}.{len(items(record(body).get(section.part)))}"
    placed = without(body, path) if value is None else with_value(body, path, value)
    return section_at(path, placed) or section, placed


def _remarks(body: Node, section: Section) -> Sequence[Remark]:
    """Those about the part that is edited, once the whole is a programme."""
    programme = checked(body)
    if isinstance(programme, Fault):
        return ()
    return [each for each in remarks(programme) if each.part == section.part]


def _faults(body: Node, section: Section) -> Mapping[str, Message]:
    """By field of the form, the first of each."""
    found: dict[str, Message] = {}
    for fault in faults(body):
        field_name = fault.within(section.path)
        if field_name is not None:
            found.setdefault(field_name, fault.message)
    return found


def _page(sheet: _Sheet, status: int = 200) -> Page:
    section, draft = sheet.section, sheet.draft
    drawing = Drawing(problems=sheet.problems, typed=sheet.typed)
    widget = drawing.draw(section.shape, sheet.value, ROOT, section.spot(sheet.scene))
    if section.part in ITEMISED:
        widget = replace(widget, label=sheet.scene.texts.say(f"office.programme.edit.{section.part}"))
    now = section.value(draft.body)
    context = {
        "draft": draft,
        "section": section,
        "widget": widget,
        "was": "" if section.is_new else digest(now),
        "problems": sheet.problems,
        "theirs": sheet.theirs,
        "says": told_section(sheet.scene, section.part, sheet.value) if sheet.value is not None else "",
        "action": url(f"/programme/drafts/{draft.id}/edit"),
        "check": url(f"/programme/drafts/{draft.id}/check"),
    }
    return Page(template=TEMPLATE, context=context, status=status)
