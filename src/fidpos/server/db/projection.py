"""Everything that follows from events: decided on what is at hand, then written in sets.

The same as `posting.project` says of one member and one account, for many at once; a contract suite compares
the two. Nothing is written before every event was found to be possible, so that a refusal leaves no trace.
"""

from collections.abc import Mapping, Sequence

from fidpos.domain.card import CardStatus
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import CardId, EventId, LotId, MemberId, VoucherId
from fidpos.domain.member import MemberStatus
from fidpos.domain.voucher import VoucherState
from fidpos.posting.apply import Movements, movements
from fidpos.posting.checks import check_given_back, check_movements
from fidpos.posting.member_file import changed, status_after, status_named
from fidpos.posting.redirect import members_of
from fidpos.server.db.at_hand import AtHand, LotAtHand, VoucherAtHand
from fidpos.server.db.bought import bought_rows, spent
from fidpos.server.db.gift_debts import review_id
from fidpos.server.db.gift_projection import project_gift
from fidpos.server.db.mapping import profile_to_json, voucher_to_json
from fidpos.server.db.people import search_keys
from fidpos.server.db.rows import Rows
from fidpos.server.db.sinks import Row
from fidpos.server.hold_books import Heard
from fidpos.server.ports import Minting
from fidpos.server.reason import EventRefused, Reason
from fidpos.vault.errors import SealBroken
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EpochStarted,
    Event,
    MemberEnrolled,
    StaffActed,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
)
from fidpos.wire.gift_card_events import GiftCardMailAsked
from fidpos.wire.member_events import (
    JoiningAgreed,
    MemberFileEvent,
    MemberProfileChanged,
    MemberStatusChanged,
    open_change,
)
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sealed import Person, open_person, open_token


def project(at: AtHand, heard: Heard, mintings: Sequence[Minting]) -> tuple[Rows, Mapping[EventId, Reason]]:
    """The rows that follow from the events, in their order, and why the office must look at some of them.

    Raises:
        EventRefused: one of them contradicts what is there.
    """
    projection = _Projection(at, heard)
    doubts: dict[EventId, Reason] = {}
    for minting in mintings:
        event = minting.event
        try:
            doubt = projection.take(event, withheld=minting.held)
        except (InvalidValue, SealBroken):
            raise EventRefused(event.id, Reason.CONTRADICTORY) from None
        if doubt is not None:
            doubts[event.id] = doubt
    return projection.rows, doubts


class _Projection:
    """Walks through events; what they change of what is at hand, the next ones find changed."""

    def __init__(self, at: AtHand, heard: Heard) -> None:
        self.rows = Rows()
        self._at = at
        self._heard = heard

    def take(self, told: Event, *, withheld: bool) -> Reason | None:
        """Book one event; why the office must look at it, if it must."""
        event = self._at.redirects.read(told)
        if event is not told:
            self._touch_redirected(told, event)
        overspent = False
        match event:
            case VisitClosed():
                overspent = self._close(event, withheld=withheld)
            case VisitVoided() | VisitRefunded():
                overspent = self._undo(event)
            case CardLinked():
                return self._link(event, sealed_for=next(members_of(told)))
            case MemberEnrolled():
                self._enrol(event)
            case CardStatusChanged():
                self._set_card(event)
            case ConsentStated():
                self._state(event, sealed_for=next(members_of(told)))
            case MemberProfileChanged() | MemberStatusChanged() | JoiningAgreed():
                return self._file(event, told)
            case RefundAsked():
                return self._ask_refund(event)
            case EpochStarted() | StaffActed() | DayOpened() | DayClosed() | GiftCardMailAsked():
                self._hear(event)
            case _:
                return project_gift(self._at, self.rows, self._heard, event, withheld=withheld)
        if overspent:
            return Reason.OVERSPENT
        return Reason.NOT_SERVED if self._spent_unserved(event) else None

    def _hear(self, event: Event) -> None:
        """What changes nobody's file: sums, and letters to be sent."""
        self.rows.sums.hear(event)
        if isinstance(event, GiftCardMailAsked):
            self.rows.mails.append((event.id, event.gift_card_id, event.sealed, event.language))

    def _enrol(self, event: MemberEnrolled) -> None:
        """Who was erased is enrolled as nobody: a till that was not told of it may come late."""
        erased = event.member_id in self._at.erased
        key = self._at.keys.get(event.member_id)
        if key is None and not erased:
            raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
        if event.member_id in self._at.members:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        self._at.members[event.member_id] = event.account_id
        if key is None or erased:
            self.rows.members.append(_nobody_row(event))
        else:
            self._begin(event, open_person(key, event.member_id, event.sealed))
        self._at.accounts.add(event.account_id)
        self._at.sharing.setdefault(event.account_id, set()).add(event.member_id)
        self.rows.accounts.append((event.account_id, event.enrolled_on))
        self.rows.touch(event.member_id, loud=erased, own=True)

    def _begin(self, event: MemberEnrolled, person: Person) -> None:
        status = MemberStatus.PROVISIONAL if event.provisional else MemberStatus.ACTIVE
        self._at.statuses[event.member_id] = status
        self._at.profiles[event.member_id] = person.profile
        self.rows.members.append(
            (
                *(event.member_id, event.account_id, person.number, status, event.enrolled_on),
                profile_to_json(person.profile),
                *search_keys(person.profile),
                None,
            )
        )

    def _link(self, event: CardLinked, *, sealed_for: MemberId) -> Reason | None:
        """A card that is somebody's stays theirs; of who was erased none is kept."""
        self._check_member(event, event.member_id)
        if event.card_id in self._at.cards:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        if event.member_id in self._at.erased:
            self._add_card(event, token=f"erased:{event.card_id}", status=CardStatus.BLOCKED)
            return None
        key = self._at.keys.get(sealed_for)
        if key is None:
            raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
        token = open_token(key, sealed_for, event.sealed)
        # Loud: the till may have heard in between of who had the card, and have taken it away again.
        self.rows.touch(event.member_id, loud=True)
        if token.text not in self._at.holders:
            self._at.holders[token.text] = (event.card_id, event.member_id)
            self._add_card(event, token=token.text)
            return None
        card_id, holder = self._at.holders[token.text]
        self._at.same[event.card_id] = card_id
        self._at.cards[card_id] = holder
        self._add_card(event, token=f"same:{event.card_id}", same_as=card_id)
        return None if holder == event.member_id else Reason.CARD_OF_ANOTHER

    def _add_card(
        self,
        event: CardLinked,
        *,
        token: str,
        status: CardStatus = CardStatus.ACTIVE,
        same_as: CardId | None = None,
    ) -> None:
        self._at.cards[event.card_id] = event.member_id
        self.rows.cards.append(
            (
                *(event.card_id, token, event.medium, event.member_id, event.holder_id, status, event.at),
                same_as,
            )
        )
        self.rows.touch(event.member_id)

    def _set_card(self, event: CardStatusChanged) -> None:
        self._check_member(event, event.member_id)
        if self._at.cards.get(event.card_id) != event.member_id:
            raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
        card_id = self._at.same.get(event.card_id, event.card_id)
        self.rows.card_states[card_id] = event.status
        self.rows.touch(event.member_id)
        if card_id != event.card_id:
            self.rows.touch_beside(self._at.cards[card_id], loud=True)

    def _state(self, event: ConsentStated, *, sealed_for: MemberId) -> None:
        self._check_member(event, event.member_id)
        parent = (event.sealed, sealed_for) if event.sealed else (None, None)
        self.rows.consents.append(
            (
                *(event.member_id, event.consent_id, event.channel, event.granted, event.wording),
                *(event.at, event.staff_id, self._heard.till_id, *parent),
            )
        )
        self.rows.contact(event.member_id, event.at.date())
        self.rows.touch(event.member_id)

    def _file(self, event: MemberFileEvent, told: Event) -> Reason | None:
        self._check_member(event, event.member_id)
        match event:
            case MemberProfileChanged():
                self.rows.contact(event.member_id, event.at.date())
                return self._change_file(event, sealed_for=next(members_of(told)))
            case MemberStatusChanged():
                self._set_status(event)
                return None
            case JoiningAgreed():
                self._check_member(event, event.other_id or event.member_id)
                return Reason.NOT_JOINED

    def _change_file(self, event: MemberProfileChanged, *, sealed_for: MemberId) -> Reason | None:
        """Field by field; of who was erased nothing is kept."""
        at, member_id = self._at, event.member_id
        if member_id in at.erased:
            return None
        key = at.keys.get(sealed_for)
        if key is None or member_id not in at.profiles:
            raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
        profile, contests = changed(at.profiles[member_id], open_change(key, sealed_for, event.sealed))
        at.profiles[member_id] = profile
        self.rows.profiles[member_id] = (profile_to_json(profile), *search_keys(profile))
        self._stands(member_id, status_named(at.statuses[member_id], profile))
        self.rows.touch(member_id, loud=bool(contests))
        return Reason.FILE_CONTESTED if contests else None

    def _set_status(self, event: MemberStatusChanged) -> None:
        there = self._at.statuses.get(event.member_id)
        if there is not None:
            status = status_after(there, event.status)
            self._stands(event.member_id, status)
            self.rows.touch(event.member_id, loud=status is not event.status)

    def _stands(self, member_id: MemberId, status: MemberStatus) -> None:
        if status is not self._at.statuses[member_id]:
            self._at.statuses[member_id] = status
            self.rows.statuses[member_id] = status

    def _spent_unserved(self, event: Event) -> bool:
        """Whether somebody who is not to be served spent something, at a till that did not know."""
        if not isinstance(event, VisitClosed):
            return False
        status = self._at.statuses.get(event.member_id)
        spends = bool(event.redemptions or event.vouchers_used)
        return spends and status in {MemberStatus.BLOCKED, MemberStatus.LEFT}

    def _close(self, event: VisitClosed, *, withheld: bool) -> bool:
        self._check_account(event)
        moves = movements(event)
        check_movements(moves)
        used_twice = self._use_vouchers(event)
        overspent = self._book(event, moves, withheld=withheld)
        rows = self.rows
        if event.redemptions or event.vouchers_used:
            rows.visits_held.add(event.visit_id)
        for each in event.drawn:
            rows.draw((each.allowance_id, each.amount_minor))
        self._at.visits[event.visit_id] = event.member_id
        self._at.left[event.visit_id] = event.amount_minor
        rows.visits.append(
            (
                *(event.visit_id, event.id, event.member_id, event.shop_id, event.till_id, event.closed_by),
                *(event.at, event.business_day, event.programme_version, event.currency),
                *(event.amount_minor, event.discount_minor, event.points),
                *(rows.sums.close(event), spent(event)),
            )
        )
        rows.bought += bought_rows(event)
        if event.ticket:
            day = event.ticket_day or event.business_day
            rows.tickets.append((event.shop_id, day, event.ticket, event.register, event.visit_id))
        for use in event.rule_uses:
            rows.uses.append(
                (
                    *(event.member_id, use.rule, use.subject, event.visit_id, use.count),
                    *(event.business_day, event.at, VoucherState.CONSUMED),
                )
            )
        self._give_vouchers(event, withheld=withheld)
        if event.tier is not None:
            self._set_tier(event)
        self._touch_all(event, loud=withheld)
        return overspent or used_twice

    def _ask_refund(self, event: RefundAsked) -> Reason:
        """It waits for a visit that no till has told yet; the office's own act follows."""
        at = self._at
        is_known = event.ticket in at.tickets if event.visit_id is None else event.visit_id in at.visits
        if not is_known:
            raise EventRefused(event.id, Reason.UNKNOWN_VISIT)
        return Reason.NOT_REFUNDED

    def _undo(self, event: VisitUndone) -> bool:
        self._check_account(event)
        member_id = self._at.visits.get(event.visit_id)
        if member_id is None:
            raise EventRefused(event.id, Reason.UNKNOWN_VISIT)
        if member_id != event.member_id:
            raise EventRefused(event.id, Reason.CONTRADICTORY)
        if event.visit_id in self._at.ended:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        if isinstance(event, VisitRefunded):
            self._refund_of(event)
        moves = movements(event)
        check_movements(moves)
        overspent = self._book(event, moves, withheld=False)
        rows = self.rows
        ends = not isinstance(event, VisitRefunded) or event.ends
        if ends:
            self._at.ended.add(event.visit_id)
        if isinstance(event, VisitRefunded):
            rows.refunds.append(
                (
                    *(event.visit_id, event.refund_id, event.id, event.at),
                    *(event.amount_minor, event.discount_minor, event.ends),
                )
            )
        else:
            rows.voids.append((event.visit_id, event.id, event.at))
        if event.owed_minor:
            rows.gift_debts.append(
                (
                    *(review_id(event.id), event.id, event.member_id, self._heard.till_id, event.at),
                    *(event.visit_id, event.owed_minor, event.business_day),
                )
            )
        rows.sums.undo(event)
        rows.uses_released |= {
            (event.member_id, use.rule, use.subject, event.visit_id) for use in event.rule_uses
        }
        self._return_vouchers(event)
        if event.tier is not None:
            self._set_tier(event)
        self._touch_all(event)
        return overspent

    def _refund_of(self, event: VisitRefunded) -> None:
        """No more comes back than was bought, from however many counters."""
        left = self._at.left[event.visit_id] - event.amount_minor
        if left < 0:
            raise EventRefused(event.id, Reason.ALREADY_THERE)
        self._at.left[event.visit_id] = left

    def _touch_all(self, event: VisitClosed | VisitUndone, *, loud: bool = False) -> None:
        """The member, and whoever shares the account."""
        self.rows.touch(event.member_id, loud=loud)
        for member_id in self._at.sharing.get(event.account_id, set()) - {event.member_id}:
            self.rows.touch_beside(member_id, loud=loud)

    def _touch_redirected(self, told: Event, event: Event) -> None:
        """Whoever told it has booked it for the one who is gone: everybody hears of both."""
        for each in (told, event):
            for member_id in members_of(each):
                self.rows.touch(member_id, loud=True)

    def _check_member(self, event: Event, member_id: MemberId) -> None:
        if member_id not in self._at.members:
            raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)

    def _check_account(self, event: VisitClosed | VisitUndone) -> None:
        self._check_member(event, event.member_id)
        if event.account_id not in self._at.accounts:
            raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)

    def _book(self, event: VisitClosed | VisitUndone, moves: Movements, *, withheld: bool) -> bool:
        """Entries, lots and sums; whether a lot holds less than nothing that did not before."""
        at, rows = self._at, self.rows
        for lot in moves.lots:
            at.lots[lot.id] = LotAtHand(
                account_id=lot.account_id,
                earned=lot.remaining,
                remaining=lot.remaining,
                expires_on=lot.expires_on,
            )
            rows.opened[lot.id] = (lot, withheld)
        overspent = False
        before = {taken.lot_id: self._lot(event, taken.lot_id).remaining for taken in moves.allocations}
        for taken in moves.allocations:
            self._lot(event, taken.lot_id).remaining -= taken.amount
        for lot_id, remaining in before.items():
            held = at.lots[lot_id]
            check_given_back(held.earned, remaining, held.remaining)
            overspent |= remaining >= 0 > held.remaining
        for term in moves.terms:
            held = self._lot(event, term.lot_id)
            if held.expires_on == term.was:
                held.expires_on = term.until
        touched = (*before, *(term.lot_id for term in moves.terms))
        rows.changed.update(lot_id for lot_id in touched if lot_id not in rows.opened)
        rows.move(moves)
        return overspent

    def _lot(self, event: VisitClosed | VisitUndone, lot_id: LotId) -> LotAtHand:
        lot = self._at.lots.get(lot_id)
        if lot is None or lot.account_id != event.account_id:
            raise EventRefused(event.id, Reason.UNKNOWN_LOT)
        return lot

    def _use_vouchers(self, event: VisitClosed) -> bool:
        """Consume them; whether one was consumed before, which then stays with the first."""
        used_twice = False
        for used in event.vouchers_used:
            voucher = self._at.vouchers.get(used.id)
            if voucher is None or voucher.state is VoucherState.WITHDRAWN:
                raise EventRefused(event.id, Reason.UNKNOWN_VOUCHER)
            if voucher.member_id != event.member_id and not voucher.for_bearer:
                raise EventRefused(event.id, Reason.UNKNOWN_VOUCHER)
            if voucher.state is VoucherState.CONSUMED:
                used_twice = True
                continue
            voucher.state, voucher.used_by = VoucherState.CONSUMED, event.visit_id
            self._turned(used.id, voucher)
        return used_twice

    def _give_vouchers(self, event: VisitClosed, *, withheld: bool) -> None:
        for body in event.vouchers:
            digest = body.number_digest or None
            self._at.vouchers[body.id] = VoucherAtHand(
                member_id=event.member_id,
                state=VoucherState.HELD,
                used_by=None,
                for_bearer=digest is not None,
            )
            self.rows.given[body.id] = (
                *(event.member_id, body.id, voucher_to_json(body), body.valid_until, event.visit_id),
                *(digest, withheld),
            )

    def _return_vouchers(self, event: VisitUndone) -> None:
        """Those that the visit used are held again, those that it gave are gone."""
        for voucher_id in event.vouchers_released:
            voucher = self._at.vouchers.get(voucher_id)
            if voucher is not None and voucher.used_by == event.visit_id:
                voucher.used_by = None
                if voucher.state is VoucherState.CONSUMED:
                    voucher.state = VoucherState.HELD
                self._turned(voucher_id, voucher)
        for voucher_id in event.vouchers_withdrawn:
            voucher = self._at.vouchers.get(voucher_id)
            if voucher is not None and voucher.member_id == event.member_id:
                voucher.state = VoucherState.WITHDRAWN
                self._turned(voucher_id, voucher)

    def _turned(self, voucher_id: VoucherId, voucher: VoucherAtHand) -> None:
        if voucher_id not in self.rows.given:
            self.rows.turned.add(voucher_id)
        self.rows.touch(voucher.member_id)

    def _set_tier(self, event: VisitClosed | VisitUndone) -> None:
        """The standing that the event brings about; the empty code takes it away."""
        tier = event.tier
        assert tier is not None
        held = (tier.code, tier.since, tier.until)
        gone = isinstance(event, VisitUndone) and not tier.code
        self.rows.tiers[event.member_id] = (None, None, None) if gone else held
        self.rows.tier_history.append((event.member_id, event.id, *held, event.at, event.visit_id))


def _nobody_row(event: MemberEnrolled) -> Row:
    return (
        *(event.member_id, event.account_id, "", MemberStatus.LEFT, event.enrolled_on),
        *(None, None, None, None, event.at),
    )
