"""The operating system's own key store: Secret Service on Linux, Credential Manager on Windows.

It is reached through `keyring`, which is asked for these two by name: what a user's keyring configuration
prefers may be a file in clear. Their calls wait for a daemon and sometimes for a person who must type a
password, so each one runs on a thread that is given up after a time limit; the till starts, or says why it
cannot, and never hangs.
"""

import sys
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar, cast

from fidpos.vault.errors import KeyStoreSilent

ANSWER_LIMIT_S = 20.0
"""How long a person has to unlock the key store before the till goes on without it."""

_ACCOUNT = "till"
_T = TypeVar("_T")


class Backend(Protocol):
    """The part of a `keyring` backend that is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, None if there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret, replacing what was there."""
        ...


class SystemSecrets:
    """Short secrets in the system's key store, each under an id that is never used twice.

    `open_backend` builds the backend, or raises if the machine has none; it runs under the time limit too.
    """

    def __init__(
        self, open_backend: Callable[[], Backend] | None = None, *, answer_limit_s: float = ANSWER_LIMIT_S
    ) -> None:
        self._open_backend = open_backend or _platform_backend
        self._answer_limit_s = answer_limit_s

    def get(self, secret_id: str) -> str | None:
        """The secret, None if the store answers and has none.

        Raises:
            KeyStoreSilent: locked, away, or no answer in time.
        """
        return self._within_limit(lambda: self._open_backend().get_password(_service(secret_id), _ACCOUNT))

    def put(self, secret_id: str, secret: str) -> None:
        """Keep a secret and read it back, since some stores accept what they do not keep.

        Raises:
            KeyStoreSilent: locked, away, no answer in time, or it did not keep the secret.
        """

        def put_and_check() -> bool:
            backend = self._open_backend()
            backend.set_password(_service(secret_id), _ACCOUNT, secret)
            return backend.get_password(_service(secret_id), _ACCOUNT) == secret

        if not self._within_limit(put_and_check):
            raise KeyStoreSilent("the system key store did not keep what it accepted")

    def _within_limit(self, call: Callable[[], _T]) -> _T:
        results: list[_T] = []
        faults: list[Exception] = []

        def run() -> None:
            try:
                results.append(call())
            except Exception as fault:  # noqa: BLE001 - backends raise anything
                faults.append(fault)

        thread = threading.Thread(target=run, name="system-key-store", daemon=True)
        thread.start()
        thread.join(self._answer_limit_s)
        if faults:
            raise KeyStoreSilent(f"the system key store: {type(faults[0]).__name__}") from faults[0]
        if not results:
            raise KeyStoreSilent(f"the system key store did not answer within {self._answer_limit_s:g} s")
        return results[0]


def _service(secret_id: str) -> str:
    return f"fidpos {secret_id}"


def _platform_backend() -> Backend:
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring as Keyring
    else:
        from keyring.backends.SecretService import Keyring
    # Reading the priority is how keyring asks whether a backend can work here; most raise if not.
    if Keyring.priority <= 0:
        raise RuntimeError("keyring does not recommend this backend")
    return cast(Callable[[], Backend], Keyring)()
