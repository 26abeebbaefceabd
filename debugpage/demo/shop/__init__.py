"""The business code that both halves of the demo share. Every bug in it is there on purpose."""
