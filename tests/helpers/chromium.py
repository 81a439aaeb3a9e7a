"""One Chromium for many tests, each with windows of its own: to start it takes longer than most of them."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, sync_playwright


class Chromium:
    """Started when somebody first looks at a page; gone at the end of its `with`.

    Until then `asyncio.run` is refused in this thread: playwright's own loop waits there.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def browser(self) -> Browser:
        """The browser at work."""
        if self._browser is None:
            playwright = self._stack.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            self._stack.callback(self._browser.close)
        return self._browser
