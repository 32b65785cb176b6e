"""What stands between this machine and a host: looked at step by step, each with what was seen and its fix."""
