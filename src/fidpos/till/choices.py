"""What is taken and left of all that the programme offers: rewards, gifts, effects set aside, codes said.

Each choice gives the work as it then is, to be kept by the session; None when nothing changes, which is said.
"""

from fidpos.domain import voucher_number
from fidpos.domain.ids import RedemptionId
from fidpos.rules.facts import plain_code
from fidpos.till import announce
from fidpos.till.announce import CodeRefusal
from fidpos.till.effects import effect_lines
from fidpos.till.offers import offers, with_offer
from fidpos.till.station import Station
from fidpos.till.throttle import Throttle
from fidpos.till.view import EffectState, Panel, RewardOffer
from fidpos.till.voucher_inquiry import VoucherInquiry
from fidpos.till.vouchers import HeldOut, VoucherLookup, VoucherRefusal, voucher_added, voucher_refused
from fidpos.till.work import Work

CODE_MAX = 80
"""Signs of a code; a programme allows no longer one."""

CODES_MAX = 6
"""Codes on one visit."""


class Choices:
    """Numbers are those on screen, from 1 on.

    Attributes:
        panel: what lies open and takes the keys.
    """

    def __init__(self, station: Station, inquiry: VoucherInquiry, *, codes_a_minute: int) -> None:
        self.panel: Panel | None = None
        self._inquiry = inquiry
        self._station = station
        self._codes = Throttle(limit=codes_a_minute, window_s=60)
        self._vouchers = VoucherLookup(a_minute=codes_a_minute)

    def turn(self, work: Work) -> None:
        """The next page: what can be chosen, if there is any, then what is given, then none."""
        match self.panel:
            case Panel.REWARDS:
                self.panel = Panel.EFFECTS
            case Panel.EFFECTS:
                self.panel = None
            case Panel.CODES | None:
                self.panel = Panel.REWARDS if self._offers(work) else Panel.EFFECTS

    def turn_codes(self) -> None:
        """Where codes are typed, or away from there."""
        self.panel = None if self.panel is Panel.CODES else Panel.CODES

    def reward(self, work: Work, number: int) -> Work | None:
        """Hold the reward, voucher or gift of this number, or let it go."""
        shown = self._offers(work)
        if not 1 <= number <= len(shown):
            return None
        offer = shown[number - 1]
        if offer.obstacle is not None and not offer.chosen:
            self._station.dialogue.say(announce.not_now(offer.obstacle))
            return None
        if offer.missing and offer.code not in work.requested:
            self._station.dialogue.say(announce.reward_too_dear(offer))
            return None
        rewards = {reward.code: reward for reward in self._station.programme.rewards}
        return with_offer(work, offer, rewards, RedemptionId(self._station.new_id()))

    def effect(self, work: Work, number: int) -> Work | None:
        """Set the rule of this number aside, or take it back."""
        assert work.ready is not None
        lines = effect_lines(work.ready, self._station.programme, self._station.language)
        held = [line for line in lines if line.state is not EffectState.NOT_NOW]
        if not 1 <= number <= len(held):
            return None
        line = held[number - 1]
        if line.state is EffectState.HELD_BACK:
            assert line.why is not None
            self._station.dialogue.say(announce.not_now(line.why))
            return None
        return work.with_refusal(line.code)

    def code(self, work: Work, text: str) -> Work | None:
        """Enter the code of an offer; right and wrong ones count alike against guessing."""
        station, code = self._station, text.strip()
        if voucher_number.parse(code) is not None:
            return self.voucher(work, code)
        said = announce.code_added(code)
        kept: Work | None = None
        if not 0 < len(code) <= CODE_MAX or not code.isprintable():
            said = announce.code_refused(CodeRefusal.MALFORMED)
        elif plain_code(code) in map(plain_code, work.draft.codes):
            said = announce.code_refused(CodeRefusal.AGAIN, code)
        elif len(work.draft.codes) >= CODES_MAX:
            said = announce.code_refused(CodeRefusal.TOO_MANY)
        elif not self._codes.allows(station.identity.till_id, station.clock.monotonic_s()):
            said = announce.code_refused(CodeRefusal.THROTTLED)
        elif plain_code(code) not in station.compiled.codes:
            said = announce.code_refused(CodeRefusal.UNKNOWN, code)
        else:
            kept = work.with_code(code)
        station.dialogue.say(said)
        return kept

    def voucher(self, work: Work, text: str) -> Work | None:
        """Use a voucher whose number is held out; the centre may know one that this till does not."""
        station = self._station
        number = HeldOut(text=text, today=station.today, now_s=station.clock.monotonic_s())
        kept = self._vouchers.use(station.store, work, number)
        if kept is VoucherRefusal.UNUSABLE and self._inquiry.ask(work, text):
            return None
        if isinstance(kept, VoucherRefusal):
            station.dialogue.say(voucher_refused(kept))
            return None
        station.dialogue.say(voucher_added())
        return kept

    def no_code(self, work: Work, code: str) -> Work | None:
        """Take a code out again."""
        if code not in work.draft.codes:
            return None
        self._station.dialogue.say(announce.code_removed(code))
        return work.without_code(code)

    def _offers(self, work: Work) -> tuple[RewardOffer, ...]:
        assert work.ready is not None
        return offers(work.ready, self._station.programme, self._station.language)
