"""Signed requests: everything that matters is covered, and nothing else is taken."""

import base64
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import MerchantId, TillId
from fidpos.wire.sync.signature import (
    CONTENT_DIGEST,
    SIGNATURE,
    SIGNATURE_INPUT,
    BadSignature,
    Signer,
    Target,
    claim_of,
    digest_of,
    verify,
)

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_PUBLIC = _KEY.public_key().public_bytes_raw()
_SIGNER = Signer(
    merchant_id=MerchantId(UUID("01900000-0000-7000-8000-000000000001")),
    till_id=TillId(UUID("01900000-0000-7000-8000-000000000002")),
    private_key=bytes(range(32)),
)
_TARGET = Target(method="POST", authority="centre.example", uri="https://centre.example/sync/push")
_BODY = b"packed"


def _headers() -> dict[str, str]:
    return _SIGNER.headers(_TARGET, _BODY, created=1_795_000_000, nonce="AAAAAAAAAAAAAAAAAAAAAA")


def test_the_till_that_signed_is_known_by_its_key() -> None:
    claim = claim_of(_headers(), _TARGET, _BODY)
    verify(claim, _PUBLIC)
    assert (claim.merchant_id, claim.till_id) == (_SIGNER.merchant_id, _SIGNER.till_id)
    assert (claim.created, claim.nonce) == (1_795_000_000, "AAAAAAAAAAAAAAAAAAAAAA")


def test_the_signature_base_is_that_of_the_standard() -> None:
    assert claim_of(_headers(), _TARGET, _BODY).base.decode() == (
        '"@method": POST\n'
        '"@authority": centre.example\n'
        '"@target-uri": https://centre.example/sync/push\n'
        '"content-digest": sha-256=:iMuKCHtujOv8muVgL1ohWaa8+SPn8sVoCbzabK0XJ6c=:\n'
        '"@signature-params": ("@method" "@authority" "@target-uri" "content-digest");created=1795000000'
        ';nonce="AAAAAAAAAAAAAAAAAAAAAA"'
        ';keyid="01900000-0000-7000-8000-000000000001.01900000-0000-7000-8000-000000000002"'
        ';alg="ed25519";tag="fidpos-sync-1"'
    )


def test_the_digest_is_that_of_the_standard() -> None:
    # RFC 9530, appendix D: the representation {"hello": "world"} with a line feed.
    assert digest_of(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_each_request_has_a_nonce_of_its_own() -> None:
    first, second = (_SIGNER.headers(_TARGET, _BODY, created=0) for _ in range(2))
    assert first[SIGNATURE_INPUT] != second[SIGNATURE_INPUT]


@pytest.mark.parametrize(
    "other",
    [
        replace(_TARGET, method="GET"),
        replace(_TARGET, authority="other.example"),
        replace(_TARGET, uri="https://centre.example/sync/hello"),
    ],
)
def test_a_request_sent_elsewhere_is_refused(other: Target) -> None:
    with pytest.raises(BadSignature):
        verify(claim_of(_headers(), other, _BODY), _PUBLIC)


def test_another_body_is_refused() -> None:
    with pytest.raises(BadSignature, match="body"):
        claim_of(_headers(), _TARGET, b"other")


def test_another_body_with_its_own_digest_is_refused() -> None:
    headers = _headers() | {CONTENT_DIGEST: digest_of(b"other")}
    with pytest.raises(BadSignature):
        verify(claim_of(headers, _TARGET, b"other"), _PUBLIC)


def test_another_key_is_refused() -> None:
    public = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    with pytest.raises(BadSignature):
        verify(claim_of(_headers(), _TARGET, _BODY), public)


@pytest.mark.parametrize("name", [CONTENT_DIGEST, SIGNATURE, SIGNATURE_INPUT])
def test_a_missing_header_is_refused(name: str) -> None:
    headers = _headers()
    del headers[name]
    with pytest.raises(BadSignature):
        claim_of(headers, _TARGET, _BODY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1795000000", "1795000001"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "BAAAAAAAAAAAAAAAAAAAAA"),
        ("000000000002", "000000000003"),
    ],
)
def test_a_parameter_changed_on_the_way_is_refused(old: str, new: str) -> None:
    headers = _headers()
    headers[SIGNATURE_INPUT] = headers[SIGNATURE_INPUT].replace(old, new)
    with pytest.raises(BadSignature):
        verify(claim_of(headers, _TARGET, _BODY), _PUBLIC)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' "content-digest"', ""),
        ('alg="ed25519"', 'alg="hmac-sha256"'),
        ('tag="fidpos-sync-1"', 'tag="other"'),
        (";created=1795000000", ""),
        ("till=", "other="),
    ],
)
def test_a_weaker_form_is_refused_however_well_it_is_signed(old: str, new: str) -> None:
    headers = _headers()
    params = headers[SIGNATURE_INPUT].replace(old, new)
    base = (
        f'"@method": POST\n"@authority": centre.example\n"@target-uri": {_TARGET.uri}\n'
        f'"@signature-params": {params.removeprefix("till=")}'
    )
    signed = base64.b64encode(_KEY.sign(base.encode())).decode()
    with pytest.raises(BadSignature):
        verify(
            claim_of(headers | {SIGNATURE_INPUT: params, SIGNATURE: f"till=:{signed}:"}, _TARGET, _BODY),
            _PUBLIC,
        )
