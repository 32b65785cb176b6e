"""Judging, pure: values in, values out; no I/O, clock, log or thread, only the standard library's pure part."""
