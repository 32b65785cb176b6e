"""Settings: which there are, where their values come from, and what is wrong with a file of them."""
