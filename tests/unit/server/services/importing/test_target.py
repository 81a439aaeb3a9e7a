"""What headings of other programs usually mean."""

import pytest

from fidpos.server.services.importing.target import NEEDED, Theme, guess, targets

COUNTERS = {"points": "Points", "cashback": "Cagnotte"}


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("N° client", "number"),
        ("NOM", "family_name"),
        ("Prénom", "given_name"),
        ("Tél. portable", "phone"),
        ("E-mail", "email"),
        ("CP", "postcode"),
        ("Né le", "birthday"),
        ("Solde Cagnotte", "balance.cashback"),
        ("points", "balance.points"),
        ("Enfant 2", "child_2_name"),
        ("Opt-in SMS", "consent_sms"),
        ("Last name", "family_name"),
        ("date of birth", "birthday"),
    ],
)
def test_a_heading_is_known_in_either_language(heading: str, target: str) -> None:
    assert guess(Theme.MEMBERS, [heading], COUNTERS) == {0: target}


def test_a_balance_without_a_name_is_that_of_the_only_counter() -> None:
    headings = ["Numéro", "Solde"]

    assert guess(Theme.MEMBERS, headings, {"points": "Points"})[1] == "balance.points"
    assert 1 not in guess(Theme.MEMBERS, headings, {"points": "Points", "stamps": "Tampons"})
    assert 1 not in guess(Theme.MEMBERS, headings, {})


def test_a_second_column_of_the_same_name_is_passed_over() -> None:
    assert guess(Theme.MEMBERS, ["Mobile", "?", "Téléphone"], COUNTERS) == {0: "phone"}


@pytest.mark.parametrize("theme", list(Theme))
def test_everything_by_its_own_name_is_found_again(theme: Theme) -> None:
    names = targets(theme, COUNTERS)
    headings = [name.replace("_", " ").removeprefix("balance.") for name in names]

    assert guess(theme, headings, COUNTERS) == dict(enumerate(names))
    assert set(NEEDED[theme]) <= set(names)
