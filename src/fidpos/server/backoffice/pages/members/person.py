"""Enrolling somebody from the office, and putting right who they are."""

import secrets
from dataclasses import replace
from hashlib import sha256

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.consent import needs_parent
from fidpos.domain.enrolment_policy import ASKED
from fidpos.domain.folding import card_number
from fidpos.domain.ids import AccountId, MemberId, ShopId, uuid7
from fidpos.domain.member import Profile
from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import desk_of
from fidpos.server.backoffice.pages.members.contact import WORDING
from fidpos.server.backoffice.pages.members.person_form import (
    read_parent,
    read_person,
    rows_for,
    typed_person,
)
from fidpos.server.backoffice.pages.members.seen import seen_member
from fidpos.server.db.mapping import profile_to_json
from fidpos.server.db.member_list import MemberFilter, list_members
from fidpos.server.db.names import open_shop_names
from fidpos.server.db.work import Work
from fidpos.server.services.member_desk import CardOfSomebody, Newcomer
from fidpos.vault.sealing import KEY_BYTES

_NUMBER_BYTES = 16
"""Of a member number that no card shows."""


def show_edit(asked: Asked) -> Answer:
    """The form with what is known."""
    with asked.reading() as work:
        member = seen_member(asked, work)
    typed = typed_person(member.profile) | {"seen": _seen(member.profile)}
    context = {"member": member, "typed": typed, "rows": rows_for(typed), "problems": {}}
    return Page(template="members/edit.html", context=context)


def edit(asked: Asked) -> Answer:
    """What was changed, field by field."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        member = seen_member(asked, work)
        if form.typed("seen") != _seen(member.profile):
            raise NotNow(Message(key="office.members.changed_meanwhile"))
        after = read_person(asked, form, member.profile)
        if after is not None and desk_of(asked, work).edit(member.id, member.profile, after):
            asked.write_down(work, "member_edited", member.id)
    if after is None:
        typed = _typed(form)
        context = {"member": member, "typed": typed, "rows": rows_for(typed), "problems": form.problems}
        return Page(template="members/edit.html", context=context, status=422)
    return Redirect(path=f"/members/{member.id}", said=Message(key="office.members.done.edited"))


def show_enrol(asked: Asked) -> Answer:
    """An empty form."""
    with asked.reading() as work:
        return _enrolment(asked, work, typed_person(_EMPTY))


def enrol(asked: Asked) -> Answer:
    """A new member, unless somebody has the same telephone or address and nobody said to go on."""
    form = Form(asked.fields, asked.visitor.language)
    profile = read_person(asked, form, None)
    shop_id = form.id("shop_id")
    if shop_id is not None and not asked.sees(ShopId(shop_id)):
        form.wrong("shop_id", "office.form.no_choice")
    number = card_number(form.text("card") or "")
    if form.typed("card") and not number:
        form.wrong("card", "office.members.no_card_number")
    channels, parent = form.all("channels"), read_parent(form)
    agrees = profile is not None and channels and not parent
    if profile is not None and agrees and needs_parent(profile, asked.today, asked.alone_from):
        form.wrong("parent", "office.members.parent_needed")
    with asked.work() as work:
        shops = open_shop_names(work)
        if shop_id is not None and shop_id not in shops:
            form.wrong("shop_id", "office.form.no_choice")
        if profile is None or shop_id is None or not form.is_good:
            return _enrolment(asked, work, _typed(form), form)
        alike = () if form.flag("all_the_same") else _alike(asked, work, profile)
        if alike:
            return _enrolment(asked, work, _typed(form), form, alike)
        newcomer = replace(_newcomer(asked, profile, ShopId(shop_id), number, channels), parent=parent)
        try:
            desk_of(asked, work).enrol(newcomer)
        except CardOfSomebody:
            form.wrong("card", "office.members.card_taken")
            return _enrolment(asked, work, _typed(form), form)
        asked.write_down(work, "member_enrolled", newcomer.member_id)
    return Redirect(path=f"/members/{newcomer.member_id}", said=Message(key="office.members.done.enrolled"))


_EMPTY = Profile(given_name="", family_name="")


def _newcomer(
    asked: Asked, profile: Profile, shop_id: ShopId, number: str, channels: tuple[str, ...]
) -> Newcomer:
    now = asked.now()
    return Newcomer(
        member_id=MemberId(uuid7(now)),
        account_id=AccountId(uuid7(now)),
        key=secrets.token_bytes(KEY_BYTES),
        number=number or secrets.token_hex(_NUMBER_BYTES),
        profile=profile,
        shop_id=shop_id,
        wording=f"{WORDING}/paper",
        card=CardToken(TokenKind.NUMBER, number) if number else None,
        channels=[each for each in ASKED if each.value in channels],
    )


def _alike(asked: Asked, work: Work, profile: Profile) -> tuple[tuple[MemberId, str], ...]:
    """Who has this telephone or address already, of those whom the visitor sees."""
    said = [each for each in (profile.phone, profile.email) if each]
    found = {
        each.id: f"{each.given_name} {each.family_name}".strip() or each.number[-4:]
        for text in said
        for each in list_members(
            work, MemberFilter(text=text, scope=asked.visitor.shops), "", at_most=3
        ).members
    }
    return tuple(found.items())


def _enrolment(
    asked: Asked,
    work: Work,
    typed: dict[str, str],
    form: Form | None = None,
    alike: tuple[tuple[MemberId, str], ...] = (),
) -> Page:
    shops = [(id_, name) for id_, name in open_shop_names(work).items() if asked.sees(id_)]
    context = {
        "typed": typed,
        "rows": rows_for(typed),
        "shops": shops,
        "channels": [each.value for each in ASKED],
        "ticked": form.all("channels") if form is not None else (),
        "alike": alike,
        "problems": form.problems if form is not None else {},
    }
    return Page(template="members/new.html", context=context, status=200 if form is None else 422)


def _seen(profile: Profile) -> str:
    """What the form was filled with: who changes a file that somebody changed meanwhile is told."""
    return sha256(profile_to_json(profile).encode()).hexdigest()[:16]


def _typed(form: Form) -> dict[str, str]:
    """What was typed, to be shown again."""
    names = [*typed_person(_EMPTY), "shop_id", "card", "parent", "seen"]
    names += [f"kin_{place}_{each}" for place in range(12) for each in ("id", "relation", "name", "birthday")]
    return {each: form.typed(each) for each in names}
