"""Pairing: how a till that nobody knows and its centre come to know each other's keys.

The till asks for the centre's public keys and goes on only if the code's fingerprint is theirs. What it then
says is sealed to the centre and signed by the till's fresh key; what it hears is sealed to the till and
signed by the centre. Whoever stands in between can pass both on, and learns and changes nothing by it.
"""

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.vault.boxes import open_box, seal_box
from fidpos.vault.errors import SealBroken
from fidpos.wire.instant import Instant
from fidpos.wire.quiet import Quiet
from fidpos.wire.sync.packing import Malformed, read
from fidpos.wire.sync.pairing_code import PublicKeys

KEYS_PATH = "/sync/keys"
PAIR_PATH = "/sync/pair"
PAIR_BYTES_MAX = 16 * 1024
NAME_MAX = 60

_ASKING = b"fidpos pairing 1 request"
_ANSWERING = b"fidpos pairing 1 answer"
_encoder = msgspec.json.Encoder(order="deterministic")


class NotPaired(FidposError):
    """What came is not what it should be: somebody else's, or changed on its way."""

    code = "not_paired"


class Introduction(Quiet, frozen=True, kw_only=True):
    """What a till says of itself.

    Attributes:
        public_key: Ed25519, made for this pairing; its requests are signed with the other half from now on.
        answer_key: X25519, made for this answer.
    """

    merchant: int
    secret: str
    public_key: bytes
    answer_key: bytes
    till_name: str
    software: str


class PairRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An `Introduction`, sealed; the signature is by the public key in it, over the box."""

    box: bytes
    signature: bytes


class Published(msgspec.Struct, frozen=True, array_like=True):
    """A version of the merchant's programme, by its fingerprint (`rules.fingerprint`)."""

    version: int
    fingerprint: bytes


class Welcome(Quiet, frozen=True, kw_only=True):
    """What a till is from now on.

    Attributes:
        public_key: the till's own, said back.
        keys: the centre's, said back.
        tls_pin: of the centre's TLS key (`tls_pin`); None where the system's authorities vouch for it.
        pin_pepper: what PINs of the merchant's staff are hashed with.
        programmes: each version that the merchant published. A till that has a programme of its own joins
            only where it is among them.
    """

    merchant_id: MerchantId
    merchant_name: str
    merchant_code: str
    card_name: str
    currency: str
    shop_id: ShopId
    shop_name: str
    zone: str
    day_starts_minute: int
    till_id: TillId
    till_name: str
    public_key: bytes
    keys: PublicKeys
    tls_pin: bytes | None
    pin_pepper: bytes
    server_time: Instant
    programmes: tuple[Published, ...] = ()


class PairAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A `SignedWelcome`, sealed to the `answer_key`."""

    box: bytes


class SignedWelcome(msgspec.Struct, frozen=True, kw_only=True):
    """The exact bytes of a `Welcome`, and the centre's signature over them."""

    welcome: bytes
    signature: bytes


def introduce(introduction: Introduction, private_key: bytes, keys: PublicKeys) -> PairRequest:
    """Seal and sign what a till says of itself."""
    box = seal_box(keys.box, _encoder.encode(introduction), _ASKING)
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return PairRequest(box=box, signature=key.sign(_ASKING + box))


def introduced(request: PairRequest, box_key: bytes) -> Introduction:
    """What the till says of itself.

    Args:
        request: as it came.
        box_key: the centre's private one.

    Raises:
        NotPaired: sealed to another centre, changed, or not signed by the key in it.
    """
    try:
        introduction = read(open_box(box_key, request.box, _ASKING), Introduction)
    except (SealBroken, Malformed):
        raise NotPaired("the introduction does not open") from None
    _verify(introduction.public_key, request.signature, _ASKING + request.box)
    return introduction


def welcome(said: Welcome, identity_key: bytes, answer_key: bytes) -> PairAnswer:
    """Sign and seal what a till is from now on.

    Args:
        said: to the till.
        identity_key: the centre's private one.
        answer_key: the till's, from its introduction.

    Raises:
        InvalidValue: the till's is not a key.
    """
    text = _encoder.encode(said)
    signature = Ed25519PrivateKey.from_private_bytes(identity_key).sign(_ANSWERING + text)
    signed = SignedWelcome(welcome=text, signature=signature)
    return PairAnswer(box=seal_box(answer_key, _encoder.encode(signed), _ANSWERING))


def welcomed(answer: PairAnswer, answer_key: bytes, keys: PublicKeys, public_key: bytes) -> Welcome:
    """What we are from now on.

    Args:
        answer: as it came.
        answer_key: our private one.
        keys: the centre's, as the code's fingerprint proved them.
        public_key: our own that the answer must be about.

    Raises:
        NotPaired: not by this centre, not for us, or changed.
    """
    try:
        signed = read(open_box(answer_key, answer.box, _ANSWERING), SignedWelcome)
        _verify(keys.identity, signed.signature, _ANSWERING + signed.welcome)
        said = read(signed.welcome, Welcome)
    except (SealBroken, Malformed):
        raise NotPaired("the welcome does not open") from None
    if said.public_key != public_key or said.keys != keys:
        raise NotPaired("the welcome is for another till, or speaks of another centre")
    return said


def _verify(public_key: bytes, signature: bytes, signed: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise NotPaired("the signature does not match") from None
