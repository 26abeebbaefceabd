"""What is to be known of this process from its beginning."""

import time


class Beginning:
    """When a process began to load what it runs.

    `moment` is in seconds: a file that was changed later may not be what runs.
    """

    def __init__(self) -> None:
        self.moment = time.time()

    def is_now(self) -> None:
        """Take it that nothing was loaded so far that may change: a process waited, or forked."""
        self.moment = time.time()


beginning = Beginning()
"""The beginning of this process: that it has loaded debugpage, if nobody says otherwise."""
