from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.readers.repeat_filter import RepeatFilter


def card(number: str, at_s: float = 0.0, device: str = "one") -> CardRead:
    return CardRead(
        driver="d",
        device=device,
        sequence=1,
        monotonic_s=at_s,
        medium=Medium.CHIP,
        form="f",
        token=CardToken(TokenKind.NUMBER, number),
        trust=Trust.COPYABLE,
    )


def refused(reason: Refusal, at_s: float = 0.0) -> RefusedRead:
    return RefusedRead(driver="d", device="one", sequence=1, monotonic_s=at_s, reason=reason)


def test_a_card_left_in_the_reader_counts_once_however_long_it_stays() -> None:
    reads = RepeatFilter()

    assert not reads.is_repeat(card("1"), presence=True)
    assert reads.is_repeat(card("1", at_s=3600.0), presence=True)


def test_the_same_card_counts_again_once_it_was_removed() -> None:
    reads = RepeatFilter()
    reads.is_repeat(card("1"), presence=True)
    reads.forget(driver="d", device="one")

    assert not reads.is_repeat(card("1"), presence=True)


def test_another_card_counts_even_if_nobody_saw_the_first_one_leave() -> None:
    reads = RepeatFilter()
    reads.is_repeat(card("1"), presence=True)

    assert not reads.is_repeat(card("2"), presence=True)


def test_two_devices_do_not_share_their_memory() -> None:
    reads = RepeatFilter()
    reads.is_repeat(card("1"), presence=True)

    assert not reads.is_repeat(card("1", device="two"), presence=True)


def test_a_code_held_out_to_a_scanner_counts_once_while_it_is_read_again_and_again() -> None:
    reads = RepeatFilter(window_s=1.0)

    assert not reads.is_repeat(card("1", at_s=0.0), presence=False)
    assert reads.is_repeat(card("1", at_s=0.9), presence=False)
    assert reads.is_repeat(card("1", at_s=1.8), presence=False)


def test_a_code_counts_again_after_it_was_out_of_sight_for_the_window() -> None:
    reads = RepeatFilter(window_s=1.0)
    reads.is_repeat(card("1", at_s=0.0), presence=False)

    assert not reads.is_repeat(card("1", at_s=1.0), presence=False)


def test_a_good_read_after_a_bad_one_counts() -> None:
    reads = RepeatFilter()
    reads.is_repeat(refused(Refusal.BAD_READ), presence=True)

    assert not reads.is_repeat(card("1"), presence=True)


def test_the_same_refusal_is_said_once_in_the_window() -> None:
    reads = RepeatFilter(window_s=1.0)
    reads.is_repeat(refused(Refusal.ARTICLE, at_s=0.0), presence=False)

    assert reads.is_repeat(refused(Refusal.ARTICLE, at_s=0.5), presence=False)
