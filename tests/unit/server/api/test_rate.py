"""How often one sender may ask."""

from fidpos.server.api.rate import Limiter, Rate
from tests.helpers.fake_clock import FakeClock

RATE = Rate(per_s=2.0, burst=3)


def test_a_burst_is_allowed_and_then_a_steady_flow() -> None:
    clock = FakeClock()
    limiter = Limiter(RATE, clock)

    assert [limiter.wait_s("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    clock.advance(0.5)
    assert [limiter.wait_s("a") for _ in range(2)] == [0.0, 0.5]


def test_a_long_pause_gives_no_more_than_a_burst() -> None:
    clock = FakeClock()
    limiter = Limiter(RATE, clock)
    limiter.wait_s("a")
    clock.advance(86_400)

    assert [limiter.wait_s("a") for _ in range(4)].count(0.0) == 3


def test_senders_do_not_use_up_each_others() -> None:
    limiter = Limiter(RATE, FakeClock())
    for _ in range(10):
        limiter.wait_s("a")

    assert limiter.wait_s("b") == 0.0


def test_what_was_charged_beyond_the_bucket_is_waited_for() -> None:
    clock = FakeClock()
    limiter = Limiter(RATE, clock)
    limiter.charge("a", 5)

    assert limiter.would_wait_s("a") == 1.5
    clock.advance(1.5)
    assert limiter.wait_s("a") == 0.0
