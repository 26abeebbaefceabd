"""Source: the lines around a place, whose they are, and what on them failed."""
