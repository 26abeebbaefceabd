"""Ariadne: GraphQL, which answers errors of resolvers with status 200."""

from typing import Any

import ariadne
from ariadne.asgi import GraphQL
from ariadne.wsgi import GraphQL as WsgiGraphQL

from tests.matrix.apps.shop import PRICES
from tests.matrix.apps.twins import twins

query = ariadne.QueryType()


@query.field("price")
def price(_source: None, _info: Any, country: str) -> float:
    return PRICES[country]


schema = ariadne.make_executable_schema("type Query { price(country: String!): Float! }", query)
app = twins(lambda: GraphQL(schema))
over_wsgi = twins(lambda: WsgiGraphQL(schema))
