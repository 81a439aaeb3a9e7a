"""`consent`: the member agreed to be written to."""

import pytest

from fidpos.domain.member import Channel
from fidpos.rules.conditions.consent import Consent
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Miss
from fidpos.rules.facts import Asked
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, with_member

WRITTEN = Consent(channels=(Channel.EMAIL, Channel.SMS))


@pytest.mark.parametrize(
    ("given", "miss"),
    [
        ({Channel.SMS}, None),
        ({Channel.EMAIL, Channel.POST}, None),
        ({Channel.POST}, Miss("consent", None, "email,sms")),
        (set(), Miss("consent", None, "email,sms")),
    ],
)
def test_one_consent_of_those_named_holds(given: set[Channel], miss: Miss | None) -> None:
    assert miss_of(WRITTEN, with_member(facts(100), consents=frozenset(given))) == miss


def test_only_a_programme_that_names_them_asks_for_consents() -> None:
    probe = rule("probe", Message(text=TITLE), when=WRITTEN)

    assert compile_programme(programme(probe)).asks == {Asked.CONSENTS}
