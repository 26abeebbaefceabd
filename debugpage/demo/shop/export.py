"""Export the sales line by line: a day without an amount stops it."""

# The bug is one that mypy would find.
# mypy: disable-error-code="str-format"

from collections.abc import Iterator

SALES = {"2026-11-20": None, "2026-11-21": 27.60, "2026-11-22": 8.40}


def headed(sales: dict[str, float | None]) -> Iterator[str]:
    """Yield the sales as CSV, with a line of titles first."""
    yield "day,amount\n"
    yield from lines(sales)


def lines(sales: dict[str, float | None]) -> Iterator[str]:
    """Yield the sales as CSV, one line a day."""
    for day, amount in sorted(sales.items()):
        yield f"{day},{amount:.2f}\n"
