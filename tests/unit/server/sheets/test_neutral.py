"""What a spreadsheet would work out is written as text, and read back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.sheets.neutral import meant, neutral


@given(st.text(st.sampled_from("'=+-@\ta1"), max_size=6) | st.text())
def test_whatever_stands_in_a_cell_is_never_a_formula_and_comes_back(cell: str) -> None:
    written = neutral(cell)

    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert meant(written) == cell
