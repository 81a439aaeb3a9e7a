"""Whatever is sent: refused with a stable code, counted, and the centre serves the next one."""

import json
import os
import socket
from collections.abc import Iterator

import httpx
import pytest
import zstandard

from fidpos.sync.client import CentreAddress
from fidpos.wire.sync.packing import BODY_BYTES_MAX
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.signature import Signer
from tests.helpers.served_centre import ServedCentre

TILL = 100


@pytest.fixture(scope="module")
def served() -> Iterator[ServedCentre]:
    with ServedCentre() as centre:
        yield centre


@pytest.fixture(autouse=True)
def still_serving(served: ServedCentre) -> Iterator[None]:
    """After each of these tests an honest till is served as before."""
    yield
    with served.till(TILL) as till:
        served.clock.advance(60)
        till.session.hello()


def post(
    served: ServedCentre,
    body: bytes,
    *,
    path: str = "/sync/push",
    headers: dict[str, str] | None = None,
    signer: Signer | None = None,
) -> httpx.Response:
    """A signed request with any body."""
    signed = (signer or served.signer(TILL)).headers(
        served.address.target("POST", path), body, int(served.clock.now().timestamp())
    )
    sent = {"content-encoding": "zstd", **signed, **(headers or {})}
    return httpx.post(f"{served.address.url}{path}", content=body, headers=sent, timeout=60)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def packed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(raw)


BOMB = packed(bytes(200 * 1024 * 1024))
DEEP = b"[" * 100_000
LYING = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(64 * 1024 * 1024))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(BOMB, 413, RefusalCode.TOO_LARGE, id="zip bomb"),
        pytest.param(LYING, 400, RefusalCode.MALFORMED, id="a bomb that does not say how large it is"),
        pytest.param(packed(b"{}")[:-3], 400, RefusalCode.MALFORMED, id="truncated zstd"),
        pytest.param(packed(b"{}") + b"more", 400, RefusalCode.MALFORMED, id="something behind it"),
        pytest.param(b"", 400, RefusalCode.MALFORMED, id="empty"),
        pytest.param(os.urandom(100_000), 400, RefusalCode.MALFORMED, id="noise"),
        pytest.param(packed(DEEP), 400, RefusalCode.MALFORMED, id="deep JSON"),
        pytest.param(packed(b'{"rows":' + DEEP), 400, RefusalCode.MALFORMED, id="deep JSON in a field"),
        pytest.param(packed(b"{}"), 400, RefusalCode.MALFORMED, id="another message"),
        pytest.param(packed(b"\xff\xfe"), 400, RefusalCode.MALFORMED, id="not a text"),
    ],
)
def test_a_body_that_is_no_message_is_refused(
    served: ServedCentre, body: bytes, status: int, code: RefusalCode
) -> None:
    before = served.counted("/sync/push", code)

    assert code_of(post(served, body)) == (status, code)
    assert served.counted("/sync/push", code) == before + 1


def test_a_hundred_megabytes_are_refused_before_they_are_read(served: ServedCentre) -> None:
    with socket.create_connection(("127.0.0.1", served.serving.port)) as line:
        line.sendall(
            b"POST /sync/push HTTP/1.1\r\nhost: x\r\ncontent-encoding: zstd\r\n"
            b"content-length: 104857600\r\n\r\n"
        )

        assert b" 413 " in line.makefile("rb").readline()


def test_a_hundred_megabytes_that_do_not_say_so_are_cut_off(served: ServedCentre) -> None:
    before = served.counted("/sync/push", RefusalCode.TOO_LARGE)
    part = bytes(1024 * 1024)

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield part

    try:
        answer = httpx.post(
            f"{served.address.url}/sync/push",
            content=endless(),
            headers={"content-encoding": "zstd"},
            timeout=60,
        )
    except httpx.TransportError:
        """The line was cut while we went on sending."""
    else:
        assert answer.status_code == 413
    assert served.counted("/sync/push", RefusalCode.TOO_LARGE) == before + 1


def test_a_body_that_is_not_packed_is_refused(served: ServedCentre) -> None:
    answer = post(served, b"{}", headers={"content-encoding": "gzip"})

    assert code_of(answer) == (400, RefusalCode.MALFORMED)


def test_a_message_longer_than_one_may_be_is_refused(served: ServedCentre) -> None:
    answer = post(served, packed(bytes(BODY_BYTES_MAX + 1)))

    assert code_of(answer) == (413, RefusalCode.TOO_LARGE)


def test_a_body_that_was_changed_on_its_way_is_refused(served: ServedCentre) -> None:
    other = served.signer(TILL).headers(
        served.address.target("POST", "/sync/push"), b"other", int(served.clock.now().timestamp())
    )

    assert code_of(post(served, packed(b"{}"), headers=other)) == (401, RefusalCode.NOT_SIGNED)


def test_a_request_that_is_signed_for_another_path_is_refused(served: ServedCentre) -> None:
    body = packed(b"{}")
    other = served.signer(TILL).headers(
        served.address.target("POST", "/sync/hello"), body, int(served.clock.now().timestamp())
    )

    assert code_of(post(served, body, headers=other)) == (401, RefusalCode.UNKNOWN_TILL)


def test_an_old_request_is_refused_with_the_time(served: ServedCentre) -> None:
    body = packed(b"{}")
    old = served.signer(TILL).headers(
        served.address.target("POST", "/sync/push"), body, int(served.clock.now().timestamp()) - 301
    )
    answer = post(served, body, headers=old)

    assert code_of(answer) == (401, RefusalCode.CLOCK)
    assert answer.json()["server_time"]


def test_the_same_request_twice_is_refused(served: ServedCentre) -> None:
    with served.till(TILL) as till:
        sent: list[tuple[bytes, dict[str, str]]] = []
        send = till.line.send

        def remembered(method: str, path: str, body: bytes, headers: dict[str, str], **more: float) -> object:
            sent.append((body, headers))
            return send(method, path, body, headers, **more)

        till.line.send = remembered  # type: ignore[method-assign, assignment]
        till.session.hello()
    body, headers = sent[0]
    answer = httpx.post(f"{served.address.url}/sync/hello", content=body, headers=headers, timeout=60)

    assert code_of(answer) == (401, RefusalCode.REPLAYED)


def test_strangers_and_forgers_get_one_answer(served: ServedCentre) -> None:
    ours = served.signer(TILL)
    stranger = served.stranger()
    forger = Signer(merchant_id=ours.merchant_id, till_id=ours.till_id, private_key=stranger.private_key)
    nobody = Signer(merchant_id=stranger.merchant_id, till_id=ours.till_id, private_key=stranger.private_key)
    answers = [post(served, packed(b"{}"), signer=each) for each in (stranger, forger, nobody)]

    assert {code_of(answer) for answer in answers} == {(401, RefusalCode.UNKNOWN_TILL)}
    assert len({answer.content for answer in answers}) == 1


def test_a_till_that_asks_without_end_is_told_when_to_come_back(served: ServedCentre) -> None:
    answers = [post(served, b"", signer=served.signer(200)) for _ in range(201)]

    assert code_of(answers[-1]) == (429, RefusalCode.TOO_MANY)
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_till_that_asks_without_end_does_not_slow_others(served: ServedCentre) -> None:
    for _ in range(201):
        post(served, b"", signer=served.signer(201))

    assert code_of(post(served, b"", signer=served.signer(202)))[0] == 400


def test_a_client_that_goes_away_in_the_middle_leaves_nothing_behind(served: ServedCentre) -> None:
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", served.serving.port)) as line:
            line.sendall(
                b"POST /sync/push HTTP/1.1\r\nhost: x\r\ncontent-encoding: zstd\r\n"
                b"content-length: 100\r\n\r\nabc"
            )


def test_a_proxy_on_this_machine_is_believed_about_tls(served: ServedCentre) -> None:
    body = packed(b"{}")
    asked = CentreAddress(url=served.address.url.replace("http:", "https:")).target("POST", "/sync/push")
    created = int(served.clock.now().timestamp())
    first, second = (served.signer(TILL).headers(asked, body, created) for _ in range(2))

    assert code_of(post(served, body, headers={**first, "x-forwarded-proto": "https"}))[0] == 400
    assert code_of(post(served, body, headers=second)) == (401, RefusalCode.UNKNOWN_TILL)


def test_a_refusal_is_plain_json_that_says_nothing_of_the_body(served: ServedCentre) -> None:
    answer = post(served, packed(json.dumps({"lineage": "Jeanne Martin"}).encode()))

    assert answer.headers["content-type"] == "application/json"
    assert "Jeanne" not in answer.text
