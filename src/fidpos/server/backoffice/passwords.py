"""Passwords of the office: which ones are taken, how they are hashed, how one is checked.

Length is what counts (OWASP ASVS 5.0, V6.2): no rules about kinds of signs, none about changing it.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message

LEAST = 12
MOST = 128
_SIGNS_LEAST = 5
_GUESSED_FIRST = """
    motdepasse passwort password passw0rd azertyuiop qwertyuiop qwertzuiop administrateur administrator
    bienvenue iloveyou jetaime letmein changeme changezmoi soleil doudou princesse football fidpos
    123456789 1234567890 987654321 azerty qwerty admin welcome secret
"""


def problem_with(password: str, login: str) -> Message | None:
    """Why a new password is not taken; None for one that is.

    Args:
        password: as typed; blanks count.
        login: of the same person, which is guessed first.
    """
    if not LEAST <= len(password) <= MOST:
        return Message(key="office.password.length", params={"least": LEAST, "most": MOST})
    if len(set(password)) < _SIGNS_LEAST or _is_guessed_first(password.casefold(), login):
        return Message(key="office.password.guessed")
    return None


def check_new(form: Form, login: str) -> None:
    """What a form says in `password` and `again`, with its problems."""
    password = form.typed("password")
    problem = problem_with(password, login)
    if problem is not None:
        form.wrong("password", problem.key, **problem.params)
    elif password != form.typed("again"):
        form.wrong("again", "office.password.not_again")


def hashed(password: str) -> str:
    """What is kept of it: Argon2id, 64 MiB, three passes (RFC 9106, section 4; above OWASP's least)."""
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the one; as much work when there is none to compare with."""
    known = password_hash if password_hash is not None else _nobodys()
    try:
        _hasher().verify(known, password[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _is_guessed_first(said: str, login: str) -> bool:
    """A well-known word, or somebody's own address, with nothing but digits and signs around it."""
    known = {*_GUESSED_FIRST.split(), login, login.partition("@")[0]}
    bare = "".join(each for each in said if each.isalpha())
    return said in known or bare in known or any(said == word * (len(said) // len(word)) for word in known)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")
