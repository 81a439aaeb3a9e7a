"""A number in a path: of nine digits at most, so that it is one everywhere that it goes.

Starlette's `int` takes thousands of them, which Python then refuses to read, and the database numbers beyond
its own.
"""

from starlette.convertors import Convertor, register_url_convertor


class PathNumber(Convertor[int]):
    """`{version:number}`; a path with a longer one is no page's."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """As an integer."""
        return int(value)

    def to_string(self, value: int) -> str:
        """As it stands in a path."""
        return str(value)


def know_path_numbers() -> None:
    """From now on routes of this process can have them."""
    register_url_convertor("number", PathNumber())
