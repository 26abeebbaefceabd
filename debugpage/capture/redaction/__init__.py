"""Redaction: what is a secret, found in names, values and texts, and masked before it is shown."""
