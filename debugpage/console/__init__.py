"""The console: who may run code in a live frame, where frames are kept, and how code is run.

`gate` and `tokens` judge requests and `command` reads them; `store` holds the live frames, within
bounds; `evaluate` runs what was typed in one of them, with its output caught. It knows no page.
"""
