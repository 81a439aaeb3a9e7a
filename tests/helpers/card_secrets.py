"""The keys and counters of a till, held in memory."""

from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.errors import StoreError


class HeldSecrets:
    """`CardSecrets` for tests: holds what it is given, remembers the highest counter of each card."""

    def __init__(self) -> None:
        self._keys: dict[tuple[KeyUse, str], list[CardKey]] = {}
        self._signing: dict[int, bytes] = {}
        self.somebodys: set[str] = set()
        self._counters: dict[tuple[str, str], int] = {}
        self.refuse: StoreError | None = None
        """What keeping a key comes to, if not None."""

    def hold(self, use: KeyUse, card: str, secret: bytes, key_id: int = 1) -> "HeldSecrets":
        self._keys.setdefault((use, card), []).append(CardKey(key_id=key_id, secret=secret))
        return self

    def is_somebodys(self, uid: str) -> bool:
        return uid in self.somebodys

    def put_card_key(self, use: KeyUse, card: str, key: CardKey) -> None:
        if self.refuse is not None:
            raise self.refuse
        self._keys.setdefault((use, card), []).append(key)

    def trust(self, key_id: int, public_key: bytes) -> "HeldSecrets":
        self._signing[key_id] = public_key
        return self

    def card_key(self, use: KeyUse, card: str, key_id: int | None = None) -> CardKey | None:
        keys = [key for key in self._keys.get((use, card), []) if key_id in {None, key.key_id}]
        return max(keys, key=lambda key: key.key_id, default=None)

    def card_keys(self, use: KeyUse) -> tuple[tuple[str, CardKey], ...]:
        held = [(card, key) for (of, card), keys in self._keys.items() if of is use for key in keys]
        return tuple(sorted(held, key=lambda pair: -pair[1].key_id))

    def signing_key(self, key_id: int) -> bytes | None:
        return self._signing.get(key_id)

    def counter_rises(self, form: str, card: str, counter: int) -> bool:
        rises = counter > self._counters.get((form, card), -1)
        if rises:
            self._counters[form, card] = counter
        return rises
