"""Compare two objects whose `__repr__` is broken, each in its own way."""

# The bug is one that mypy would find.
# mypy: disable-error-code="type-var"


class Unsaved:
    """A record of which the text needs a database that is not there."""

    def __repr__(self) -> str:
        raise ConnectionError("no database to ask for my name")


class Endless:
    """A record whose text takes for ever."""

    def __repr__(self) -> str:
        while True:
            pass


class Markup:
    """A record whose text would be a script, if a page were careless."""

    def __repr__(self) -> str:
        return "<script>alert('careless')</script>"


def newest() -> object:
    """Return the newest of some records, which have no order."""
    unsaved, endless, markup = Unsaved(), Endless(), Markup()
    huge = [list(range(1000)) for _ in range(1000)]
    loop: list[object] = ["I hold myself:"]
    loop.append(loop)
    return max([unsaved, endless, markup, huge, loop])
