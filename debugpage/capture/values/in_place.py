"""Describing at once: values of which nothing is asked, where the caller runs.

A thread that may be left behind costs more than most values do, so it is started only for those
that have something to say themselves.
"""

import sys

from debugpage.capture import anatomy
from debugpage.capture.guard import Abandoned
from debugpage.capture.values.describer import Describer
from debugpage.capture.values.known import needs_guard
from debugpage.report import Value

_TRUSTED = {
    "datetime": ("date", "datetime", "time", "timedelta"),
    "decimal": ("Decimal",),
    "pathlib": ("PosixPath", "PurePosixPath", "PureWindowsPath", "WindowsPath"),
    "re": ("Pattern",),
    "uuid": ("UUID",),
}
"""Classes of the standard library whose `__repr__` is short, quick, and asks nobody else."""


class NeedsGuardError(Abandoned):
    """Ends a description that would run code of the application, or of a library of its."""


class InPlaceDescriber(Describer):
    """A describer that raises NeedsGuardError where it would have to ask an object."""

    def _known(self, value: object) -> Value | None:
        if needs_guard(value):
            raise NeedsGuardError
        return super()._known(value)

    def _told(self, value: object) -> Value:
        if not is_trusted(type(value)):
            raise NeedsGuardError
        return super()._told(value)


def is_trusted(cls: type) -> bool:
    """Tell whether a class is one of those whose `__repr__` needs no guard, and no impostor."""
    module = anatomy.module_name(cls)
    names = _TRUSTED.get(module, ())
    name = anatomy.qualified_name(cls)
    home = anatomy.instance_dict(sys.modules.get(module)) if name in names else None
    return home is not None and home.get(name) is cls
