"""Ask all warehouses at once: two of the three fail, each for its own reason."""

# The bug is one that mypy would find.
# mypy: disable-error-code="operator, no-any-return"

import asyncio
from dataclasses import dataclass, field


@dataclass
class Warehouse:
    """A place with shelves, each with so many pieces of an article."""

    city: str
    shelves: dict[str, int] = field(default_factory=dict)
    reachable: bool = True

    async def stock(self, article: str) -> int:
        """Return how many pieces of `article` are there."""
        await asyncio.sleep(0)
        if not self.reachable:
            raise ConnectionError(f"{self.city} does not answer")
        return self.shelves[article]


WAREHOUSES = (
    Warehouse("Leeds", {"Assam": 40, "Sencha": 12}),
    Warehouse("Calais", {"Assam": 7}),
    Warehouse("Rotterdam", {"Sencha": 90}, reachable=False),
)


async def total_stock(article: str) -> int:
    """Return how many pieces of `article` all warehouses have together."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(house.stock(article), name=house.city) for house in WAREHOUSES]
    return sum(task.result() for task in tasks)


async def first_stock(article: str) -> str:
    """Say what the first warehouse has, and stumble over the article's name."""
    leeds = WAREHOUSES[0]
    pieces = await leeds.stock(article)
    return "There are " + pieces + " pieces"
