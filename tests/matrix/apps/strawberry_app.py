"""Strawberry: GraphQL, which answers errors of resolvers with status 200."""

import strawberry
from strawberry.asgi import GraphQL

from tests.matrix.apps.shop import PRICES
from tests.matrix.apps.twins import twins


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def price(self, country: str) -> float:
        return PRICES[country]


def make() -> GraphQL[None, None]:
    """Return a fresh app."""
    return GraphQL(strawberry.Schema(Query))


app = twins(make)
