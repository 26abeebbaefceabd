"""debugpage: the error page that every Python web app deserves."""

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


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
