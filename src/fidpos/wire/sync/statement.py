"""What a centre states under its identity key: the exact bytes of a message, and its signature over them."""

from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fidpos.domain.errors import FidposError
from fidpos.wire.sync.packing import Malformed, read

_encoder = msgspec.json.Encoder(order="deterministic")

Message = TypeVar("Message", bound=msgspec.Struct)


class NotStated(FidposError):
    """What came is not by this centre, or was changed."""

    code = "not_stated"


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it was encoded, and the centre's signature over a prefix and these bytes."""

    body: bytes
    signature: bytes


def state(message: msgspec.Struct, prefix: bytes, identity_key: bytes) -> Statement:
    """Sign a message.

    Args:
        message: what is stated.
        prefix: of this kind of message alone: what is signed here is never what is signed elsewhere.
        identity_key: the centre's private one, Ed25519.
    """
    body = _encoder.encode(message)
    key = Ed25519PrivateKey.from_private_bytes(identity_key)
    return Statement(body=body, signature=key.sign(prefix + body))


def stated(statement: Statement, kind: type[Message], prefix: bytes, identity: bytes) -> Message:
    """What the centre stated.

    Args:
        statement: as it came.
        kind: of the message.
        prefix: of this kind.
        identity: the centre's public key, as the pairing proved it.

    Raises:
        NotStated: not by this centre, changed, or of another kind.
    """
    try:
        Ed25519PublicKey.from_public_bytes(identity).verify(statement.signature, prefix + statement.body)
        return read(statement.body, kind)
    except (InvalidSignature, ValueError, Malformed):
        raise NotStated("the statement is not of this centre") from None
