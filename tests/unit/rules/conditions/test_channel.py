"""`channel`: bought at the counter, delivered, ordered online."""

import pytest

from fidpos.domain.visit import SalesChannel
from fidpos.rules.conditions.channel import Channel
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of, with_visit

AWAY = Channel(channels=(SalesChannel.ONLINE, SalesChannel.DELIVERY))


@pytest.mark.parametrize(
    ("channel", "miss"),
    [
        (SalesChannel.DELIVERY, None),
        (SalesChannel.ONLINE, None),
        (SalesChannel.COLLECT, Miss("channel", "collect", "online,delivery")),
    ],
)
def test_one_of_those_named_holds(channel: SalesChannel, miss: Miss | None) -> None:
    assert miss_of(AWAY, with_visit(facts(100), channel=channel)) == miss


def test_a_purchase_is_made_at_the_counter_unless_it_is_said() -> None:
    assert miss_of(Channel(channels=(SalesChannel.COUNTER,)), facts(100)) is None
