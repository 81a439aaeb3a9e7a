"""What the centre does with its keys: opens what is sealed to it, signs what it says, derives the rest."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fidpos.domain.ids import MerchantId
from fidpos.vault.boxes import box_public_key
from fidpos.vault.centre_keys import CentreKeys
from fidpos.wire import office_rows
from fidpos.wire.sync import pairing
from fidpos.wire.sync.allowance import Allowance, SignedAllowance, sign_allowance
from fidpos.wire.sync.command import Command, sign_command
from fidpos.wire.sync.letter import LetterHead, open_head
from fidpos.wire.sync.pairing_code import PublicKeys
from fidpos.wire.sync.statement import Statement
from fidpos.wire.sync.subject_key import open_subject_key


class Keyring:
    """The centre's keys at work; they do not leave it, save the master key, which the store seals with.

    Attributes:
        public: what tills know the centre by.
    """

    def __init__(self, keys: CentreKeys) -> None:
        self._keys = keys
        identity = Ed25519PrivateKey.from_private_bytes(keys.identity).public_key().public_bytes_raw()
        self.public = PublicKeys(identity=identity, box=box_public_key(keys.box))

    @property
    def master(self) -> bytes:
        """Seals members' keys at rest."""
        return self._keys.master

    def sign_row(self, row_hash: bytes) -> bytes:
        """The centre's name under a row of its own journal; see `office_rows`."""
        return office_rows.sign(self._keys.identity, row_hash)

    def open_box(self, subject: UUID, box: bytes) -> bytes:
        """The own key of a member or gift card as a till pushed it; a `push.OpenBox`.

        Raises:
            SealBroken: for another centre, of another subject, or changed.
        """
        return open_subject_key(self._keys.box, subject, box)

    def open_head(self, envelope: bytes) -> LetterHead:
        """The envelope of a letter; a `letters.OpenHead`.

        Raises:
            LetterRefused: for another centre, or changed.
        """
        return open_head(envelope, self._keys.box)

    def sign_reply(self, digest: bytes) -> bytes:
        """That a reply is ours; the digest begins with the magic of replies."""
        return Ed25519PrivateKey.from_private_bytes(self._keys.identity).sign(digest)

    def introduced(self, request: pairing.PairRequest) -> pairing.Introduction:
        """What a till that wants to be paired says of itself.

        Raises:
            NotPaired: sealed to another centre, changed, or not signed by the key in it.
        """
        return pairing.introduced(request, self._keys.box)

    def welcome(self, said: pairing.Welcome, answer_key: bytes) -> pairing.PairAnswer:
        """What is said to a till that was paired.

        Raises:
            InvalidValue: the till's is not a key.
        """
        return pairing.welcome(said, self._keys.identity, answer_key)

    def command(self, command: Command) -> Statement:
        """A command as its till believes it."""
        return sign_command(command, self._keys.identity)

    def allow(self, allowance: Allowance) -> SignedAllowance:
        """An allowance as its till believes it."""
        return sign_allowance(allowance, self._keys.identity)

    def pin_pepper(self, merchant_id: MerchantId) -> bytes:
        """What PINs of the merchant's staff are hashed with, at every till alike (HKDF, RFC 5869)."""
        info = b"fidpos pin pepper 1" + merchant_id.bytes
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._keys.pepper)
