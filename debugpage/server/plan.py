"""What a child process is to do: plain data, handed over as JSON."""

from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from debugpage.server.interface import Interface
from debugpage.server.target import Target


class Plan(NamedTuple):
    """The app to serve, and how.

    `module`, `name` and `folder` are those of a `Target`. `interface` is empty where it is to be
    found out. `debug` puts debugpage around the app. `preload` are installed modules to be loaded
    ahead of need. `notice` is what to tell in place of an app, where there is none to be had.
    """

    module: str
    name: str
    folder: str
    interface: Interface | Literal[""] = ""
    debug: bool = True
    preload: tuple[str, ...] = ()
    notice: str = ""

    @property
    def target(self) -> Target:
        """The app's target."""
        return Target(self.module, self.name, Path(self.folder))

    def to_message(self) -> dict[str, Any]:
        """Return the plan as JSON data."""
        return self._asdict()

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Return the plan that was made into JSON data."""
        return cls(**{**message, "preload": tuple(message["preload"])})
