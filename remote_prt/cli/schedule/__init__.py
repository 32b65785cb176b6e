"""A sweep that runs each night: its words checked, and written down for systemd or Task Scheduler."""
