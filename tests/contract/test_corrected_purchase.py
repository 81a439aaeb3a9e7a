"""A visit that moves to another member keeps its purchase; one that cannot be computed again is refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.domain.basket import Basket
from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import VisitId
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import Presented, SalesChannel, VisitDraft
from fidpos.localdb.store import LocalStore
from fidpos.rules.codec import facts_from_json, programme_from_json
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.till.close_visit import Closing, ReadyVisit, close_visit
from fidpos.till.correct import Corrected
from fidpos.till.identify import Recognised
from fidpos.till.member_file import VisitContext, facts_of, read_member_file
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.counter import BERENICE, INES, MALO

TITLE = {"fr": "Titre", "en": "Title"}
PROGRAMME = {
    "version": 2,
    "name": "Test",
    "currency": "EUR",
    "policies": {"gift_card_earns": False},
    "counters": [{"code": "points", "title": TITLE}],
    "rules": [
        {
            "code": "spring",
            "title": TITLE,
            "phase": "basket",
            "when": {"type": "code_entered", "codes": ["SPRING"]},
            "effects": [{"type": "percent_off", "share_ppm": 100_000}],
        },
        {
            "code": "base",
            "title": TITLE,
            "phase": "earning",
            "effects": [{"type": "earn_per_amount", "counter": "points", "points": 1, "per_minor": 100}],
        },
        {
            "code": "online",
            "title": TITLE,
            "phase": "earning",
            "when": {"type": "channel", "channels": ["online"]},
            "effects": [{"type": "earn_fixed", "counter": "points", "points": 50}],
        },
    ],
}


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CorrectingTill]:
    made = correcting_till(request.param, tmp_path)
    made.store.put_programme(programme_from_json(json.dumps(PROGRAMME).encode()))
    made.restart()
    yield made
    if isinstance(made.store, LocalStore):
        made.store.close()


def purchase(till: CorrectingTill) -> VisitDraft:
    """Bérénice buys for 100 euros."""
    return VisitDraft(
        id=VisitId(till.events.new_id()),
        opened_at=till.clock.now(),
        opened_by=INES.id,
        presented=Presented(
            member_id=BERENICE.member.id, card_id=None, medium=Medium.CHIP, trust=Trust.COPYABLE
        ),
        basket=Basket.of_amount(Money(10_000, EUR)),
    )


def close(till: CorrectingTill, draft: VisitDraft) -> None:
    compiled, identity, at = (
        compile_programme(till.store.programme()),
        till.store.identity(),
        till.clock.now(),
    )
    assert draft.presented is not None
    assert draft.basket is not None
    recognised = Recognised(member=BERENICE.member, presented=draft.presented, card=None)
    file = read_member_file(till.store, compiled, recognised, identity.calendar.business_day(at))
    context = VisitContext(draft=draft, identity=identity, at=at, staff_own=False)
    facts = facts_of(file, draft.basket, context=context, requested=(), compiled=compiled)
    ready = ReadyVisit(
        compiled=compiled, draft=draft, file=file, facts=facts, evaluation=evaluate(compiled, facts)
    )
    close_visit(till.store, ready, Closing(closed_by=INES.id, at=at, new_id=till.events.new_id))


@pytest.mark.parametrize(
    ("change", "points", "discount_minor"),
    [
        ({"gift_card_minor": 8_000}, 20, 0),
        ({"codes": ("SPRING",)}, 90, 1_000),
        ({"channel": SalesChannel.ONLINE}, 150, 0),
        ({"refused": ("base",)}, 0, 0),
    ],
    ids=["gift card", "code", "channel", "rule set aside"],
)
def test_a_visit_that_moves_keeps_its_purchase(
    till: CorrectingTill, change: dict[str, object], points: int, discount_minor: int
) -> None:
    draft = replace(purchase(till), **change)  # type: ignore[arg-type]
    close(till, draft)

    done = till.move(draft.id, MALO)

    assert isinstance(done, Corrected), done
    assert (done.before.points, done.before.discount.minor) == (points, discount_minor)
    assert (done.after.points, done.after.discount) == (points, done.before.discount)
    before, after = (facts_from_json(bytes(visit.told.facts)) for visit in (done.before, done.after))
    assert after.visit == before.visit
    assert after.refused == before.refused
