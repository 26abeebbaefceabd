"""Values: any object as a bounded tree of texts, made without surprises."""
