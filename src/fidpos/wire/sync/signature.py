"""Who sends a request: HTTP message signatures (RFC 9421) with Ed25519, in the one form that tills use.

    Content-Digest: sha-256=:<base64>:                                  (RFC 9530, of the body as it travels)
    Signature-Input: till=("@method" "@authority" "@target-uri" "content-digest");created=<seconds>;
                     nonce="<22 characters>";keyid="<merchant>.<till>";alg="ed25519";tag="fidpos-sync-1"
    Signature: till=:<base64>:

A verifier accepts exactly these components and parameters, in this order: what is not covered cannot be
missed. Times are checked by the caller, who also remembers nonces.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, TillId

CONTENT_DIGEST = "content-digest"
SIGNATURE = "signature"
SIGNATURE_INPUT = "signature-input"
NONCE_BYTES = 16

_COMPONENTS = '("@method" "@authority" "@target-uri" "content-digest")'
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_INPUT = re.compile(
    rf"till=(?P<params>{re.escape(_COMPONENTS)};created=(?P<created>[0-9]{{1,12}})"
    rf';nonce="(?P<nonce>[A-Za-z0-9_-]{{22}})";keyid="(?P<merchant>{_UUID})\.(?P<till>{_UUID})"'
    r';alg="ed25519";tag="fidpos-sync-1")'
)
_SIGNATURE = re.compile(r"till=:(?P<signature>[A-Za-z0-9+/]{86}==):")


class BadSignature(FidposError):
    """The request is not signed, not in this form, or not by this key."""

    code = "bad_signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is asked of whom.

    Attributes:
        method: such as `POST`.
        authority: host and, unless it is the scheme's own, port, in lower case.
        uri: the whole address as the client sees it, such as `https://fidpos.example/sync/push`.
    """

    method: str
    authority: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a request says of its sender, not yet verified.

    Attributes:
        created: seconds since 1970, by the sender's clock.
        nonce: never used twice.
        base: the text that was signed.
    """

    merchant_id: MerchantId
    till_id: TillId
    created: int
    nonce: str
    base: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A till's half of the key, with the name that the centre knows it by."""

    merchant_id: MerchantId
    till_id: TillId
    private_key: bytes = field(repr=False)

    def headers(self, target: Target, body: bytes, created: int, nonce: str | None = None) -> dict[str, str]:
        """The three headers that sign a request; the nonce is made here unless a test gives one."""
        nonce = nonce or base64.urlsafe_b64encode(secrets.token_bytes(NONCE_BYTES)).rstrip(b"=").decode()
        params = (
            f'{_COMPONENTS};created={created};nonce="{nonce}"'
            f';keyid="{self.merchant_id}.{self.till_id}";alg="ed25519";tag="fidpos-sync-1"'
        )
        digest = digest_of(body)
        key = Ed25519PrivateKey.from_private_bytes(self.private_key)
        signature = base64.b64encode(key.sign(_base(target, digest, params))).decode()
        return {
            CONTENT_DIGEST: digest,
            SIGNATURE_INPUT: f"till={params}",
            SIGNATURE: f"till=:{signature}:",
        }


def digest_of(body: bytes) -> str:
    """The `Content-Digest` of a body as it travels."""
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"


def claim_of(headers: Mapping[str, str], target: Target, body: bytes) -> Claim:
    """What the request says of its sender; `verify` it before believing anything.

    Args:
        headers: names in lower case.
        target: as this side saw it.
        body: the bytes that were received.

    Raises:
        BadSignature: a header is missing or has another form, or the body is not the one that was digested.
    """
    stated = _INPUT.fullmatch(headers.get(SIGNATURE_INPUT, ""))
    signature = _SIGNATURE.fullmatch(headers.get(SIGNATURE, ""))
    digest = headers.get(CONTENT_DIGEST, "")
    if stated is None or signature is None:
        raise BadSignature("not signed in the form of fidpos")
    if digest != digest_of(body):
        raise BadSignature("the body is another one")
    try:
        raw = base64.b64decode(signature["signature"], validate=True)
    except binascii.Error:
        raise BadSignature("the signature is not base 64") from None
    return Claim(
        merchant_id=MerchantId(UUID(stated["merchant"])),
        till_id=TillId(UUID(stated["till"])),
        created=int(stated["created"]),
        nonce=stated["nonce"],
        base=_base(target, digest, stated["params"]),
        signature=raw,
    )


def verify(claim: Claim, public_key: bytes) -> None:
    """Whether the holder of the key signed it.

    Raises:
        BadSignature: no.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(claim.signature, claim.base)
    except (InvalidSignature, ValueError):
        raise BadSignature("the signature does not match") from None


def _base(target: Target, digest: str, params: str) -> bytes:
    """The signature base (RFC 9421, section 2.5)."""
    return (
        f'"@method": {target.method}\n"@authority": {target.authority}\n"@target-uri": {target.uri}\n'
        f'"content-digest": {digest}\n"@signature-params": {params}'
    ).encode()
