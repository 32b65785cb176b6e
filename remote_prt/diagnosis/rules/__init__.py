"""One small function per cause: Facts -> Finding or nothing; the tuple in `__init__` of this folder is the order of asking."""
