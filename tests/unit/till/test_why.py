"""Why: each miss has its sentence, in both languages, with the distance where there is one."""

from pathlib import Path

import pytest

from fidpos.domain.money import EUR
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.registry import CONDITIONS
from fidpos.texts.texts import Texts
from fidpos.till.why import why

TRANSLATIONS = Path(__file__).parents[3] / "resources" / "translations"
PASSED_ON = {"all", "any"}
"""Their miss is that of a part."""

FRENCH = Texts.load(TRANSLATIONS, "fr")
ENGLISH = Texts.load(TRANSLATIONS, "en")


@pytest.mark.parametrize("texts", [FRENCH, ENGLISH], ids=["fr", "en"])
@pytest.mark.parametrize("condition", sorted(CONDITIONS.keys() - PASSED_ON))
@pytest.mark.parametrize("seen", [None, 7])
def test_every_condition_can_say_why_it_does_not_hold(condition: str, seen: int | None, texts: Texts) -> None:
    assert texts.has(why(Miss(condition, seen, 9), EUR).key)


@pytest.mark.parametrize("seen", ["already_given", "edited_recently"])
def test_a_birthday_says_what_stands_in_the_way(seen: str) -> None:
    said = why(Miss("anniversary", seen, 7), EUR)

    assert said.key == f"miss.anniversary.{seen}"
    assert FRENCH.has(said.key)
    assert ENGLISH.has(said.key)


@pytest.mark.parametrize(
    ("miss", "english", "french"),
    [
        (
            Miss("amount", 1_680, 2_000, 320, Unit.MINOR),
            "Amount outside the conditions: €3.20 more",
            "Montant hors des conditions\u00a0: encore 3,20\u00a0€",
        ),
        (
            Miss("visits", 8, 10, 2, Unit.VISITS),
            "Number of visits outside the conditions: 2\u00a0visits more",
            "Nombre de passages hors des conditions\u00a0: encore 2\u00a0passages",
        ),
        (
            Miss("quantity", 1_700, 3_000, 1_300, Unit.ITEMS),
            "Number of items outside the conditions: 2\u00a0items more",
            "Nombre d’articles hors des conditions\u00a0: encore 2\u00a0articles",
        ),
        (
            Miss("weekday", "tuesday", "friday", 3, Unit.DAYS),
            "Not on this day of the week: in 3\u00a0days",
            "Pas ce jour de la semaine\u00a0: dans 3\u00a0jours",
        ),
        (
            Miss("balance", 99, 100, 1, Unit.POINTS),
            "Balance outside the conditions: 1\u00a0point more",
            "Solde du compteur hors des conditions\u00a0: encore 1\u00a0point",
        ),
        (Miss("age", None, 60), "Date of birth not known", "Date de naissance inconnue"),
        (
            Miss("contains", None, 1),
            "The register did not say what is bought",
            "Articles non transmis par la caisse",
        ),
        (Miss("visits", None, 4), "The customer’s history is not known", "Historique du client inconnu"),
        (
            Miss("none", "held_out", "not"),
            "This offer is not drawn for this customer",
            "Offre avec tirage au sort\u00a0: pas pour ce client",
        ),
        (Miss("days_since_visit", None, 90), "No earlier visit", "Aucun passage précédent"),
        (Miss("amount", 2_500, 2_000), "Amount outside the conditions", "Montant hors des conditions"),
    ],
)
def test_the_sentence_says_how_far_it_is(miss: Miss, english: str, french: str) -> None:
    assert ENGLISH.message(why(miss, EUR)) == english
    assert FRENCH.message(why(miss, EUR)) == french
