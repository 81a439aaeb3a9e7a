"""Takes a file in, or says what would become of it: row by row, some hundreds of them in each transaction.

What is there already is passed over, so that a run that was cut off is run again from the start, and a second
run of the same file changes nothing.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from secrets import token_bytes
from typing import Protocol
from uuid import UUID

import msgspec

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.errors import FidposError
from fidpos.domain.folding import fold
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import AccountId, MemberId
from fidpos.paths import resources_dir
from fidpos.server.db import importing
from fidpos.server.db.currency import currency_of
from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.suppressing import suppressed
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.ports import Unit
from fidpos.server.reason import EventRefused
from fidpos.server.services.importing.gift_row import GiftRow, gift_row
from fidpos.server.services.importing.member_row import MemberRow, member_row
from fidpos.server.services.importing.outcome import Outcome, Standing, standing
from fidpos.server.services.importing.row import Cells, RowFault
from fidpos.server.services.importing.setting import Setting
from fidpos.server.services.importing.target import Theme
from fidpos.server.services.importing.telling import Telling
from fidpos.server.services.office import NotToPool, Office
from fidpos.server.sheets.neutral import meant, neutral
from fidpos.server.sheets.opening import open_sheet
from fidpos.server.sheets.reading import Sheet, SheetRow
from fidpos.texts.texts import Texts
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.member_events import MemberStatusChanged
from fidpos.wire.office_events import LikeATill, OfficeEvent

CHECK, TAKE_IN = "import_check", "import_take_in"
REJECTED = "rejected.csv"
_OUTCOME = "outcome.json"
"""Kept once all is taken in, before the file is forgotten."""
_TAKEN = "taken"
"""Rows taken in by all runs of the job."""
BATCH = 250
"""Rows in one transaction."""


class FileForgotten(FidposError):
    """The content of the file is not kept any more."""

    code = "file_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row that may be taken in: what it becomes, and the events that tell it.

    Attributes:
        subject: id of the member or the gift card.
        key: of its own, made for it; empty for a member who is there.
        shares_with: whose account becomes theirs as well.
    """

    row: SheetRow
    subject: UUID
    key: bytes = field(repr=False)
    told: Sequence[tuple[OfficeEvent, AccountId | None]]
    shares_with: MemberId | None = None


Judged = Found | tuple[RowFault, ...] | None
"""None for what is there already."""


class Judge(Protocol):
    """Reads rows of one theme, and looks what is there of them."""

    def judge(self, work: Work, rows: Sequence[SheetRow]) -> Sequence[Judged]:
        """What becomes of each row."""
        ...


@dataclass(slots=True, kw_only=True)
class _Members:
    telling: Telling
    unit_of: Callable[[Work], Unit]
    columns: Mapping[int, str]
    seen: dict[str, int] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)

    def judge(self, work: Work, rows: Sequence[SheetRow]) -> Sequence[Judged]:
        telling = self.telling
        read = [member_row(self._cells(row), telling.setting, telling.naming) for row in rows]
        members = [each for each in read if isinstance(each, MemberRow)]
        known = importing.known_members(
            work,
            [telling.member_id(each.number) for each in members],
            [each.number for each in members],
            [card.text for each in members for card in each.cards],
        )
        contacts = [text for each in members for text in (each.profile.email, each.profile.phone)]
        unwanted = suppressed(work, contacts)
        return [
            self._judged(work, row, each, known, unwanted) if isinstance(each, MemberRow) else each
            for row, each in zip(rows, read, strict=True)
        ]

    def _cells(self, row: SheetRow) -> Cells:
        return Cells(values=[meant(each) for each in row.cells], columns=self.columns)

    def _judged(
        self, work: Work, row: SheetRow, member: MemberRow, known: importing.Known, unwanted: frozenset[str]
    ) -> Judged:
        member_id = self.telling.member_id(member.number)
        if self.seen.setdefault(member.number, row.number) != row.number:
            return standing(Standing.TWICE)
        if member_id in known.erased:
            return standing(Standing.ERASED)
        there = member_id if member_id in known.members else known.numbers.get(member.number)
        if there is not None and self.telling.setting.choices.completes:
            return self._completed(work, row, member, MemberId(there), known)
        if member_id in known.members:
            return None
        if unwanted & {member.profile.email, member.profile.phone}:
            return standing(Standing.ERASED)
        if member.number in known.numbers:
            return standing(Standing.NUMBER_TAKEN)
        for card in member.cards:
            if card.text in known.cards:
                return standing(Standing.CARD_TAKEN, "cards")
            if self.cards.setdefault(card.text, member.number) != member.number:
                return standing(Standing.CARD_TWICE, "cards")
        if member.shares_with and member.shares_with not in self.seen:
            return standing(Standing.NO_OTHER, "shares_with")
        key = token_bytes(KEY_BYTES)
        other = self.telling.member_id(member.shares_with) if member.shares_with else None
        told = list(self.telling.member(member, key))
        return Found(row=row, subject=member_id, key=key, told=told, shares_with=other)

    def _completed(
        self, work: Work, row: SheetRow, member: MemberRow, there: MemberId, known: importing.Known
    ) -> Judged:
        """What the row has besides; None where nothing of it is new."""
        state = self.unit_of(work).office().member(there)
        if state is None:
            return standing(Standing.ERASED)
        came_from_a_file = self.telling.member_id(member.number) in known.members
        if not came_from_a_file and fold(state.profile.family_name) != fold(member.profile.family_name):
            return standing(Standing.NUMBER_TAKEN)
        if any(known.cards.get(card.text, state.id) != state.id for card in member.cards):
            return standing(Standing.CARD_TAKEN, "cards")
        new = replace(member, cards=tuple(card for card in member.cards if card.text not in known.cards))
        told = list(self.telling.brought(new, state))
        before = importing.known_events(work, [event.id for event, _ in told])
        told = [each for each in told if each[0].id not in before]
        return Found(row=row, subject=state.id, key=b"", told=told) if told else None


@dataclass(slots=True, kw_only=True)
class _GiftCards:
    telling: Telling
    unit_of: Callable[[Work], Unit]
    columns: Mapping[int, str]
    seen: dict[str, int] = field(default_factory=dict)

    def judge(self, work: Work, rows: Sequence[SheetRow]) -> Sequence[Judged]:
        read = [
            gift_row(
                Cells(values=[meant(each) for each in row.cells], columns=self.columns), self.telling.setting
            )
            for row in rows
        ]
        numbers = [each.number for each in read if isinstance(each, GiftRow)]
        known = importing.known_gift_cards(work, map(self._id, numbers), [each.digest for each in numbers])
        return [
            self._judged(row, each, known) if isinstance(each, GiftRow) else each
            for row, each in zip(rows, read, strict=True)
        ]

    def _id(self, number: GiftCardNumber) -> UUID:
        return self.telling.gift_card_id(number.canonical)

    def _judged(self, row: SheetRow, card: GiftRow, known: importing.KnownGiftCards) -> Judged:
        if self.seen.setdefault(card.number.canonical, row.number) != row.number:
            return standing(Standing.TWICE, "gift_number")
        card_id = self._id(card.number)
        if card_id in known.cards:
            return None
        if card.number.digest in known.numbers:
            return standing(Standing.NUMBER_TAKEN, "gift_number")
        key = token_bytes(KEY_BYTES)
        return Found(row=row, subject=card_id, key=key, told=list(self.telling.gift_card(card, key)))


def check_file(run: JobRun) -> Mapping[str, object]:
    """What would become of each row; nothing is changed."""
    return _Import.of(run, takes_in=False).run_through()


def take_in_file(run: JobRun) -> Mapping[str, object]:
    """Take in what is good and not there yet; whoever was cut off at the very end says what it came to."""
    kept = run.folder / _OUTCOME
    if kept.exists():
        result = msgspec.json.decode(kept.read_bytes(), type=dict[str, object])
    else:
        result = dict(_Import.of(run, takes_in=True).run_through())
        draft = kept.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(result))
        draft.replace(kept)
    with run.work() as work:
        importing.forget_file(work, UUID(str(run.job.args["file"])))
    run.announce(run.merchant_id)
    return result


def forget_sent_files(run: JobRun) -> None:
    """The content of files that nobody took in within a week goes."""
    with run.work() as work:
        importing.forget_old_files(work)


@dataclass(slots=True, kw_only=True)
class _Import:
    """A file on its way.

    Attributes:
        taken: rows that were taken in, by runs that were cut off as well.
    """

    run: JobRun
    sheet: Sheet
    total: int
    telling: Telling
    judge: Judge
    theme: Theme
    say: Callable[[RowFault], str]
    takes_in: bool
    taken: int
    outcome: Outcome = field(default_factory=Outcome)

    @classmethod
    def of(cls, run: JobRun, *, takes_in: bool) -> "_Import":
        with run.work() as work:
            sent = importing.find_file(work, UUID(str(run.job.args["file"])))
            body = importing.body_of(work, sent.id) if sent is not None else None
            if sent is None or sent.choices is None or body is None:
                raise FileForgotten("not there")
            setting = Setting(
                choices=sent.choices,
                programme=programme_now(work, run.clock.now()),
                currency=currency_of(work),
                today=day_at_work(work),
                alone_from=age_of_consent(first_zone(work)),
            )
            naming = importing.naming_of(work)
        telling = Telling(setting=setting, naming=naming, now=run.clock.now(), done_by=sent.asked_by)
        columns = sent.choices.columns
        members = sent.theme is Theme.MEMBERS
        judge: Judge = (_Members if members else _GiftCards)(
            telling=telling, unit_of=run.unit_of, columns=columns
        )
        return cls(
            run=run,
            sheet=open_sheet(body),
            total=sum(1 for _ in open_sheet(body).rows),
            telling=telling,
            judge=judge,
            theme=sent.theme,
            say=_sayer(str(run.job.args["language"])),
            takes_in=takes_in,
            taken=msgspec.convert(run.job.kept.get(_TAKEN, 0), int),
        )

    def run_through(self) -> Mapping[str, object]:
        """To the last row; those that are refused go to a file, each with why."""
        done, before = 0, self.taken
        with (self.run.folder / REJECTED).open("w", encoding="utf-8-sig", newline="") as file:
            rejected = csv.writer(file, delimiter=";")
            rejected.writerow(
                [*map(neutral, self.sheet.headings), self.say(RowFault(target="", fault="why"))]
            )
            while batch := list(islice(self.sheet.rows, BATCH)):
                for row, faults in self._batch(batch):
                    self.outcome.refuse(row.number, faults)
                    why = "; ".join(map(self.say, faults))
                    rejected.writerow([*map(neutral, map(meant, row.cells)), why])
                done += len(batch)
                self.run.report(done, self.total)
        self.outcome.were_taken(before)
        files = {REJECTED: "text/csv"} if self.outcome.refused else {}
        return {**self.outcome.result(), "total": done, "files": files}

    def _batch(self, rows: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, tuple[RowFault, ...]]]:
        """Those that are refused; the good ones are told together, less whatever the books refuse."""
        with self.run.work() as work:
            judged = self.judge.judge(work, rows)
        found = [each for each in judged if isinstance(each, Found)]
        for row, each in zip(rows, judged, strict=True):
            if isinstance(each, tuple):
                yield row, each
        refused = list(self._told(found)) if self.takes_in else []
        self.outcome.good += len(found) - len(refused)
        self.outcome.doubled += sum(each is None for each in judged)
        for each in refused:
            yield each.row, standing(Standing.CONTRADICTS)

    def _told(self, found: Sequence[Found]) -> Iterator[Found]:
        """Tell them; where the books refuse any of them, each by itself, so that the others are told."""
        if not found:
            return
        try:
            self._tell(found)
        except EventRefused:
            for each in found:
                try:
                    self._tell([each])
                except EventRefused:
                    yield each

    def _tell(self, found: Sequence[Found]) -> None:
        with self.run.work() as work:
            unit = self.run.unit_of(work)
            unit.keep_keys({each.subject: each.key for each in found if each.key})
            office = Office(book=unit.office(), now=self.telling.now, done_by=self.telling.done_by)
            told, blocked = _parted(told for each in found for told in each.told)
            # What a till could have told as well is booked at once where it comes in a row.
            office.tell_all(sorted(told, key=lambda each: not isinstance(each[0], LikeATill)))
            self._share(office, found)
            office.tell_all(blocked)
            if self.theme is Theme.MEMBERS:
                shop = self.telling.setting.choices.shop_id
                unit.office().hold(shop, [MemberId(each.subject) for each in found if each.key])
            self.run.keep(work, {_TAKEN: self.taken + len(found)})
        self.taken += len(found)

    def _share(self, office: Office, found: Sequence[Found]) -> None:
        """After they are members: who was refused is shared with by nobody."""
        day = self.telling.setting.choices.opened_on
        for each in found:
            if each.shares_with is not None:
                with suppress(NotToPool):
                    office.pool(MemberId(each.subject), each.shares_with, day)


Told = tuple[OfficeEvent, AccountId | None]


def _parted(told: Iterable[Told]) -> tuple[list[Told], list[Told]]:
    """What blocks somebody is told last: who is blocked shares no account."""
    parts: tuple[list[Told], list[Told]] = ([], [])
    for each in told:
        parts[isinstance(each[0], MemberStatusChanged)].append(each)
    return parts


def _sayer(language: str) -> Callable[[RowFault], str]:
    texts = Texts.load(resources_dir() / "translations", language)

    def say(fault: RowFault) -> str:
        if not fault.target:
            return texts.say("office.import.why")
        column = texts.say(f"office.import.target.{fault.target.partition('.')[0]}")
        return f"{column}: {texts.say(f'office.import.fault.{fault.fault}')}"

    return say


KINDS = (JobKind(name=CHECK, run=check_file), JobKind(name=TAKE_IN, run=take_in_file))
