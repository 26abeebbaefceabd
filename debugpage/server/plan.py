"""What a child process is to do: plain data, handed over as JSON."""

from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from debugpage.interface import Interface
from debugpage.server.target import Target


class Setting(NamedTuple):
    """A variable of the environment and the value it is given; None takes it away."""

    name: str
    value: str | None


Step = str | Setting
"""An installed module to be imported, or a variable to be set before those that follow."""


class Plan(NamedTuple):
    """The app to serve, and how.

    `module`, `name` and `folder` are those of a `Target`. `interface` is empty where it is to be
    found out. `debug` puts debugpage around the app. `steps` are what to do ahead of need, in the
    order in which the project does it. `late` are variables that the project sets when nothing
    that is installed is imported any more. `notice` is what to tell in place of an app, where
    there is none to be had. `live` lets pages of the app follow it.
    """

    module: str
    name: str
    folder: str
    interface: Interface | Literal[""] = ""
    debug: bool = True
    steps: tuple[Step, ...] = ()
    late: tuple[str, ...] = ()
    notice: str = ""
    live: bool = False

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
        steps = read_steps(message["steps"])
        return cls(**{**message, "steps": steps, "late": tuple(message["late"])})


def read_steps(data: list[Any]) -> tuple[Step, ...]:
    """Return the steps that were made into JSON data."""
    return tuple(Setting(*step) if isinstance(step, list) else step for step in data)
