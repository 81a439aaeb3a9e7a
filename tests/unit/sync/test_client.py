"""Addresses of centres, and what an answer must be to be believed."""

import socket
import threading

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.sync.client import CentreAddress, HttpLine, Response, answer_in, refusal_in
from fidpos.sync.ports import CentreAway, WaitEnded
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.packing import pack
from fidpos.wire.sync.push import PushAnswer, PushVerdict
from fidpos.wire.sync.refusal import RefusalCode

ANSWER = PushAnswer(verdict=PushVerdict.OK, have=START)
OURS = {"content-type": "application/json", "content-encoding": "zstd"}


@pytest.mark.parametrize(
    "url",
    [
        "https://centre.example",
        "https://centre.example:8443",
        "https://192.168.1.20:8750/",
        "http://127.0.0.1:8750",
        "http://[::1]:8750",
        "http://localhost",
    ],
)
def test_an_address_is_one_of_tls_or_of_this_machine(url: str) -> None:
    assert CentreAddress(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://centre.example",
        "http://192.168.1.20:8750",
        "http://127.0.0.1.evil.example",
        "https://centre.example/path",
        "https://user:secret@centre.example",
        "ftp://centre.example",
        "centre.example",
        "https://",
        "",
    ],
)
def test_an_address_over_which_others_listen_or_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidValue):
        CentreAddress(url=url)


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://Centre.Example", "https://centre.example/sync/push"),
        ("https://centre.example:443", "https://centre.example/sync/push"),
        ("https://centre.example:8443/", "https://centre.example:8443/sync/push"),
    ],
)
def test_a_request_is_signed_for_the_address_that_the_centre_sees(url: str, uri: str) -> None:
    assert CentreAddress(url=url).target("POST", "/sync/push").uri == uri


def test_a_message_in_the_centres_form_is_believed() -> None:
    assert answer_in(Response(status=200, headers=OURS, body=pack(ANSWER)), PushAnswer) == ANSWER


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "text/html"}, b"<html>"),
        ({"content-type": "application/json"}, b'{"verdict":"ok"}'),
        (OURS, b"{}"),
        (OURS, pack(ANSWER)[:-2]),
        ({}, b""),
    ],
)
def test_anything_else_comes_from_somebody_else(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(CentreAway):
        answer_in(Response(status=200, headers=headers, body=body), PushAnswer)


def test_a_refusal_in_the_centres_form_is_one() -> None:
    answer = Response(status=403, headers={"content-type": "application/json"}, body=b'{"code":"revoked"}')
    refusal = refusal_in(answer)

    assert refusal is not None
    assert refusal.code is RefusalCode.REVOKED


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (403, "text/html", b"<html>"),
        (403, "application/json", b'{"error":"no"}'),
        (403, "application/json", b"[]"),
        (302, "application/json", b'{"code":"revoked"}'),
        (204, "application/json", b""),
    ],
)
def test_a_refusal_in_another_form_is_none(status: int, kind: str, body: bytes) -> None:
    with pytest.raises(CentreAway):
        refusal_in(Response(status=status, headers={"content-type": kind}, body=body))


def test_a_line_that_is_left_ends_the_request_on_its_way_and_makes_no_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = CentreAddress(url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        with HttpLine(address) as line:

            def leave_once_called() -> None:
                caller, _ = silent.accept()
                with caller:
                    line.leave()

            leaving = threading.Thread(target=leave_once_called)
            leaving.start()
            with pytest.raises(WaitEnded):
                line.send("GET", "/sync/keys")
            leaving.join()

            with pytest.raises(WaitEnded):
                line.send("GET", "/sync/keys")
