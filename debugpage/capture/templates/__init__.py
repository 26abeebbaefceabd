"""Templates: where in one an error was, with its text and variables, for each engine."""
