from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.till.technician.streak import READS_NEEDED, Streak


def read(value: str = "2010000000486") -> CardRead:
    return CardRead(
        driver="counter",
        device="one",
        sequence=1,
        monotonic_s=1.0,
        medium=Medium.BARCODE,
        form="barcode/ean13",
        token=CardToken(TokenKind.NUMBER, value),
        trust=Trust.COPYABLE,
    )


def after(*seen: CardRead | RefusedRead) -> Streak:
    streak = Streak()
    for each in seen:
        streak = streak.after(each)
    return streak


REFUSED = RefusedRead(driver="counter", device="one", sequence=2, monotonic_s=1.0, reason=Refusal.BAD_READ)


def test_three_reads_of_one_card_are_proof() -> None:
    assert READS_NEEDED == 3
    assert [after(*[read()] * times).is_proof for times in (1, 2, 3)] == [False, False, True]


def test_another_card_begins_again_with_itself() -> None:
    streak = after(read(), read(), read("2010000000493"))

    assert (streak.reads, streak.broke) == (1, True)


def test_a_refused_read_begins_again_with_nothing() -> None:
    streak = after(read(), read(), REFUSED)

    assert (streak.reads, streak.broke) == (0, True)
    assert streak.after(read()).reads == 1


def test_what_was_read_is_in_no_representation() -> None:
    assert "2010000000486" not in repr(after(read()))
