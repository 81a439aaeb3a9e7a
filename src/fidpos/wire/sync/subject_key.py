"""The own key of a member or gift card on its way to the centre, sealed so that nobody in between has it."""

from uuid import UUID

from fidpos.vault.boxes import open_box, seal_box

_INFO = b"fidpos subject key 1"


def seal_subject_key(centre: bytes, subject: UUID, key: bytes) -> bytes:
    """Seal the key to the centre with this public box key; it opens for this subject alone."""
    return seal_box(centre, key, _INFO + subject.bytes)


def open_subject_key(box_key: bytes, subject: UUID, box: bytes) -> bytes:
    """The key in the box.

    Args:
        box_key: the centre's private one.
        subject: whose key it is said to be.
        box: as it was pushed.

    Raises:
        SealBroken: for another centre, of another subject, or changed.
    """
    return open_box(box_key, box, _INFO + subject.bytes)
