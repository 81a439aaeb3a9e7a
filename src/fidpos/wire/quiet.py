"""Messages that carry secrets or names, and keep them out of logs and tracebacks."""

import msgspec


class Quiet(msgspec.Struct, frozen=True):
    """A message whose `repr` is its kind and, where it has one, its id."""

    def __repr__(self) -> str:
        """Nothing of what it carries."""
        return f"{type(self).__name__}({getattr(self, 'id', '…')})"
