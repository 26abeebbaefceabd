"""Sum up the sales: the query names a column that the table does not have."""

import sqlite3
from contextlib import closing

SCHEMA = """
    CREATE TABLE sales (day TEXT, article TEXT, pieces INTEGER, amount REAL);
    INSERT INTO sales VALUES ('2026-11-20', 'Assam', 3, 27.60), ('2026-11-21', 'Sencha', 1, 14.20);
"""
TURNOVER = """
    SELECT day, SUM(total) AS turnover
    FROM sales
    WHERE day >= :since
    GROUP BY day
"""


def turnover(since: str) -> list[tuple[str, float]]:
    """Return the turnover of each day from `since` (ISO 8601) on."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return query(connection, TURNOVER, since=since)


def query(
    connection: sqlite3.Connection, statement: str, **parameters: str
) -> list[tuple[str, float]]:
    """Return all rows that `statement` finds."""
    return connection.execute(statement, parameters).fetchall()
