"""The processes of one server: how the one that a request reaches asks the one that has the error.

Each process listens on a socket that only its own user can reach, from its first error on. Frames,
keys and counters stay with their process: what crosses is the request, and its response.
"""
