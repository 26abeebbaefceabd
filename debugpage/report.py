"""The model: one error as plain data, which can be rendered, stored, sent and kept.

Nothing here holds an object of the application. Every record is an immutable named tuple of
strings, numbers, booleans, tuples and other such records. Relations between exceptions are
indexes into `Report.problems`, so a chain may be long and even circular without any recursion.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

Kind = Literal["plain", "text", "sequence", "mapping", "set", "object", "failed", "masked"]
"""How a value is shown: `failed` means its `__repr__` did not answer well, `masked` a secret."""
Origin = Literal["request", "websocket", "background", "task", "thread", "lifespan"]
"""What failed: the answer to a request, a WebSocket, work that goes on when a response is complete,
a task or thread that nobody waits for, or the app's start-up or shutdown (ASGI's lifespan)."""


class Value(NamedTuple):
    """One value of the application, described within bounds.

    `type` is the qualified name of its class, `text` its one-line form, `length` its number of
    items or characters where it has one, `children` its items or fields, and `omitted` how many
    of those were left out.
    """

    type: str
    text: str
    kind: Kind = "plain"
    length: int | None = None
    children: "tuple[Entry, ...]" = ()
    omitted: int = 0


class Entry(NamedTuple):
    """A value under its name: a local, an expression, a key, an index or a field."""

    name: str
    value: Value


class Span(NamedTuple):
    """The failing range: line numbers as in the file, columns in characters from 0.

    The end column lies behind the last character (PEP 657, with its UTF-8 bytes converted).
    """

    line: int
    column: int
    end_line: int
    end_column: int


class Source(NamedTuple):
    """A window of a file's lines.

    `first` is the number of the first line shown. `inside` is the delimiter of a string that
    is open where the window begins (`\"\"\"` or `'''`), else empty. `language` is a Pygments
    alias. `version` is the file's modification time (seconds), 0 where there is no file.
    `stale` says that the file was changed after the running code was loaded from it.
    """

    first: int
    lines: tuple[str, ...]
    span: Span | None = None
    inside: str = ""
    language: str = "python"
    version: float = 0.0
    stale: bool = False

    def text_at(self, line: int) -> str | None:
        """Return the line of a number in the file; None where the window does not show it."""
        number = line - self.first
        return self.lines[number] if 0 <= number < len(self.lines) else None


class Frame(NamedTuple):
    """One frame of a traceback.

    `id` is unique in its report. `file` is the name the code was compiled with, or that of the
    template which it stands for; `path` is a shorter form for people. `library` names the package
    the frame belongs to, empty for the developer's own code. `values` are the names and
    sub-expressions at the failing range. `unloaded` is the number of locals of a frame whose
    values were not loaded, neither these nor those; None where they were.
    """

    id: str
    file: str
    path: str
    line: int
    function: str
    module: str = ""
    library: str = ""
    source: Source | None = None
    values: tuple[Entry, ...] = ()
    locals: tuple[Entry, ...] = ()
    locals_omitted: int = 0
    unloaded: int | None = None
    hidden: bool = False
    info: str = ""

    # There are a hundred frames on a page, and `_replace` takes twice as long as these.

    def filled(self, values: "tuple[Entry, ...]", names: "tuple[Entry, ...]", info: str) -> "Frame":
        """Return the frame with its values, its locals and what it tells its reader."""
        return Frame(*self[:8], values, names, *self[10:13], info)

    def without_values(self, unloaded: int) -> "Frame":
        """Return the frame as one of which so many locals were not loaded."""
        return Frame(*self[:8], (), (), 0, unloaded, *self[12:])


class Hint(NamedTuple):
    """A sentence that may save the developer a search, and the code it speaks of, if any."""

    text: str
    code: str = ""


class Problem(NamedTuple):
    """One exception: its type, message, notes and frames, innermost frame last.

    `cause`, `context` and `members` are indexes into `Report.problems`; `context_suppressed`
    is set by `raise … from None`. `frames_omitted` counts frames left out of the middle, after
    the frame at `omitted_after`.
    """

    type: str
    module: str
    message: str
    notes: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    frames: tuple[Frame, ...] = ()
    frames_omitted: int = 0
    omitted_after: int = -1
    cause: int | None = None
    context: int | None = None
    context_suppressed: bool = False
    members: tuple[int, ...] = ()
    members_omitted: int = 0


class Field(NamedTuple):
    """A name and a text: a header, a cookie, a query or form field, a package's version."""

    name: str
    value: str
    masked: bool = False


class RequestInfo(NamedTuple):
    """The request that failed, secrets masked; `body` is None where it was not read.

    `route` is the path that its view is for, as the app has it: `/items/{item_id}`.
    """

    method: str
    url: str
    path: str = ""
    client: str = ""
    endpoint: str = ""
    headers: tuple[Field, ...] = ()
    cookies: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    form: tuple[Field, ...] = ()
    path_parameters: tuple[Field, ...] = ()
    body: str | None = None
    route: str = ""


class Environment(NamedTuple):
    """Where it ran: versions, and the names (never the values) of environment variables."""

    python: str
    platform: str
    packages: tuple[Field, ...] = ()
    variables: tuple[str, ...] = ()


class Report(NamedTuple):
    """One error, whole: what failed, where, with which values, during which request.

    `problems[0]` is the exception that was caught; the others are what it was chained to or
    grouped with. `time` is in seconds since the epoch. `traceback` is Python's own plain text
    of it. `address` is the URL of its page, empty where no server keeps it. `task` is the name
    of the asyncio or trio task that failed, and of those that await it where Python tells them;
    that of the thread where `origin` is one; else empty. `request` of what failed outside of a
    request is the one it was begun by, where that is known.
    """

    id: str
    time: float
    problems: tuple[Problem, ...]
    environment: Environment
    traceback: str
    app: str = ""
    request: RequestInfo | None = None
    address: str = ""
    problems_omitted: int = 0
    task: str = ""
    origin: Origin = "request"


class ConsoleAccess(NamedTuple):
    """What a page needs to reach the consoles of its frames.

    `endpoint` is the path below which commands are posted (`…/<boot>/`), `tokens` maps frame
    ids to the token that opens each, and `project` names the one whose history of inputs it is.
    `whole` is the address of the page with the values of all frames, "" where there is none.
    """

    endpoint: str
    tokens: dict[str, str]
    project: str = ""
    whole: str = ""


class Healing(NamedTuple):
    """What a page needs to follow the app when its code is saved.

    `events` is where restarts are told, "" where they are not, and `generation` the run of the app
    that made the page. `asked` names the request that failed, for people, and `address` is its path
    and query, "" where they are masked. `loads` says that loading the page sends it again. What is
    more than a reading is sent again by a command to `again` with a `secret`, or cannot be: then
    `obstacle` says why.
    """

    events: str = ""
    generation: str = ""
    asked: str = ""
    loads: bool = False
    address: str = ""
    again: str = ""
    secret: str = ""
    obstacle: str = ""


UNFOLLOWED = Healing()
"""What a page is told that cannot follow the app: one that no server keeps."""


class Chained(Protocol):
    """What tells by which exceptions another one was preceded, by their indexes."""

    @property
    def cause(self) -> int | None:
        """That of `__cause__`."""

    @property
    def context(self) -> int | None:
        """That of `__context__`."""

    @property
    def context_suppressed(self) -> bool:
        """Whether `__suppress_context__` is set."""


def root_cause(problems: Sequence[Chained]) -> int:
    """Return the index of the exception where the trouble began.

    From the exception caught, follow its cause, else its context unless suppressed, as
    Python's own traceback does (PEP 3134, PEP 415), to the end. Cycles end the walk.
    """
    here, seen = 0, {0}
    while (there := predecessor(problems[here])) is not None and there not in seen:
        seen.add(there)
        here = there
    return here


def is_wrapper(problem: Problem) -> bool:
    """Tell whether it is a group of one, as task groups raise it: all it tells is its member."""
    return len(problem.members) == 1 and not problem.members_omitted


def heading(problems: tuple[Problem, ...]) -> Problem:
    """Return the exception that a report is called after: the one caught, or the only one in it.

    A group of one says nothing that its member does not; groups of one may be nested.
    """
    here, seen = 0, set[int]()
    while is_wrapper(problems[here]) and here not in seen:
        seen.add(here)
        here = problems[here].members[0]
    return problems[here]


def predecessor(problem: Chained) -> int | None:
    """Return the index of the exception that Python would print before this one, if any."""
    if problem.cause is not None:
        return problem.cause
    return None if problem.context_suppressed else problem.context


def without_values(report: Report) -> Report:
    """Return the report with no local and no value in it, for readers that may not see them."""

    def bare(frame: Frame) -> Frame:
        return frame._replace(values=(), locals=(), locals_omitted=0, unloaded=None, info="")

    problems = tuple(p._replace(frames=tuple(map(bare, p.frames))) for p in report.problems)
    return report._replace(problems=problems)
