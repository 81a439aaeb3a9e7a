import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.codes.gs1 import (
    SEPARATOR,
    has_predefined_length,
    parse_link,
    parse_transmitted,
    parse_written,
)

GTIN = "09521234543213"
GSRN = "950110153000000021"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"01{GTIN}", {"01": GTIN}),
        (f"01{GTIN}17261231" + "10ABC", {"01": GTIN, "17": "261231", "10": "ABC"}),
        (f"10ABC{SEPARATOR}01{GTIN}", {"10": "ABC", "01": GTIN}),
        (f"8018{GSRN}{SEPARATOR}801912", {"8018": GSRN, "8019": "12"}),
        (f"{SEPARATOR}8018{GSRN}", {"8018": GSRN}),
        (f"01{GTIN}{SEPARATOR}10A", {"01": GTIN, "10": "A"}),
        (f"10A{SEPARATOR}", {"10": "A"}),
        ("3103001750" + "392212399", {"3103": "001750", "3922": "12399"}),
        ("4109521234543213", {"410": "9521234543213"}),
        ("99a/b_!%", {"99": "a/b_!%"}),
    ],
)
def test_what_a_scanner_sends_is_taken_apart(text: str, values: dict[str, str]) -> None:
    assert parse_transmitted(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        SEPARATOR,
        "0",
        "8",
        "80",
        "8018",
        "05123",
        "HELLO",
        f"01{GTIN[:-1]}",
        "01ABCDEFGHIJKLMN",
        "10",
        f"10{SEPARATOR}21A",
        f"10A{SEPARATOR}{SEPARATOR}21B",
        f"10A{SEPARATOR}10B",
        f"10A{SEPARATOR}10A",
        f"80{SEPARATOR}18{GSRN}",
        "99a b",
        "99" + "1" * 91,
    ],
)
def test_what_is_not_wholly_made_of_element_strings_is_none(text: str) -> None:
    assert parse_transmitted(text) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"(8018){GSRN}", {"8018": GSRN}),
        (f"(01){GTIN}(17)261231(10)ABC", {"01": GTIN, "17": "261231", "10": "ABC"}),
    ],
)
def test_what_people_write_is_taken_apart(text: str, values: dict[str, str]) -> None:
    assert parse_written(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(8018)",
        "8018",
        f"x(8018){GSRN}",
        f"(80){GSRN}",
        f"(01){GTIN[:-1]}",
        "(05)1",
        "(10)A(10)B",
        "(10)(A)",
    ],
)
def test_what_only_looks_written_is_none(text: str) -> None:
    assert parse_written(text) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"https://id.example.org/01/{GTIN}", {"01": GTIN}),
        (f"https://id.example.org/01/{GTIN}/10/ABC?17=261231#top", {"01": GTIN}),
        ("https://example.org/shop/fr/01/96385074", {"01": "00000096385074"}),
        (f"HTTPS://ID.EXAMPLE.ORG/8018/{GSRN}", {"8018": GSRN}),
        (f"http://example.org:8080/8017/{GSRN}", {"8017": GSRN}),
    ],
)
def test_a_digital_link_names_its_key(text: str, values: dict[str, str]) -> None:
    assert parse_link(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org",
        "https://example.org/menu",
        "https://example.org/01/12345678",
        f"https://example.org/?/01/{GTIN}",
        f"https://example.org/8018/{GSRN[:-1]}",
        f"ftp://example.org/01/{GTIN}",
        f"https://example.org/?/8018/{GSRN}",
        f"https://example.org/8018/{GSRN}?x",
        f"https://example.org/8018/{GSRN}/8019/3",
        f"https://example.org/8018/{GSRN}https://example.org/8018/{GSRN}",
        f"/01/{GTIN}",
        f"upi://pay/01/{GTIN}",
    ],
)
def test_another_address_names_nothing(text: str) -> None:
    assert parse_link(text) is None


def test_keys_dates_and_measures_have_predefined_lengths() -> None:
    assert [ai for ai in ("01", "17", "3103", "10", "8018", "99") if has_predefined_length(ai)] == [
        "01",
        "17",
        "3103",
    ]


@given(st.text(max_size=100) | st.text(alphabet=f"0123456789()/{SEPARATOR}A", max_size=100))
def test_any_text_gets_an_answer(text: str) -> None:
    parse_transmitted(text)
    parse_written(text)
    parse_link("https://a/" + text)


@given(
    st.dictionaries(
        st.sampled_from(["10", "21", "240", "8019", "90", "99"]),
        st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True),
        min_size=1,
    )
)
def test_what_is_put_together_is_taken_apart_the_same(values: dict[str, str]) -> None:
    assert parse_transmitted(SEPARATOR.join(ai + value for ai, value in values.items())) == values
    assert parse_written("".join(f"({ai}){value}" for ai, value in values.items())) == values
