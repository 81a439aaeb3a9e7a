"""The visit in progress: shown evaluated, then made durable as a draft, and back after a power cut."""

from contextlib import suppress
from dataclasses import replace

from fidpos.domain.errors import StoreCorrupt, StoreError
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.money import Money
from fidpos.domain.visit import VisitDraft
from fidpos.rules.facts import plain_code
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.identify import Recognised, recognise_again
from fidpos.till.member_file import MemberFile
from fidpos.till.station import Station
from fidpos.till.work import Work, without_choices


class VisitInProgress:
    """At most one at a till.

    Attributes:
        work: as it stands; None while nothing is begun.
    """

    def __init__(self, station: Station) -> None:
        self.work: Work | None = None
        self._station = station

    @property
    def amount(self) -> Money | None:
        """What is typed."""
        return self.work.amount if self.work is not None else None

    @property
    def ready(self) -> ReadyVisit | None:
        """What could be closed; None without a member."""
        return self.work.ready if self.work is not None else None

    @property
    def member_id(self) -> MemberId | None:
        """Who is attached."""
        return self.work.file.member.id if self.work is not None and self.work.file is not None else None

    def is_less_proven(self, recognised: Recognised) -> bool:
        """Whether a member found by name now shows the card, or a better one."""
        attached = self.work.draft.presented if self.work is not None else None
        return attached is not None and recognised.presented.trust > attached.trust

    def begun(self) -> Work:
        """The work, or a fresh one with an id of its own, made before anything is stored."""
        return self.work if self.work is not None else Work(draft=self.fresh_draft())

    def prepare(self) -> None:
        """Whatever begins next is computed by the programme that has begun; an open visit keeps its own.

        With a store that cannot be read the programme stays: whoever needs the store will say so.
        """
        if self.work is None:
            with suppress(StoreError):
                self._station.in_force.take_up()

    def fresh_draft(self) -> VisitDraft:
        """A visit that begins now."""
        station = self._station
        return VisitDraft(
            id=VisitId(station.new_id()),
            opened_at=station.clock.now(),
            opened_by=station.staff_id,
            channel=station.channel,
        )

    def keep(self, work: Work) -> None:
        """Show the work evaluated anew, then make its draft durable; nothing left of it means no draft."""
        if work.file is None and work.amount is None:
            self.drop()
            return
        self.work = work.evaluated(self._station.around())
        self._station.store.save_draft(work.draft)

    def drop(self) -> None:
        """Give the visit up."""
        self._station.store.drop_draft()
        self.work = None

    def is_recorded(self) -> None:
        """The visit is closed; its draft went with that."""
        self.work = None

    def evaluate(self) -> None:
        """Evaluate for who is signed in now; a member's own session gives no points."""
        if self.work is not None:
            self.work = self.work.evaluated(self._station.around())

    def read_again(self) -> None:
        """The member's past has changed: evaluate on what is true now."""
        work = self.work
        if work is None:
            return
        presented = work.draft.presented
        recognised = recognise_again(self._station.store, presented) if presented is not None else None
        if recognised is not None:
            work = replace(work, file=self._station.read_file(recognised, work.draft.vouchers))
        self.work = work.evaluated(self._station.around())

    def of_today(self, work: Work) -> Work:
        """A visit opened before midnight and closed after it counts for the new day, history included."""
        if work.file is None or work.file.business_day == self._station.today:
            return work
        file = self._station.read_file(work.file.recognised, work.draft.vouchers)
        return replace(work, file=file).evaluated(self._station.around())

    def has_lost_member(self, work: Work) -> bool:
        """Whether the member was erased, merged or blocked, or the card reported lost, since it was shown."""
        presented, file = work.draft.presented, work.file
        if presented is None or file is None:
            return False
        recognised = recognise_again(self._station.store, presented)
        return recognised is None or recognised.member.id != file.member.id

    def resume(self) -> Said | None:
        """After a start: the visit that was in progress is back, with what of it still holds.

        Raises:
            StoreError: the store cannot be read.
        """
        store = self._station.store
        try:
            draft = store.draft()
        except StoreCorrupt:
            store.drop_draft()
            return announce.draft_unreadable()
        if draft is None:
            return None
        recognised = recognise_again(store, draft.presented) if draft.presented is not None else None
        if recognised is None:
            return self._resume_without_member(draft)
        file = self._station.read_file(recognised, draft.vouchers)
        work = Work(draft=self._still_true(draft, file), file=file)
        self.work = work.evaluated(self._station.around())
        return announce.draft_restored(self.work.amount)

    def _still_true(self, draft: VisitDraft, file: MemberFile) -> VisitDraft:
        """What was chosen before the till stopped, as far as the programme and the member still have it."""
        compiled = self._station.compiled
        rewards = {reward.code for reward in compiled.programme.rewards}
        rules = {rule.code for rule in compiled.programme.rules}
        vouchers = {voucher.id for voucher in file.vouchers}
        return replace(
            draft,
            redemptions=tuple(held for held in draft.redemptions if held.reward in rewards),
            vouchers=tuple(voucher_id for voucher_id in draft.vouchers if voucher_id in vouchers),
            codes=tuple(code for code in draft.codes if plain_code(code) in compiled.codes),
            refused=tuple(rule for rule in draft.refused if rule in rules),
        )

    def _resume_without_member(self, draft: VisitDraft) -> Said | None:
        """Nobody was attached, or the card or the member has been blocked meanwhile: the amount is back."""
        if draft.basket is None:
            self._station.store.drop_draft()
            return None
        self.work = Work(draft=without_choices(draft))
        return announce.draft_restored(self.work.amount)
