"""Forms of the editor that no page of ours would send: bounded, refused or told, and nothing else happens."""

from collections.abc import Iterator

import pytest

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.office_place import Client, OfficePlace, office_place
from tests.helpers.programme_drafts import body_of, draft_of

RULE = {"at": "rules.new", "was": "", "s.title.fr": "A", "s.title.en": "A", "s.phase": "basket"}
MARKUP = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def place() -> Iterator[OfficePlace]:
    with office_place() as made:
        yield made


@pytest.fixture
def marketer(place: OfficePlace) -> Iterator[Client]:
    with place.client(OfficeRole.MARKETER) as client:
        yield client


def test_conditions_within_each_other_without_end(marketer: Client) -> None:
    path = draft_of(marketer)
    deep: dict[str, str | list[str]] = {}
    name = "s.when"
    for _ in range(200):
        deep |= {f"{name}.type": "all", f"{name}.of.at": "0"}
        name = f"{name}.of.0"
    answer = marketer.post(f"{path}/edit", None, **RULE, **deep)

    assert answer.status_code == 422
    assert "Too many conditions within each other" in answer.text
    assert "rules" not in body_of(marketer, path)


def test_more_items_than_a_list_may_have(marketer: Client) -> None:
    path = draft_of(marketer)
    effects: dict[str, str | list[str]] = {"s.effects.at": ["0"] * 3_000}
    marketer.post(f"{path}/edit", None, **RULE, **effects)
    rules = body_of(marketer, path)["rules"]

    assert isinstance(rules, list)
    assert len(rules[0]["effects"]) <= 10


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("s.when.type", "__class__"),
        ("s.phase", "never"),
        ("s.priority", "9" * 400),
        ("s.priority", "NaN"),
        ("s.code", "../../etc"),
        ("s.title.fr", "x" * 5_000),
    ],
)
def test_values_that_no_field_offers(marketer: Client, field: str, said: str) -> None:
    path = draft_of(marketer)
    answer = marketer.post(f"{path}/edit", None, **{**RULE, field: said})

    assert answer.status_code == 422
    assert "rules" not in body_of(marketer, path)


@pytest.mark.parametrize(
    "do", ["drop:s", "drop:", "add:x.y", "combine:s", "drop:s.effects.99", "explode:s", "add:s.title.fr"]
)
def test_buttons_that_no_page_has(marketer: Client, do: str) -> None:
    path = draft_of(marketer)
    answer = marketer.post(f"{path}/edit", None, **RULE, do=do)

    assert answer.status_code in {303, 422}
    assert marketer.get(path).status_code == 200
    assert marketer.get(f"{path}/edit", at="rules.0").status_code == 200


def test_markup_in_a_title_stays_text(marketer: Client) -> None:
    path = draft_of(marketer)
    marketer.post(f"{path}/edit", None, **(RULE | {"s.title.fr": MARKUP, "s.title.en": MARKUP}))
    pages = [marketer.get(path).text, marketer.get(f"{path}/edit", at="rules.0").text]

    assert not any(MARKUP in page for page in pages)
    assert all("&lt;script&gt;" in page for page in pages)


def test_a_file_that_is_far_too_large(marketer: Client) -> None:
    path = draft_of(marketer)
    nested = b"[" * 100_000
    assert marketer.post(f"{path}/json", {"file": ("p.json", nested)}).status_code == 409
    huge = b"{" + b" " * (600 * 1024)
    assert marketer.post(f"{path}/json", {"file": ("p.json", huge)}).status_code == 413
