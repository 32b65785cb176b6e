"""When and in which order hosts are visited: the pool, one visit, the sweep."""
