"""The way from an adapter to the core, which is loaded at the first need of it, and only once."""

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.debugger import Debugger
    from debugpage.exchange import Request, Response
    from debugpage.healing.answer import Answer
    from debugpage.options import Options
    from debugpage.surroundings import Surroundings


class Core:
    """The debugger of one wrapped app, made at the first error or request for our own paths.

    Loading it takes a tenth of a second, so an event loop asks for it in a thread.
    """

    def __init__(self, options: "Options") -> None:
        self._options = options
        self._lock = threading.Lock()
        self._debugger: Debugger | None = None

    def on_error(
        self, error: BaseException, see: "Callable[[], Request]", around: "Surroundings"
    ) -> "Response":
        """Record an error and return its page; `see` looks at the request that failed."""
        return self._loaded().on_error(error, see, around)

    def on_request(self, request: "Request") -> "Answer":
        """Answer a request for one of our own paths."""
        return self._loaded().on_request(request)

    def _loaded(self) -> "Debugger":
        if self._debugger is None:
            with self._lock:  # errors that come at the same time must end in the same store
                if self._debugger is None:
                    from debugpage.debugger import Debugger

                    self._debugger = Debugger(self._options)
        return self._debugger
