"""What an example is, and how the two halves of the demo list theirs."""

from typing import Literal, NamedTuple


class Example(NamedTuple):
    """One link of the demo's page, or one form where the method is POST.

    `path` is below the half's own, `look` says in a sentence what to look at, `type_this` is
    something worth typing into the console of the frame that stands open. `fields` are what the
    form sends.
    """

    path: str
    title: str
    look: str
    type_this: str = ""
    method: Literal["GET", "POST"] = "GET"
    fields: tuple[tuple[str, str], ...] = ()


class Half(NamedTuple):
    """One of the demo's two apps: where it is mounted, how it was wrapped, what it shows."""

    mount: str
    name: str
    interface: str
    code: str
    examples: tuple[Example, ...]
