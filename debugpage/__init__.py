"""debugpage: the error page that every Python web app deserves."""

import sys
from types import ModuleType

from debugpage import process as process  # to note the time at once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from debugpage.capture import capture
    from debugpage.integrations import install
    from debugpage.options import Options
    from debugpage.render import HtmlRenderer, render
    from debugpage.report import Report

__version__ = "0.1.0"
__all__ = ["HtmlRenderer", "Options", "Report", "capture", "install", "render"]

_HOMES = {
    "HtmlRenderer": "debugpage.render",
    "Options": "debugpage.options",
    "Report": "debugpage.report",
    "capture": "debugpage.capture",
    "install": "debugpage.integrations",
    "render": "debugpage.render",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that importing costs nothing (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """The package as a module in which `capture` and `render` stay functions.

    The import system binds every sub-package to its parent under its own name; two of ours share
    theirs with a public function, and the function is what `debugpage.capture` must be.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
