"""A page in a web browser on the till's PC sends what it can to the register link: nothing happens."""

import gzip
import json
from collections.abc import Iterator

import pytest

from tests.helpers.counter import BERENICE
from tests.helpers.linked_register import BREAD, DAY, Link, linked

TICKET = f"/v1/tickets/{DAY}/17"
BASKET = json.dumps({"currency": "EUR", "amount_minor": 450, "lines": [BREAD]}).encode()
CLOSE = b'{"due_minor": 450}'


@pytest.fixture
def link() -> Iterator[Link]:
    with linked() as made:
        made.at_till(lambda at: at.tap_member(BERENICE))
        yield made


def assert_nothing_happened(link: Link) -> None:
    assert link.worker.do(lambda: link.at.view.amount) is None
    assert link.worker.do(lambda: link.at.points(BERENICE)) == 120


FROM_A_PAGE: tuple[dict[str, str | None], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:8431"},
    {"Referer": "https://evil.example/page"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Cookie": "session=1"},
)


@pytest.mark.parametrize("headers", FROM_A_PAGE, ids=repr)
def test_whatever_a_browser_adds_keeps_it_out_even_with_a_token(
    link: Link, headers: dict[str, str | None]
) -> None:
    for method, path, body in (
        ("PUT", TICKET, BASKET),
        ("POST", f"{TICKET}/close", CLOSE),
        ("GET", "/v1/till", None),
    ):
        answer = link.send(method, path, body, headers=headers)

        assert (answer.status, answer.json["problem"]) == (403, "from_a_page")
        assert b"B\xc3\xa9r" not in answer.body
    assert_nothing_happened(link)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "0.0.0.0:{port}",
        "LOCALHOST.:{port}",
        "",
    ],
)
def test_a_name_that_was_bound_anew_to_this_machine_is_not_ours(link: Link, host: str) -> None:
    answer = link.send("PUT", TICKET, BASKET, headers={"Host": host.format(port=link.port)})

    assert answer.status in {400, 403}
    assert_nothing_happened(link)


def test_no_preflight_is_ever_answered_with_leave(link: Link) -> None:
    answer = link.send(
        "OPTIONS",
        TICKET,
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization,content-type",
            "Access-Control-Request-Private-Network": "true",
            "Authorization": None,
        },
    )

    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", None],
)
def test_what_a_form_can_send_is_no_request(link: Link, media_type: str | None) -> None:
    answer = link.send("PUT", TICKET, BASKET, headers={"Content-Type": media_type})

    assert (answer.status, answer.json["problem"]) == (415, "not_json")
    assert_nothing_happened(link)


def test_looking_changes_nothing(link: Link) -> None:
    for path in (TICKET, f"{TICKET}/close", f"{TICKET}/void", "/v1/till", "/v1/changes", "/v1/openapi.json"):
        assert link.send("GET", path).status in {200, 404, 405}

    assert_nothing_happened(link)


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Basic {token}", "{token}", "Bearer {token}x", "Bearer é"],
)
def test_without_a_token_nobody_comes_in(link: Link, authorization: str | None) -> None:
    token = link.tokens["left"]
    given = authorization.format(token=token).encode().decode("latin-1") if authorization else authorization

    answer = link.send("PUT", TICKET, BASKET, headers={"Authorization": given})

    assert (answer.status, answer.json["problem"]) == (401, "unknown_register")
    assert "authorization" not in str(answer.body).lower()
    assert_nothing_happened(link)


def test_guessing_tokens_is_slowed_down_and_keeps_no_register_out(link: Link) -> None:
    answers = [
        link.send("GET", "/v1/till", headers={"Authorization": f"Bearer {guess}"}) for guess in range(70)
    ]

    assert {answer.status for answer in answers} == {401, 429}
    assert link.send("GET", "/v1/till").status == 200


def test_a_register_in_a_loop_is_told_to_wait(link: Link) -> None:
    statuses = [link.send("GET", "/v1/till").status for _ in range(1_210)]

    assert statuses[-1] == 429
    assert statuses.count(200) == 1_200
    assert link.send("GET", "/v1/till", register="right").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b'{"a":' * 150_000,
        b'{"lines": [' + b"[" * 300_000 + b"]" * 300_000 + b"]}",
        b" " * 1_000_001,
        BASKET.replace(b'"BREAD"', b'"' + b"B" * 999_000 + b'"', 1),
        b'{"currency": "EUR", "amount_minor": 450, "lines": [' + b"{}," * 100_000 + b"{}]}",
        b'{"currency": "EUR", "amount_minor": 1e400, "lines": []}',
        b'{"currency": "EUR", "amount_minor": ' + b"9" * 5_000 + b', "lines": []}',
        b"\x00" * 100,
        b"",
    ],
    ids=range(10),
)
def test_oversized_and_deep_bodies_are_refused(link: Link, body: bytes) -> None:
    answer = link.send("PUT", TICKET, body)

    assert answer.status in {400, 413}
    assert_nothing_happened(link)
    assert link.send("GET", "/v1/till").status == 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd", "identity, gzip"])
def test_nothing_is_unpacked(link: Link, encoding: str) -> None:
    packed = link.send("PUT", TICKET, gzip.compress(BASKET), headers={"Content-Encoding": encoding})

    assert (packed.status, packed.json["problem"]) == (415, "not_json")
    assert link.send("PUT", TICKET, gzip.compress(BASKET)).status == 400
    assert_nothing_happened(link)


@pytest.mark.parametrize(
    "label",
    [
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE visits; --",
        "\u202eevil\u2066",
        "😀" * 40,
        "\ufeff",
        "\ue000",
    ],
)
def test_hostile_texts_are_stored_as_they_stand(link: Link, label: str) -> None:
    line = BREAD | {"label": label, "article": label, "brand": label, "categories": [label]}

    assert link.put("17", line).status == 200
    assert link.close("17", 450).status == 200

    assert link.worker.do(lambda: link.at.points(BERENICE)) == 124


@pytest.mark.parametrize("label", ["\u0000", "\u0007bell", "\n", "a\n", "\u001b[2J", "x" * 81, "😀" * 81])
def test_control_characters_and_long_texts_are_refused(link: Link, label: str) -> None:
    assert link.put("17", BREAD | {"label": label}).status == 400
    assert_nothing_happened(link)


def test_a_request_that_was_recorded_and_is_sent_again_does_nothing_more(link: Link) -> None:
    sent = [("PUT", TICKET, BASKET), ("POST", f"{TICKET}/close", CLOSE)]
    first = [link.send(*request) for request in sent]
    link.at_till(lambda at: at.tap_member(BERENICE))

    again = [link.send(*request) for request in sent]

    assert [answer.status for answer in again] == [200, 200]
    assert first[1].body == again[1].body
    assert link.worker.do(lambda: link.at.points(BERENICE)) == 124
