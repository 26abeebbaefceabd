"""The parts of the ASGI adapter: what each kind of connection needs beside the app."""
