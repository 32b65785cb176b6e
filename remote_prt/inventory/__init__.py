"""Whom to visit: host words, ranges, files and YAML inventories become Targets."""
