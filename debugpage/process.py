"""What is to be known of this process from its beginning."""

import time

STARTED = time.time()
"""When it loaded debugpage, in seconds: a file that was changed later may not be what runs."""
