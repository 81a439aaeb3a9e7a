"""Two enrolments of one person become one: what remains of each of the two, and of their accounts.

Per field of the profile the later enrolment wins, where it says anything; a provisional one, which knows
nothing of the person, never does. On each channel the latest word counts, so that a withdrawal beats an older
consent whichever of the two stated it. Sums, uses, vouchers, visits and cards are put together.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import AccountId, RelativeId
from fidpos.domain.member import MemberStatus, Profile, Relative, TierStanding
from fidpos.posting.project import consent_order
from fidpos.wire.office_events import MembersMerged
from fidpos.wire.sealed import open_person
from fidpos.wire.sync.pull import AccountState, CardState, ConsentState, MemberState, SumState


def merged_profile(kept: MemberState, gone: MemberState, day: date) -> Profile:
    """Who the two are together, as of the business day `day`.

    A birthday that was another one before counts as changed on that day, like one that somebody edited.
    """
    later, earlier = (gone, kept) if _is_later(gone, kept) else (kept, gone)
    new, old = later.profile, earlier.profile
    birthday = new.birthday or old.birthday
    return Profile(
        given_name=new.given_name or old.given_name,
        family_name=new.family_name or old.family_name,
        phone=new.phone or old.phone,
        birthday=birthday,
        birthday_changed_on=_changed_on(kept.profile, birthday, day),
        birth_year=new.birth_year or old.birth_year,
        language=new.language,
        household=_household(kept.profile.household, gone.profile.household),
        email=new.email or old.email,
        address=new.address or old.address,
    )


def merged_tier(kept: MemberState, gone: MemberState) -> TierStanding | None:
    """The standing that was reached later; the next visit computes it anew from the sums of both."""
    if kept.tier is None or gone.tier is None:
        return kept.tier or gone.tier
    return max(kept.tier, gone.tier, key=lambda tier: tier.since)


def members_merged(
    kept: MemberState, gone: MemberState, event: MembersMerged
) -> tuple[MemberState, MemberState]:
    """Both once the event is applied: the one that remains, and the redirect.

    Raises:
        SealBroken: what it seals does not open with the key of the one that remains.
    """
    person = open_person(kept.key, kept.id, event.sealed)
    told = (*kept.profile.household, *gone.profile.household)
    carriers = carriers_after(told, person.profile.household)
    remains = kept.but(
        account_id=event.account_id,
        profile=person.profile,
        enrolled_on=min(kept.enrolled_on, gone.enrolled_on),
        tier=event.tier,
        labels=tuple(sorted({*kept.labels, *gone.labels})),
        cards=_carried((*kept.cards, *gone.cards), carriers),
        consents=_latest((*kept.consents, *gone.consents)),
        days=_added((*kept.days, *gone.days)),
        lifetime=_added((*kept.lifetime, *gone.lifetime)),
        uses=(*kept.uses, *gone.uses),
        vouchers=(*kept.vouchers, *gone.vouchers),
        visits=tuple(
            sorted((*kept.visits, *gone.visits), key=lambda each: (each.closed_at, each.id), reverse=True)
        ),
    )
    return remains, redirect(gone, remains)


def carriers_after(
    told: Iterable[Relative], remaining: Iterable[Relative]
) -> Mapping[RelativeId, RelativeId]:
    """Who carries a card from now on, by who carried it: of a relative of whom both told, one id remains.

    Args:
        told: the households as they were before.
        remaining: the one after.
    """
    remains = {_who(each): each.id for each in remaining}
    kept = set(remains.values())
    return {each.id: remains[_who(each)] for each in told if each.id not in kept and _who(each) in remains}


def redirect(gone: MemberState, remains: MemberState) -> MemberState:
    """What is left of a member who was merged: who they said to be, and who remains."""
    return gone.but(
        account_id=remains.account_id,
        status=MemberStatus.MERGED,
        merged_into=remains.id,
        cards=(),
        days=(),
        lifetime=(),
        uses=(),
        vouchers=(),
        visits=(),
    )


def accounts_merged(
    kept: AccountState, gone: AccountState, accounts: Mapping[AccountId, AccountState]
) -> Mapping[AccountId, AccountState]:
    """All accounts with the lots of the one that is gone in the one that remains."""
    if kept.id == gone.id:
        return accounts
    return {
        **accounts,
        kept.id: kept.but(lots=(*kept.lots, *gone.lots), opened_on=min(kept.opened_on, gone.opened_on)),
        gone.id: gone.but(lots=()),
    }


def _is_later(one: MemberState, other: MemberState) -> bool:
    """Whether its profile wins."""
    provisional = [each.status is MemberStatus.PROVISIONAL for each in (one, other)]
    if provisional[0] != provisional[1]:
        return provisional[1]
    return (one.enrolled_on, one.id) > (other.enrolled_on, other.id)


def _changed_on(kept: Profile, birthday: DayMonth | None, day: date) -> date | None:
    if kept.birthday is not None and kept.birthday != birthday:
        return day
    return kept.birthday_changed_on


def _household(kept: Iterable[Relative], gone: Iterable[Relative]) -> tuple[Relative, ...]:
    """Everybody once; both may have told of the same child."""
    found: dict[tuple[object, ...], Relative] = {}
    for each in (*kept, *gone):
        found.setdefault(_who(each), each)
    return tuple(found.values())


def _who(relative: Relative) -> tuple[object, ...]:
    return relative.relation, relative.given_name.casefold(), relative.birthday


def _carried(cards: Iterable[CardState], carriers: Mapping[RelativeId, RelativeId]) -> tuple[CardState, ...]:
    return tuple(
        card.but(holder_id=carriers.get(card.holder_id, card.holder_id)) if card.holder_id else card
        for card in cards
    )


def _latest(consents: Iterable[ConsentState]) -> tuple[ConsentState, ...]:
    latest: dict[str, ConsentState] = {}
    for each in sorted(consents, key=consent_order):
        latest[each.channel] = each
    return tuple(latest.values())


def _added(sums: Iterable[SumState]) -> tuple[SumState, ...]:
    by_key: dict[tuple[date | None, str], SumState] = {}
    for each in sums:
        before = by_key.get((each.day, each.scope), SumState(each.day, each.scope, 0, 0, 0, 0))
        by_key[each.day, each.scope] = SumState(
            each.day,
            each.scope,
            before.visits + each.visits,
            before.revenue_minor + each.revenue_minor,
            before.points_earned + each.points_earned,
            before.quantity + each.quantity,
        )
    return tuple(by_key.values())
