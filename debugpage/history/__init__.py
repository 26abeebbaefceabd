"""Reports of errors that outlive their process: in one file of this user's, for all processes."""
