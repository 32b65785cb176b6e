"""People are told of a run: the options, what happens after the report, and runs that never began."""
