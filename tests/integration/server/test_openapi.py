"""What the application says of itself in OpenAPI is what it does, whatever it is asked."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, BaseSchema, Case
from schemathesis.core.result import Ok

from tests.helpers.served_database import ServedDatabase, served_database

WATCHED = ("/healthz", "/metrics", "/readyz")


@pytest.fixture(scope="module")
def served() -> Iterator[ServedDatabase]:
    with served_database() as centre:
        yield centre


@pytest.fixture(scope="module")
def described(served: ServedDatabase) -> BaseSchema:
    found: BaseSchema = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
    return found


def operations(described: BaseSchema, path: str) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    for found in described.include(path=path).get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


@pytest.mark.parametrize("path", WATCHED)
def test_what_watches_a_centre_is_described_and_does_what_it_says(described: BaseSchema, path: str) -> None:
    found = list(operations(described, path))

    assert found
    for operation in found:

        @settings(max_examples=25, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def check(case: Case[Any]) -> None:
            case.call_and_validate()

        check()


def test_nothing_else_is_described_that_is_not_tried(described: BaseSchema) -> None:
    paths = {found.ok().path for found in described.get_all_operations() if isinstance(found, Ok)}

    assert paths == set(WATCHED)
