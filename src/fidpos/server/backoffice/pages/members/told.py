"""What the office did with a member, in words: the events of its journal, and what somebody wrote beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.rules.programme import Programme
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.db.member_file import MemberRow, member_names
from fidpos.server.db.names import who_acted
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.vault.errors import SealBroken
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EntryBody,
    MemberEnrolled,
    VisitClosed,
    VisitVoided,
)
from fidpos.wire.member_events import MemberProfileChanged, MemberStatusChanged
from fidpos.wire.office_events import (
    AccountParted,
    AccountsPooled,
    LabelsChanged,
    LotsExpired,
    MemberNoted,
    MembersMerged,
    OfficeEvent,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
    open_note,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """One act.

    Attributes:
        by: who answers for it; empty for the centre itself.
        note: what they wrote; empty for nothing, and once it was forgotten.
    """

    at: datetime
    says: Message
    by: str = ""
    note: str = ""


def told_lines(
    asked: Asked,
    work: Work,
    member: MemberRow,
    programme: Programme,
    acts: Sequence[tuple[int, OfficeEvent]],
) -> list[ToldLine]:
    """Those acts that are about the member, or about the account that they share."""
    words = _Words(asked.visitor.language, programme, _who(work, acts))
    notes = _notes(work, acts)
    about_others = {
        each.id for _, each in acts if getattr(each, "member_id", member.id) not in _same(member, acts)
    }
    names = who_acted(work, [actor for _, each in acts if (actor := _actor(each)) is not None])
    lines = []
    for _, event in acts:
        says = words.of(event)
        if says is None or event.id in about_others:
            continue
        actor = _actor(event)
        by = names.get(actor, "") if actor is not None else ""
        lines.append(ToldLine(at=event.at, says=says, by=by, note=notes.get(event.id, "")))
    return lines


def _same(member: MemberRow, acts: Sequence[tuple[int, OfficeEvent]]) -> set[UUID]:
    """Ids under which the member was known in these acts."""
    gone = {event.gone_id for _, event in acts if isinstance(event, MembersMerged)}
    return {member.id, *gone} if gone else {member.id}


def _who(work: Work, acts: Sequence[tuple[int, OfficeEvent]]) -> Mapping[UUID, str]:
    others = [event.other_id for _, event in acts if isinstance(event, AccountsPooled)]
    return dict(member_names(work, others).items())


def _notes(work: Work, acts: Sequence[tuple[int, OfficeEvent]]) -> dict[UUID, str]:
    """By the act that it was written beside; of its own where there was none."""
    written = [event for _, event in acts if isinstance(event, MemberNoted)]
    keys = subject_keys(work, [each.member_id for each in written])
    notes: dict[UUID, str] = {}
    for each in written:
        key = keys.get(each.member_id)
        if key is None:
            continue
        try:
            notes[each.about or each.id] = open_note(key, each.member_id, each.sealed)
        except SealBroken:
            continue
    return notes


def _actor(event: OfficeEvent) -> UUID | None:
    found = getattr(event, "done_by", None) or getattr(event, "staff_id", None)
    return found if isinstance(found, UUID) else None


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    programme: Programme
    others: Mapping[UUID, str]

    def of(self, event: OfficeEvent) -> Message | None:
        """The sentence of an act; None for what is said elsewhere."""
        match event:
            case MemberEnrolled():
                return Message(key="office.members.told.enrolled")
            case MemberProfileChanged():
                return Message(key="office.members.told.edited")
            case MemberStatusChanged():
                reason = Message(key=f"task.member.reason.{event.reason.value}")
                return Message(
                    key=f"office.members.told.status.{event.status.value}", params={"reason": reason}
                )
            case ConsentStated():
                channel = Message(key=f"task.member.channel.{event.channel.value}")
                key = "granted" if event.granted else "withdrawn"
                return Message(key=f"office.members.told.consent.{key}", params={"channel": channel})
            case CardLinked():
                return Message(key="office.members.told.card")
            case CardStatusChanged():
                return Message(key=f"office.members.told.card.{event.status.value}")
            case VisitVoided():
                return Message(key="office.members.told.visit_voided", params={"day": event.visit_day})
            case VisitClosed():
                return Message(key="office.members.told.visit_corrected", params={"day": event.business_day})
            case LabelsChanged():
                return self._labels(event)
            case _:
                return self._of_account(event)

    def _of_account(self, event: OfficeEvent) -> Message | None:
        match event:
            case PointsAdjusted():
                params = {"moved": self._moved(event.entries), "reason": _reason(event.reason)}
                return Message(key="office.members.told.points", params=params)
            case LotsExpired():
                moved = {"moved": self._moved(event.entries)}
                return Message(key="office.members.told.expired", params=moved)
            case TierSet() if event.tier is not None:
                return Message(key="office.members.told.tier", params={"tier": self._tier(event.tier.code)})
            case TierSet():
                return Message(key="office.members.told.tier_taken")
            case VoucherGranted():
                title = event.voucher.title.of(self.language)
                params = {"title": title, "reason": _reason(event.reason)}
                return Message(key="office.members.told.voucher", params=params)
            case VoucherTakenBack():
                return Message(
                    key="office.members.told.voucher_taken", params={"reason": _reason(event.reason)}
                )
            case MembersMerged():
                return Message(key="office.members.told.merged")
            case AccountsPooled():
                name = self.others.get(event.other_id, "…")
                return Message(key="office.members.told.pooled", params={"name": name})
            case AccountParted():
                return Message(key="office.members.told.parted")
            case MemberNoted() if event.about is None:
                return Message(key="office.members.told.noted")
            case _:
                return None

    def _labels(self, event: LabelsChanged) -> Message:
        if event.added and event.removed:
            params = {"added": event.added, "removed": event.removed}
            return Message(key="office.members.told.labels", params=params)
        if event.added:
            return Message(key="office.members.told.labels_added", params={"added": event.added})
        return Message(key="office.members.told.labels_removed", params={"removed": event.removed})

    def _moved(self, entries: Sequence[EntryBody]) -> tuple[Message, ...]:
        titles = {each.code: each.title.of(self.language) for each in self.programme.counters}
        sums: dict[str, int] = {}
        for entry in entries:
            sums[entry.counter] = sums.get(entry.counter, 0) + entry.amount
        return tuple(
            Message(key="effect.points", params={"points": amount, "counter": titles.get(counter, counter)})
            for counter, amount in sums.items()
        )

    def _tier(self, code: str) -> str:
        titles = {each.code: each.title.of(self.language) for each in self.programme.tiers}
        return titles.get(code, code)


def _reason(reason: str) -> Message:
    return Message(key=f"office.reason.{reason}")
