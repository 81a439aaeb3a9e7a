"""Abuse: a cash register, or who speaks in its name, puts anything at all into the fields of a basket.

It is kept as text or refused with a code; the till answers on, and what it recorded can be read.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from fidpos.link.asking import Till
from fidpos.link.folder import FolderLink, Folders
from fidpos.wire.codec import decode, encode
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import BERENICE, Counter, counter
from tests.helpers.hostile import HOSTILE
from tests.helpers.linked_register import DAY, Answer, Link, linked

LINE: Mapping[str, object] = {"amount_minor": 450, "article": "BREAD"}
TEXTS = ("article", "label", "brand", "categories", "labels")
NUMBERS = ("amount_minor", "quantity", "tax_rate_ppm")
NO_NUMBERS: Mapping[str, object] = {
    "huge": 10**40,
    "small": -(10**40),
    "half": 0.5,
    "text": "450",
    "endless": "9" * 10_000,
    "nothing": None,
    "yes": True,
    "list": [450],
}
LIMIT_B = 2_000
"""No refusal repeats what it was given."""
HEAD_B = 16_384
"""Of a request that is read to its end."""


@pytest.fixture
def link() -> Iterator[Link]:
    with linked() as made:
        yield made


def basket(line: Mapping[str, object]) -> Mapping[str, object]:
    minor = line["amount_minor"]
    return {
        "currency": "EUR",
        "amount_minor": minor if isinstance(minor, int) else 450,
        "lines": [line],
    }


def asked(field: str, text: str) -> Mapping[str, object]:
    return basket({**LINE, field: [text] if field in {"categories", "labels"} else text})


def put(link: Link, said: object, number: str = "17") -> Answer:
    """Whatever the answer is, the till speaks on, and refuses in few words."""
    path = f"/v1/tickets/{DAY}/{quote(number, safe='', errors='surrogatepass')}"
    try:
        answer = link.ask("PUT", path, said)
    except OSError:
        assert len(path) > HEAD_B  # It hung up on an endless line, which may overtake what it answered.
        answer = Answer(status=400, headers={}, body=b"")
    assert answer.status == 200 or len(answer.body) < LIMIT_B
    assert link.ask("GET", "/v1/till").status == 200
    return answer


def closed(at: Counter) -> list[VisitClosed]:
    """The visits of the journal, as they come back out of it."""
    again = (decode(encode(each)) for each in at.store.events)
    return [each for each in again if isinstance(each, VisitClosed)]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", TEXTS)
def test_a_text_is_kept_as_it_is_or_refused(link: Link, field: str, name: str) -> None:
    text = HOSTILE[name]
    status = put(link, asked(field, text)).status

    assert status in {200, 400, 422}
    if status == 200:
        link.at_till(lambda at: at.tap_member(BERENICE))
        assert link.close("17", 450).status == 200
        (visit,) = closed(link.at)
        assert {getattr(line, field) for line in visit.lines} <= {text, (text,), frozenset({text})}


@pytest.mark.parametrize("name", NO_NUMBERS)
@pytest.mark.parametrize("field", NUMBERS)
def test_what_is_no_number_of_its_field_is_refused(link: Link, field: str, name: str) -> None:
    assert put(link, basket({**LINE, field: NO_NUMBERS[name]})).status in {400, 422}


@pytest.mark.parametrize("name", HOSTILE)
def test_as_a_tickets_number_it_is_a_number_or_refused(link: Link, name: str) -> None:
    answer = put(link, basket(LINE), number=HOSTILE[name])

    assert answer.status in {200, 400, 404, 414, 422}
    if answer.status == 200:
        number = answer.json["ticket"]
        assert isinstance(number, str)
        assert number.isascii()
        assert number.isalnum()


@pytest.mark.parametrize("name", HOSTILE)
def test_by_way_of_the_folder_it_is_taken_or_set_aside_with_a_sentence(name: str, tmp_path: Path) -> None:
    at, folders = counter(), Folders(root=tmp_path / "register")
    folders.create()
    folder = FolderLink(
        folders,
        Till(door=at.session.register, on_worker=lambda work: work()),
        lambda problem: f"Sentence about {problem.value}.",
    )
    for place, field in enumerate(TEXTS):
        said = {"business_day": DAY, "ticket": "17", "basket": asked(field, HOSTILE[name])}
        (folders.incoming / f"{place}.json").write_bytes(json.dumps(said).encode())
    said = {"business_day": HOSTILE[name], "ticket": HOSTILE[name], "basket": basket(LINE)}
    (folders.incoming / "number.json").write_bytes(json.dumps(said).encode())

    folder.look()

    assert list(folders.incoming.iterdir()) == []
    if at.view.visit_id is not None:
        at.tap_member(BERENICE)
        at.session.confirm()
        assert len(closed(at)) == 1
