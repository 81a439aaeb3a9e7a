"""What the checkout shows of a member and of an evaluation: values only, sentences by key."""

from collections.abc import Iterable

from fidpos.domain.money import PPM, Currency, Money
from fidpos.rules.evaluation import Evaluation, Outcome, TierStatus, Unit
from fidpos.rules.facts import Anniversary, Who
from fidpos.rules.missed import distance
from fidpos.rules.near import near_misses
from fidpos.rules.programme import Programme
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.member_file import MemberFile
from fidpos.till.offers import offers
from fidpos.till.reasons import Reasons
from fidpos.till.view import MemberView, Message, PreviewView, TierProgress

ALERT_DAYS = 7
"""A birthday this near is shown to the cashier."""

_NEAR_BY_UNIT = {
    Unit.MINOR: "amount",
    Unit.ITEMS: "items",
    Unit.VISITS: "visits",
    Unit.POINTS: "points",
}


def member_view(
    ready: ReadyVisit, programme: Programme, language: str, *, hides_members: bool = False
) -> MemberView:
    """The member panel, offers included; no birthday while nobody's personal data is shown."""
    file, evaluation = ready.file, ready.evaluation
    member, profile = file.member, file.member.profile
    counter = programme.counters[0]
    card = file.recognised.card
    tier = member.tier.code if member.tier is not None else ""
    titles = {tier_def.code: tier_def.title.of(language) for tier_def in programme.tiers}
    return MemberView(
        member_id=member.id,
        name=f"{profile.given_name} {profile.family_name}".strip(),
        given_name=profile.given_name,
        holder=file.recognised.holder,
        masked_card=card.token.masked if card is not None else "",
        member_since=member.enrolled_on,
        tier_code=tier,
        tier_title=titles.get(tier, ""),
        counter_title=counter.title.of(language),
        points=file.points(counter.code),
        progress=_progress(evaluation.tier, programme, titles),
        alerts=() if hides_members else _alerts(file),
        offers=offers(ready, programme, language),
    )


def preview_view(ready: ReadyVisit, programme: Programme, currency: Currency, language: str) -> PreviewView:
    """What Enter would record."""
    file, evaluation = ready.file, ready.evaluation
    counter = programme.counters[0].code
    earned, spent = evaluation.earned_on(counter), evaluation.spent_on(counter)
    return PreviewView(
        amount=Money(evaluation.amount_minor, currency),
        discount=Money(evaluation.discount_minor, currency),
        due=Money(evaluation.due_minor, currency),
        points_earned=earned,
        points_spent=spent,
        points_after=file.points(counter) + earned - spent,
        gifts=tuple(title.of(language) for title in evaluation.handed_over),
        reasons=(
            *_reasons(evaluation, programme, language),
            *_near(evaluation, programme, currency, language),
        ),
    )


def _progress(tier: TierStatus | None, programme: Programme, titles: dict[str, str]) -> TierProgress | None:
    if tier is None or not tier.next:
        return None
    thresholds = {tier_def.code: tier_def.threshold for tier_def in programme.tiers}
    floor = thresholds.get(tier.held, 0)
    span = max(1, thresholds[tier.next] - floor)
    return TierProgress(
        next_code=tier.next,
        next_title=titles[tier.next],
        missing=tier.missing,
        done_ppm=min(PPM, max(0, (tier.value - floor) * PPM // span)),
    )


def _alerts(file: MemberFile) -> tuple[Message, ...]:
    birthdays = (day for day in file.anniversaries if day.who is not Who.ENROLMENT)
    near = [(day, day.day.days_from(file.business_day)) for day in birthdays]
    near = [(day, distance) for day, distance in near if abs(distance) <= ALERT_DAYS]
    return tuple(
        _birthday_alert(file, day, distance) for day, distance in sorted(near, key=lambda n: abs(n[1]))
    )


def _birthday_alert(file: MemberFile, day: Anniversary, distance: int) -> Message:
    moment = "today" if distance == 0 else "soon" if distance > 0 else "past"
    if day.who is Who.MEMBER:
        name = file.member.profile.given_name
    else:
        household = file.member.profile.household
        name = next((r.given_name for r in household if str(r.id) == day.person), "")
    who = day.who.value if name or day.who is Who.MEMBER else f"{day.who.value}_unnamed"
    return Message(key=f"alert.birthday.{who}.{moment}", params={"name": name, "days": abs(distance)})


def _reasons(evaluation: Evaluation, programme: Programme, language: str) -> Iterable[Message]:
    words = Reasons(programme, language)
    for earned in evaluation.earned:
        reason = words.of(earned.counter, earned.rule, earned.amount)
        if reason is not None:
            yield reason
    titles = {rule.code: rule.title.of(language) for rule in programme.rules}
    for entry in evaluation.trace:
        if entry.outcome is Outcome.REFUSED:
            yield Message(key="reason.set_aside", params={"title": titles[entry.rule]})
    for message in evaluation.messages:
        if message.text is not None and message.on is not None:
            yield Message(key="reason.alert", params={"text": message.text.of(language), "on": message.on})
        elif message.text is not None:
            yield Message(key="reason.merchant", params={"text": message.text.of(language)})
        else:
            yield Message(key=f"reason.{message.key}", params=dict(message.params))


def _near(
    evaluation: Evaluation, programme: Programme, currency: Currency, language: str
) -> Iterable[Message]:
    """The rules that missed by something the member can still do: spend more, come again."""
    titles = {rule.code: rule.title.of(language) for rule in programme.rules}
    for near in near_misses(evaluation.trace):
        value = distance(near.missing, near.unit, currency)
        kind = _NEAR_BY_UNIT[near.unit]
        yield Message(key=f"near.{kind}", params={"title": titles[near.rule], "missing": value})
