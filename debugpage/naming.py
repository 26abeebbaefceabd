"""What an app is called: the name by which its pages tell it from others of the same developer."""

import sys
from pathlib import Path
from typing import Any

from debugpage.interlock import layers_of
from debugpage.options import Options


class Running:
    """What this process was started to serve: the target of `debugpage run`, else nothing."""

    def __init__(self) -> None:
        self.target = ""


running = Running()
"""What this process serves."""


def name_of(app: Any, options: Options) -> str:
    """Return what an app is called, without running any code of its own.

    That is what the options call it, else its framework, else the command that serves it; and where
    none of these does, the name of the project's folder.
    """
    return options.name or _told_by_framework(app) or running.target or Path(options.folder).name


def _told_by_framework(app: Any) -> str:
    for layer in layers_of(app):
        # Of Flask and Quart: the module or package that made the app.
        name = getattr(layer, "__dict__", {}).get("import_name")
        if type(name) is str and name != "__main__":
            return name
        if type(layer).__module__.startswith("django."):
            return _django_project()
    return ""


def _django_project() -> str:
    """Return the package that Django's settings are in; "" where no module holds them."""
    settings = getattr(sys.modules.get("django.conf"), "settings", None)
    module = getattr(settings, "SETTINGS_MODULE", None)
    return module.partition(".")[0] if isinstance(module, str) else ""
