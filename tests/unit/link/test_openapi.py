"""The OpenAPI document is true: generated requests get the answers that it announces."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
)

from fidpos.link.openapi import PATHS, document
from tests.helpers.counter import BERENICE
from tests.helpers.linked_register import Link, linked

DOCUMENT = json.loads(document())


def test_every_path_of_the_link_is_described() -> None:
    described = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}

    assert described == {(path.method, path.path) for path in PATHS}
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    references = {part.split('"')[0] for part in document().decode().split('"#/components/schemas/')[1:]}

    assert references <= schemas.keys()


@pytest.fixture(scope="module")
def link() -> Iterator[Link]:
    with linked() as made:
        made.at_till(lambda at: at.tap_member(BERENICE))
        yield made


_NOT_ASKED = [ignored_auth, missing_required_header, negative_data_rejection, positive_data_acceptance]
"""Each request here has a right token; in an address a number is a text too; and money is refused where a
schema would let it pass: with a point, or in lines that do not sum to their amount."""
schema = schemathesis.openapi.from_dict(DOCUMENT)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_requests_are_answered_as_described(case: "schemathesis.Case[Any]", link: Link) -> None:
    if case.query and "wait_s" in case.query:
        case.query["wait_s"] = 0
    case.headers["Authorization"] = f"Bearer {link.tokens['left']}"

    response = case.call_and_validate(base_url=f"http://127.0.0.1:{link.port}", excluded_checks=_NOT_ASKED)

    assert response.status_code < 500
