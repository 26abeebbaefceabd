"""Every exchange of the table, at every venue whose app has the route."""

from tests.conformance.table import Row
from tests.venues import Venue


def test_exchange(venue: Venue, row: Row) -> None:
    row.expect(venue, row.ask, venue.send(row.ask))
