from fidpos.readers.backoff import Backoff


def test_delays_double_from_a_quarter_of_a_second_to_two() -> None:
    backoff = Backoff()

    assert [backoff.next_s() for _ in range(5)] == [0.25, 0.5, 1.0, 2.0, 2.0]


def test_what_works_again_begins_with_the_shortest_delay() -> None:
    backoff = Backoff()
    backoff.next_s()
    backoff.next_s()
    backoff.reset()

    assert backoff.next_s() == 0.25
