"""The prompt: a file per verb, and the one place where concrete parts are chosen."""
