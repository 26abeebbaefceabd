"""The embedded server. `debugpage run`, which reloads code, will grow here."""
