"""E-mail addresses in every form in which they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.contact.email import mask_email, read_email


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("marie@example.org", "marie@example.org"),
        (" Marie.Dupont@Example.ORG ", "marie.dupont@example.org"),
        ("o'brien+shop@example.org", "o'brien+shop@example.org"),
        ("marie@caf\u00e9.example.org", "marie@caf\u00e9.example.org"),
        ("marie@cafe\u0301.example.org", "marie@caf\u00e9.example.org"),
    ],
)
def test_one_address_has_one_form_however_it_is_typed(typed: str, address: str) -> None:
    assert read_email(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "marie",
        "marie@",
        "@example.org",
        "marie@example",
        "marie@@example.org",
        "marie dupont@example.org",
        "Marie <marie@example.org>",
        '"marie dupont"@example.org',
        "marie@[127.0.0.1]",
        "m\u00e0rie@example.org",
        "🙂@example.org",
        "\u202emarie@example.org",
        "marie\x00@example.org",
        "<script>@example.org",
        "a" * 10_000 + "@example.org",
    ],
)
def test_what_no_mail_reaches_is_no_address(typed: str) -> None:
    assert read_email(typed) == ""


@given(st.emails())
def test_what_was_read_is_read_again_as_the_same(typed: str) -> None:
    address = read_email(typed)

    assert read_email(address) == address


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_none(text: str) -> None:
    address = read_email(text)

    assert address == "" or (address.count("@") == 1 and address.isprintable())


def test_a_masked_address_says_whose_it_is_and_not_what_it_is() -> None:
    assert mask_email("marie.dupont@example.org") == "m•••@example.org"
    assert mask_email("") == ""
