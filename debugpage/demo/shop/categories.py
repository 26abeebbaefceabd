"""Make a breadcrumb of categories: two of them contain each other, so it never ends."""

PARENTS = {"Green tea": "Tea", "Tea": "Hot drinks", "Hot drinks": "Tea"}


def breadcrumb(category: str) -> str:
    """Return the way from the root to `category`."""
    parent = PARENTS.get(category)
    return f"{breadcrumb(parent)} / {category}" if parent else category
