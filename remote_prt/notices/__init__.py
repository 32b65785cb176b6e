"""Messages about a run to people who do not read its report: when, what, and how they are sent."""
