"""The console: who may run code in a live frame, where frames are kept, and how code is run.

`gate` and `tokens` judge requests: by what their `head` says, and by the `peer`, whom the kernel's
table of each `connection` and the `program` that holds it tell; where they do not, `unlock` lets a
browser in, by one of its `doors`. `command` reads requests; `store` holds the live frames as they
were `seen`, within bounds; `evaluate` runs what was typed in one of them, with its output caught.
It knows no page.
"""
