"""What the developer is told in the log: errors that were met, requests refused, code that ran.

No line holds a secret: no token, key or cookie; code only where it is shown to nobody but who sits
at the terminal.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from debugpage.console.gate import Level, Verdict
from debugpage.exchange import Request
from debugpage.printed import has_printed
from debugpage.render.visible import visible
from debugpage.render.words import outside, short_headline
from debugpage.report import Report, heading

if TYPE_CHECKING:
    from debugpage.console.command import Command, Refusal

QUIET_SECONDS = 60.0
"""For how long a reason that was told is not told again."""
MOST_REASONS = 20
"""Different reasons that are told in that time; who is refused may choose some of their words."""
_MOST_CODE = 80
_HASH_DIGITS = 12

_log = logging.getLogger("debugpage")


def log_error(report: Report, verdict: Verdict, record: logging.LogRecord | None = None) -> None:
    """Log an error with the address of its page, and why the page was held back, if it was.

    Python has printed the traceback of a task's or a thread's, and the app may have printed that
    of an error it logged; of those the last line is told. record: the one by which it did.
    """
    asked = _one_line(report.request.method, report.request.path) if report.request else ""
    what = " of ".join(part for part in (outside(report), asked) if part) or "The app"
    refused = f" (shown to nobody: {verdict.reason})" if verdict.level is Level.NOTHING else ""
    if report.origin in ("task", "thread") or (record is not None and has_printed(record)):
        failed = short_headline(heading(report.problems))
        text = f"{what} raised {failed}; see {report.address}{refused}"
    else:
        text = f"{what} raised; see {report.address}{refused}\n{report.traceback}"
    _log.error("%s", visible(text.rstrip()))


def log_evaluation(command: "Command", session: str) -> None:
    """Log that code runs: in which session and frame, its length and digest.

    session: tells browsers apart that were let in; "" for one that needed not be. What the code is
    is shown where standard error is a terminal, and goes to no file.
    """
    code = command.code
    digest = hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()[:_HASH_DIGITS]
    whose = f"session {session[:8]}" if session else "own browser"
    text = (
        f"{time.strftime('%H:%M:%S')} code runs ({whose}, error …{command.tb[-8:]}, frame"
        f" {command.frame}, {len(code)} characters, SHA-256 {digest}…)"
    )
    shown = visible(" ".join(code[:_MOST_CODE].splitlines()))
    from debugpage.console.unlock import terminal

    is_told = terminal.tell(f"{text} {shown}")
    _log.log(logging.INFO if is_told else logging.WARNING, "%s", text)


def log_resend(method: str, path: str) -> None:
    """Log that a request is sent again, as a page has asked."""
    _log.info("%s", visible(f"Sent again: {_one_line(method, path)}"))


class Refusals:
    """Logs why requests are refused: each reason once a minute. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._told: dict[str, float] = {}
        self._untold = 0

    def log(self, request: Request, refusal: "Refusal") -> None:
        """Log a refusal, unless its reason was told just before."""
        asked = _one_line(request.method, request.path)
        why = str(refusal.__cause__ or refusal.sentence)
        untold = self._count_if_new(why)
        if untold is None:
            return
        more = f" ({untold} more were refused meanwhile)" if untold else ""
        _log.warning("%s", visible(f"Refused {asked}: {why}{more}"))

    def _count_if_new(self, why: str) -> int | None:
        """Return how many were not told of since the last; None if this one is one of them."""
        with self._lock:
            now = self._clock()
            self._told = {
                reason: told for reason, told in self._told.items() if now - told < QUIET_SECONDS
            }
            if why in self._told or len(self._told) >= MOST_REASONS:
                self._untold += 1
                return None
            self._told[why] = now
            untold, self._untold = self._untold, 0
            return untold


def _one_line(method: str, path: str) -> str:
    """Return what was asked so that no character of it can pretend to be a line of the log."""
    return f"{quote(method)} {quote(path[:200], errors='replace')}"
