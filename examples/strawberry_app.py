"""A GraphQL API by Strawberry with debugpage (ASGI).

    DEBUGPAGE=1 uvicorn examples.strawberry_app:app

Then send to http://127.0.0.1:8000/graphql

    query { price(country: "DE") }

The answer stays GraphQL's own; the terminal has the address of the error's page, and so has the
list at http://127.0.0.1:8000/__debugpage__/. http://127.0.0.1:8000/price/DE fails as a page.
"""

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from strawberry.asgi import GraphQL

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


@strawberry.type
class Query:
    @strawberry.field
    def price(self, country: str) -> float:
        return PRICES[country]


async def price(request: Request) -> JSONResponse:
    return JSONResponse({"price": PRICES[request.path_params["country"]]})


api: GraphQL[None, None] = GraphQL(strawberry.Schema(Query))
app = debugpage.install(
    Starlette(routes=[Route("/price/{country}", price), Mount("/graphql", api)])
)
