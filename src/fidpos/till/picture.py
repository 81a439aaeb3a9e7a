"""What the checkout shows, put together from the parts of the session: one frozen snapshot."""

from fidpos.till.aftermath import Aftermath
from fidpos.till.card_making import CardMaking
from fidpos.till.choices import Choices
from fidpos.till.effects import effect_lines
from fidpos.till.lookup import Lookup
from fidpos.till.panel import member_view, preview_view
from fidpos.till.past_visits import PastVisits
from fidpos.till.ports import PastVisit
from fidpos.till.station import Station
from fidpos.till.view import CheckoutView, EffectLine, MemberView, Panel, PreviewView, TillState
from fidpos.till.visit_in_progress import VisitInProgress


class Picture:
    """Draws the session, and changes nothing of it."""

    def __init__(
        self,
        station: Station,
        visit: VisitInProgress,
        *,
        aftermath: Aftermath,
        choices: Choices,
        lookup: Lookup,
        cards: CardMaking,
    ) -> None:
        self._station = station
        self._visit = visit
        self._aftermath = aftermath
        self._choices = choices
        self._lookup = lookup
        self._cards = cards
        self._past = PastVisits(station)

    def view(self, state: TillState) -> CheckoutView:
        """Everything the screen shows now."""
        access, dialogue, work = self._station.access, self._station.dialogue, self._visit.work
        return CheckoutView(
            state=state,
            staff=access.staff_view,
            staff_names=() if access.staff else access.who_may_sign_in(),
            sign_in=access.named_view,
            member=self._member(),
            visits=self._past.lines(self._visits()),
            amount=self._visit.amount,
            preview=self._preview(),
            banner=dialogue.banner,
            question=dialogue.question,
            panel=self._choices.panel,
            effects=self._effects() if self._choices.panel is Panel.EFFECTS else (),
            codes=work.draft.codes if work is not None else (),
            found=self._lookup.found,
            new_card=self._cards.view(),
            document=dialogue.document,
            visit_id=work.draft.id if work is not None else None,
            ticket=work.draft.register_ticket if work is not None else None,
            at=self._station.clock.now(),
        )

    def _member(self) -> MemberView | None:
        ready = self._visit.ready
        if ready is None:
            return self._aftermath.member
        station = self._station
        hides = station.contact.hides_members
        return member_view(ready, station.programme, station.language, hides_members=hides)

    def _visits(self) -> tuple[PastVisit, ...]:
        ready = self._visit.ready
        return ready.file.visits if ready is not None else self._aftermath.visits

    def _preview(self) -> PreviewView | None:
        ready, station = self._visit.ready, self._station
        if ready is None:
            return None
        return preview_view(ready, station.programme, station.identity.currency, station.language)

    def _effects(self) -> tuple[EffectLine, ...]:
        ready = self._visit.ready
        if ready is None:
            return ()
        return effect_lines(ready, self._station.programme, self._station.language)
