"""What holds a secret says nothing of it: neither in a log line nor in a traceback."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import msgspec

import fidpos

SECRETS = {
    *("key", "master_key", "private_key", "store_key", "stream_key", "reply_key", "identity_key", "box_key"),
    *("secret", "pin_pepper", "pepper", "card_seal", "pin"),
}
PUBLIC = {
    ("fidpos.server.operations.backup_file", "Label", "key"),  # a fingerprint
    ("fidpos.sync.client", "CentreAddress", "pin"),  # the hash of a public key
}


def test_a_secret_stands_in_no_repr() -> None:
    shown = {place for kind in kinds() for place in said(kind)}

    assert shown - PUBLIC == set()
    assert shown >= PUBLIC


def kinds() -> Iterator[type]:
    for found in pkgutil.walk_packages(fidpos.__path__, "fidpos."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == found.name:
                yield kind


def said(kind: type) -> Iterator[tuple[str, str, str]]:
    """Fields that its `repr` shows, by the names that secrets have."""
    if dataclasses.is_dataclass(kind):
        if kind.__dataclass_params__.repr:  # type: ignore[attr-defined]  # what dataclass leaves behind
            for field in dataclasses.fields(kind):
                if field.repr and field.name in SECRETS and "bytes" in str(field.type):
                    yield kind.__module__, kind.__name__, field.name
    elif issubclass(kind, msgspec.Struct) and kind.__repr__ is msgspec.Struct.__repr__:
        for told in msgspec.structs.fields(kind):
            if told.name in SECRETS and told.type in {bytes, str}:
                yield kind.__module__, kind.__name__, told.name
