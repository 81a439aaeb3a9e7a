"""Where a member stands: blocked, served again, gone; groups, tier, consents, cards, a word in the file."""

from collections.abc import Sequence

from fidpos.domain.card import CardStatus, CardToken, Medium, TokenKind
from fidpos.domain.consent import needs_parent
from fidpos.domain.folding import card_number
from fidpos.domain.ids import CardId
from fidpos.domain.member import Channel, MemberStatus, TierStanding
from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.members.act import NOTE, NOTE_MAX, Doing, Field, MemberAct, Pressed
from fidpos.server.backoffice.pages.members.contact import WORDING
from fidpos.server.backoffice.pages.members.giving import GIVING_REASONS, check_gifts, reasons
from fidpos.server.backoffice.pages.members.person_form import read_parent
from fidpos.server.backoffice.pages.members.seen import programme_of
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.member_file import MemberRow
from fidpos.server.db.work import Work
from fidpos.server.services.member_desk import LABELS_MAX
from fidpos.wire.member_events import StatusReason
from fidpos.wire.office_events import OfficeReason

LABEL_MAX = 40
_SOURCES = ("paper", "telephone", "email", "counter")

_BLOCK = (StatusReason.ABUSE, StatusReason.IN_DISPUTE, StatusReason.ASKED_BY_MEMBER, StatusReason.OTHER)
_SERVE = (StatusReason.CLEARED_UP, StatusReason.ASKED_BY_MEMBER, StatusReason.OTHER)
_LEAVE = (
    StatusReason.ASKED_BY_MEMBER,
    StatusReason.NOT_INTERESTED,
    StatusReason.MOVED_AWAY,
    StatusReason.PERSONAL_DATA,
    StatusReason.OTHER,
)


def _standing(name: str, status: MemberStatus, which: Sequence[StatusReason], tone: str = "") -> MemberAct:
    choices: list[tuple[object, Message | str]] = [("", Message(key="office.members.choose"))]
    choices += [(each.value, Message(key=f"task.member.reason.{each.value}")) for each in which]
    reason = Field(
        name="reason", label="office.members.field.reason", kind="choose", choices=choices, needed=True
    )

    def do(doing: Doing) -> Message | None:
        said = doing.form.choice("reason", StatusReason)
        doing.form.text("note")
        if said is None or not doing.form.is_good:
            return None
        doing.note(doing.desk.stand(doing.member.id, status, said))
        doing.write_down(f"member_{status.value}", reason=said.value)
        return Message(key=f"office.members.done.{status.value}")

    return MemberAct(
        name=name,
        permission=Permission.EDIT_MEMBERS,
        fields=lambda _asked, _work, _member: (reason, NOTE),
        do=do,
        tone=tone,
    )


def _labels_fields(_asked: Asked, _work: Work, member: MemberRow) -> Sequence[Field]:
    return (Field(name="labels", label="office.members.field.labels", value=", ".join(member.labels)),)


def _set_labels(doing: Doing) -> Message | None:
    wanted = read_labels(doing.form.text("labels", at_most=2_000) or "")
    if wanted is None:
        doing.form.wrong("labels", "office.members.labels_wrong", most=LABEL_MAX, labels=LABELS_MAX)
    if wanted is None or not doing.form.is_good:
        return None
    held = doing.member.labels
    doing.desk.label(
        doing.member.id,
        added=[each for each in wanted if each not in held],
        removed=[each for each in held if each not in wanted],
    )
    doing.write_down("labels_changed")
    return Message(key="office.members.done.labels")


def read_labels(text: str) -> tuple[str, ...] | None:
    """Groups with commas between them; None for more or longer ones than there may be."""
    labels = tuple(dict.fromkeys(each.strip().lower() for each in text.split(",") if each.strip()))
    too_long = any(len(each) > LABEL_MAX for each in labels)
    return None if too_long or len(labels) > LABELS_MAX else labels


def _tier_fields(asked: Asked, work: Work, member: MemberRow) -> Sequence[Field]:
    tiers = programme_of(asked, work).tiers
    choices: list[tuple[object, Message | str]] = [("", Message(key="office.members.no_tier"))]
    choices += [(each.code, each.title.of(asked.visitor.language)) for each in tiers]
    return (
        Field(
            name="tier",
            label="office.members.field.tier",
            kind="choose",
            choices=choices,
            value=member.tier or "",
        ),
        Field(name="until", label="office.members.field.until", kind="date"),
        reasons(GIVING_REASONS),
        NOTE,
    )


def _set_tier(doing: Doing) -> Message | None:
    form, today = doing.form, doing.asked.today
    codes = {each.code for each in programme_of(doing.asked, doing.work).tiers}
    code, until = form.typed("tier"), form.day("until", needed=False)
    reason = form.choice("reason", OfficeReason)
    form.text("note")
    if code and code not in codes:
        form.wrong("tier", "office.form.no_choice")
    if until is not None and until < today:
        form.wrong("until", "office.members.past_day")
    if reason is None or not form.is_good:
        return None
    if code:
        check_gifts(doing.asked, doing.work)
    tier = TierStanding(code=code, since=today, until=until) if code else None
    doing.desk.set_tier(doing.member.id, tier, reason)
    doing.note()
    doing.write_down("tier_set", tier=code, reason=reason.value)
    return Message(key="office.members.done.tier")


def _consent_fields(asked: Asked, _work: Work, member: MemberRow) -> Sequence[Field]:
    channels: list[tuple[object, Message | str]] = [
        (each.value, Message(key=f"task.member.channel.{each.value}")) for each in Channel
    ]
    parent = (
        (Field(name="parent", label="office.members.field.parent"),)
        if needs_parent(member.profile, asked.today, asked.alone_from)
        else ()
    )
    return (
        Field(name="channel", label="office.members.field.channel", kind="choose", choices=channels),
        Field(
            name="answer",
            label="office.members.field.answer",
            kind="choose",
            choices=[
                ("yes", Message(key="office.members.consent.yes")),
                ("no", Message(key="office.members.consent.no")),
            ],
        ),
        *parent,
        Field(
            name="source",
            label="office.members.field.source",
            kind="choose",
            choices=[(each, Message(key=f"office.members.source.{each}")) for each in _SOURCES],
        ),
        NOTE,
    )


def _state_consent(doing: Doing) -> Message | None:
    form = doing.form
    channel, source = form.choice("channel", Channel), form.typed("source")
    if source not in _SOURCES:
        form.wrong("source", "office.form.no_choice")
    if form.typed("answer") not in {"yes", "no"}:
        form.wrong("answer", "office.form.no_choice")
    form.text("note")
    granted, parent = form.typed("answer") == "yes", read_parent(form)
    asked = doing.asked
    if granted and not parent and needs_parent(doing.member.profile, asked.today, asked.alone_from):
        form.wrong("parent", "office.members.parent_needed")
    if channel is None or not form.is_good:
        return None
    wording = f"{WORDING}/{source}"
    doing.desk.state(doing.member.id, channel, granted=granted, wording=wording, parent=parent)
    doing.note()
    doing.write_down("consent_stated", channel=channel.value, granted=str(granted), source=source)
    return Message(key="office.members.done.consent")


def _card_fields(_asked: Asked, _work: Work, member: MemberRow) -> Sequence[Field]:
    holders: list[tuple[object, Message | str]] = [("", Message(key="office.members.holder.self"))]
    holders += [(each.id, each.given_name) for each in member.profile.household if each.given_name]
    return (
        Field(name="number", label="office.members.field.card", needed=True),
        Field(name="holder", label="office.members.field.holder", kind="choose", choices=holders),
        Field(name="replaces", label="office.members.field.replaces", kind="tick"),
    )


def _link_card(doing: Doing) -> Message | None:
    form, member = doing.form, doing.member
    number = card_number(form.text("number", needed=True) or "")
    holder = form.id("holder", needed=False)
    household = {each.id: each.id for each in member.profile.household}
    if form.is_good and not number:
        form.wrong("number", "office.members.no_card_number")
    if holder is not None and holder not in household:
        form.wrong("holder", "office.form.no_choice")
    if not form.is_good:
        return None
    state = doing.desk.member(member.id)
    carrier = next((each for each in household if each == holder), None)
    doing.desk.link(member.id, CardToken(TokenKind.NUMBER, number), Medium.BARCODE, carrier)
    if form.flag("replaces"):
        for card in state.cards:
            if card.holder_id == carrier and card.status in {CardStatus.ACTIVE, CardStatus.LOST}:
                doing.desk.set_card(member.id, card.id, CardStatus.REPLACED)
    doing.write_down("card_linked")
    return Message(key="office.members.done.card")


def _set_card(doing: Doing) -> Message:
    wanted = str(doing.asked.place["status"])
    if wanted not in {CardStatus.ACTIVE, CardStatus.BLOCKED, CardStatus.LOST}:
        raise NotHere("no such act on a card")
    doing.desk.set_card(doing.member.id, CardId(doing.asked.id("card_id")), CardStatus(wanted))
    doing.write_down("card_set", status=wanted)
    return Message(key=f"office.members.done.card_{wanted}")


def _write_note(doing: Doing) -> Message | None:
    text = doing.form.text("note", needed=True, at_most=NOTE_MAX)
    if text is None or not doing.form.is_good:
        return None
    doing.desk.note(doing.member.id, text)
    doing.write_down("note_written")
    return Message(key="office.members.done.note")


def _note_fields(_asked: Asked, _work: Work, _member: MemberRow) -> Sequence[Field]:
    return (Field(name="note", label="office.members.field.note", kind="area", needed=True),)


_EDIT = Permission.EDIT_MEMBERS

ACTS = (
    _standing("block", MemberStatus.BLOCKED, _BLOCK, "danger"),
    _standing("serve", MemberStatus.ACTIVE, _SERVE),
    _standing("leave", MemberStatus.LEFT, _LEAVE, "danger"),
    MemberAct(name="labels", permission=_EDIT, fields=_labels_fields, do=_set_labels),
    MemberAct(name="tier", permission=Permission.MOVE_POINTS, fields=_tier_fields, do=_set_tier),
    MemberAct(name="consent", permission=_EDIT, fields=_consent_fields, do=_state_consent),
    MemberAct(name="card", permission=_EDIT, fields=_card_fields, do=_link_card),
    MemberAct(name="note", permission=_EDIT, fields=_note_fields, do=_write_note, back="/history"),
)
PRESSED = (Pressed(path="/cards/{card_id:uuid}/{status}", permission=_EDIT, do=_set_card),)
