"""A Django model on a database in memory, and how often a connection to it was opened."""

import itertools
import os
from typing import Any

import django
from django.conf import settings
from django.db.backends.signals import connection_created

# The counter has to see queries on an event loop, too, where Django would refuse them.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

if not settings.configured:
    settings.configure(
        DEBUG=True,
        SECRET_KEY="hunter2",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    )
    django.setup()

# Models need the settings.
from django.db import connection, models

_opened = itertools.count(1)
_last = [0]


def _count(**_: Any) -> None:
    _last[0] = next(_opened)


connection_created.connect(_count)


def connections_opened() -> int:
    """Return how often anything has opened a connection to the database, as every query does."""
    return _last[0]


class Order(models.Model):  # type: ignore[misc]  # Django has no types
    """Something whose rows nobody asked for."""

    price = models.IntegerField()

    class Meta:
        app_label = "shop"

    def __str__(self) -> str:
        return f"order {self.pk}"


def query() -> int:
    """Run a query, as a QuerySet does when it is read, and return how many were run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connections_opened()
