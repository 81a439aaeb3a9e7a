"""Clock and ids of a story follow from what it says, and from nothing else."""

from fidpos.bootstrap.story.steady import SteadyIds, StoryClock, steady_id
from fidpos.domain.clock import utc


def test_the_clock_stands_still_until_it_is_set() -> None:
    clock = StoryClock(utc(2026, 3, 1, 10))
    before_s = clock.monotonic_s()

    assert clock.now() == utc(2026, 3, 1, 10)
    clock.at = utc(2026, 3, 1, 11)
    assert clock.now() == utc(2026, 3, 1, 11)
    assert clock.monotonic_s() - before_s == 3600


def test_ids_are_all_different_and_the_same_again() -> None:
    def made() -> list[object]:
        ids = SteadyIds(StoryClock(utc(2026, 3, 1, 10)))
        found: list[object] = []
        for subject in ("steps[0]", "steps[1]"):
            ids.begin(subject)
            found += [ids() for _ in range(3)]
        return found

    assert made() == made()
    assert len(set(made())) == 6


def test_an_id_bears_the_instant_of_its_birth() -> None:
    early, late = steady_id(utc(2026, 3, 1), "x"), steady_id(utc(2026, 3, 2), "x")

    assert early < late
    assert (early.version, late.version) == (7, 7)
