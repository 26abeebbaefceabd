"""The demo: a small shop with bugs in it, once as a Flask app and once as a Starlette app."""
