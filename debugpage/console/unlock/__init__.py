"""Opening the consoles to a browser that is not known by its connection: once, by its user.

`shelf` keeps small records for all processes of one user. On it stand the `sessions` of browsers
that were let in, the one-time `keys` of links in the terminal, and the `challenges`: browsers that
ask, and are let in by a code or by `debugpage approve`. Nothing here reads requests or writes
pages.
"""
