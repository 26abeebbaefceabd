"""Objects that stand for others: what is behind one, found without asking it."""

import contextvars
from operator import attrgetter
from types import FunctionType
from typing import Any

from debugpage.console.completion import look


def unwrapped(context: contextvars.Context, value: Any) -> Any:
    """Return the object that a proxy of Werkzeug or Django stands for; any other as it is.

    context: where the context variables are read that Flask's `request`, `session` and `g` look
    into.
    """
    cls = type(value)
    if cls is object or look.full_name(cls) not in _BEHIND:
        return value
    try:
        return _BEHIND[look.full_name(cls)](context, value)
    except Exception:  # noqa: BLE001  # a library of another version, or nothing behind it
        return value


def _behind_local(context: contextvars.Context, proxy: Any) -> Any:
    """Return what a `werkzeug.local.LocalProxy` of a context variable stands for."""
    getter = look.in_class(type(proxy), "_get_current_object").__get__(proxy)
    if type(getter) is not FunctionType:
        return proxy
    cells = zip(getter.__code__.co_freevars, getter.__closure__ or (), strict=True)
    closure = {name: cell.cell_contents for name, cell in cells}
    variable = closure["local"]
    if type(variable) is not contextvars.ContextVar or variable not in context:
        return proxy
    return _named(closure["get_name"], context[variable], proxy)


def _named(getter: Any, value: Any, missing: Any) -> Any:
    """Return what `operator.attrgetter` would, as far as the object itself holds it."""
    if type(getter) is not attrgetter:
        return value
    names: Any = getter.__reduce__()[1]
    return look.read(value, names[0], missing)


def _behind_lazy(_context: contextvars.Context, proxy: Any) -> Any:
    """Return what a `django.utils.functional.LazyObject` has made, if it has made it yet."""
    made = look.read(proxy, "_wrapped", proxy)
    return proxy if type(made) is object else made


_BEHIND = {
    "werkzeug.local.LocalProxy": _behind_local,
    "django.utils.functional.LazyObject": _behind_lazy,
    "django.utils.functional.SimpleLazyObject": _behind_lazy,
}
