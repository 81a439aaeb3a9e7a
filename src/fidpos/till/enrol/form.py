"""The pages of one enrolment as somebody goes through them: what is typed, where they are, the way back."""

from collections.abc import Callable

from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.till.enrol.pages import FORMS, Page, keys_of
from fidpos.till.enrol.typed import Read, Typed

_NEXT = {
    Page.WHO: Page.CONSENTS,
    Page.HOME: Page.CHILDREN,
    Page.CHILDREN: Page.CONSENTS,
    Page.CONSENTS: Page.CHECK,
}


class Form:
    """What was typed stays until the enrolment is given up.

    Args:
        policy: what the merchant decides.
        read: what texts mean, today.

    Attributes:
        typed: the texts.
        read: what they mean.
        at: the field of the page that the keys go into.
        left: fields that the keys have been in.
    """

    def __init__(self, policy: EnrolmentPolicy, read: Callable[[Typed], Read]) -> None:
        self.typed = Typed()
        self.read = read(self.typed)
        self.at = 0
        self.left: frozenset[str] = frozenset()
        self._policy = policy
        self._meaning = read
        self._trail = [Page.WHO]

    @property
    def page(self) -> Page:
        """Where one is."""
        return self._trail[-1]

    @property
    def fields(self) -> tuple[str, ...]:
        """Of the page."""
        return self._fields_of(self.page)

    def fill_in(self, key: str, text: str) -> bool:
        """The text of a field of the page; whether it is another one than before."""
        self.at = self.fields.index(key)
        if text == self.typed.text(key):
            return False
        self.typed = self.typed.having(key, text)
        self.read = self._meaning(self.typed)
        return True

    def step(self, move: int) -> None:
        """The next field, or the next page once nothing on this one is wrong."""
        fields = self.fields
        self.left |= {fields[self.at]}
        if self.at + move < len(fields):
            self.at = max(0, self.at + move)
        elif not self._stop_at_fault(self.page):
            self.turn_to(_NEXT[self.page])

    def open_more(self) -> None:
        """Address and family, unless something is still wrong."""
        if self.page is Page.WHO and not self._stop_at_fault(Page.WHO):
            self.turn_to(Page.HOME)

    def turn_to(self, page: Page) -> None:
        """That page, or the next one that has something to type; nothing wrong comes to the check."""
        while page in FORMS and not self._fields_of(page):
            page = _NEXT[page]
        if page is Page.CHECK:
            page = next((each for each in FORMS if self._faults_of(each)), page)
        self._trail.append(page)
        self.at = 0
        if page in FORMS:
            self._stop_at_fault(page, left_too=False)

    def back(self) -> bool:
        """The page before; False when there is none."""
        self._trail.pop()
        self.at = 0
        return bool(self._trail)

    def _stop_at_fault(self, page: Page, *, left_too: bool = True) -> bool:
        """Whether something on the page is wrong; the keys then go there, and it is said."""
        fields, faults = self._fields_of(page), self._faults_of(page)
        if left_too or faults:
            self.left |= set(fields)
        if faults:
            self.at = fields.index(faults[0])
        return bool(faults)

    def _faults_of(self, page: Page) -> tuple[str, ...]:
        return tuple(key for key in self._fields_of(page) if key in self.read.faults)

    def _fields_of(self, page: Page) -> tuple[str, ...]:
        return keys_of(page, self._policy, self.read)
