"""What this machine keeps between runs, in folders that only its account can read."""
