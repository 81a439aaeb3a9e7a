"""What speaks against closing a visit now: each objection is a sentence with what to do next."""

from dataclasses import dataclass

from fidpos.domain.money import Money
from fidpos.domain.staff import Role, Staff
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.proof import proves_itself, worth_spent_minor
from fidpos.till.station import Station
from fidpos.till.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The safeguards of a programme, at one till."""

    station: Station

    def objection(self, work: Work, staff: Staff) -> Said | None:
        """The first thing that speaks against it, or None."""
        ready = work.ready
        if ready is None:
            return announce.member_missing()
        lapsed = self._lapsed(ready, work.requested)
        if work.amount is None and (lapsed or not (work.requested or work.draft.vouchers)):
            return announce.amount_missing()
        if lapsed:
            return announce.rewards_lapsed(lapsed)
        beyond = None if staff.role is Role.MANAGER else self._beyond_a_cashier(ready)
        return self.station.for_a_manager(beyond) if beyond is not None else None

    def is_unusual(self, amount: Money) -> bool:
        """Whether the shop sees such an amount so rarely that it is worth a question."""
        usual = self.station.store.usual_amount()
        return (
            usual is not None
            and amount.minor >= usual.minor * self.station.programme.safeguards.unusual_amount_factor
        )

    def _beyond_a_cashier(self, ready: ReadyVisit) -> Said | None:
        station = self.station
        safeguards, currency = station.programme.safeguards, station.identity.currency
        ceiling = Money(safeguards.amount_ceiling_minor, currency)
        if ready.evaluation.amount_minor > ceiling.minor:
            return announce.needs_manager_for_amount(ceiling)
        worth_minor = worth_spent_minor(
            station.store,
            ready.evaluation,
            station.programme,
            account_id=ready.file.member.account_id,
            day=ready.file.business_day,
        )
        until = station.held_until(ready.file.member.id, ready.file.recognised.presented.card_id)
        if worth_minor and until is not None:
            return announce.held_after_replacement(until)
        if proves_itself(ready.file.recognised.presented.trust):
            return None
        limit = Money(safeguards.unproven_spending_minor, currency)
        return announce.needs_proof_to_spend(limit) if worth_minor > limit.minor else None

    def _lapsed(self, ready: ReadyVisit, requested: tuple[str, ...]) -> str:
        """Titles of what was chosen and would not be given: nobody is told one price and charged another."""
        given = [spent.reward for spent in ready.evaluation.spent]
        language = self.station.language
        titles = {reward.code: reward.title.of(language) for reward in self.station.programme.rewards}
        lapsed = []
        for code in requested:
            if code in given:
                given.remove(code)
            else:
                lapsed.append(titles.get(code, code))
        used = {each.id for each in ready.evaluation.vouchers_used}
        lapsed += [
            voucher.title.of(language)
            for voucher in ready.facts.vouchers
            if voucher.id in ready.facts.presented and voucher.id not in used
        ]
        return ", ".join(lapsed)
