"""The way from an adapter to the core, which is loaded at the first need of it, and only once."""

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than all that is here
if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.debugger import Debugger
    from debugpage.exchange import Request, Response
    from debugpage.healing.answer import Answer
    from debugpage.options import Options
    from debugpage.surroundings import Surroundings


class Core:
    """The debugger of one wrapped app, made at the first error or request for our own paths.

    app: what is wrapped, which is asked for its name. Loading it takes a tenth of a second, so an
    event loop asks for it in a thread.
    """

    def __init__(self, options: "Options", app: object = None) -> None:
        from threading import Lock

        self._options = options
        self._app = app
        self._see_a_request: Callable[[], Request] | None = None
        self._lock = Lock()
        self._debugger: Debugger | None = None

    def on_error(
        self, error: BaseException, see: "Callable[[], Request]", around: "Surroundings"
    ) -> "Response":
        """Record an error and return its page; `see` looks at the request that failed."""
        return self._loaded().on_error(error, see, around)

    def note(
        self,
        error: BaseException,
        around: "Surroundings",
        see: "Callable[[], Request] | None" = None,
    ) -> str:
        """Record an error that no response tells of; return the URL path of its page, if any.

        see: looks at the request that it came of, where one is known.
        """
        return self._loaded().note(error, around, see, self._see_a_request)

    def settle(self) -> None:
        """Wait until what was recorded outlives the process, for a second at most.

        For ends that `atexit` does not hear of: uvicorn ends by the very signal that it was sent.
        """
        if self._debugger is not None:
            from debugpage.history.history import flush

            flush()

    def is_at(self, see: "Callable[[], Request]") -> None:
        """Take it that pages are where `see` looks at a request: errors of none need an address."""
        self._see_a_request = see

    def on_request(self, request: "Request") -> "Answer":
        """Answer a request for one of our own paths."""
        return self._loaded().on_request(request)

    def _loaded(self) -> "Debugger":
        if self._debugger is None:
            with self._lock:  # errors that come at the same time must end in the same store
                if self._debugger is None:
                    self._debugger = self._made()
        return self._debugger

    def _made(self) -> "Debugger":
        from dataclasses import replace

        from debugpage.loading import without_collector

        with without_collector():
            from debugpage.debugger import Debugger
            from debugpage.naming import name_of

        return Debugger(replace(self._options, name=name_of(self._app, self._options)))
