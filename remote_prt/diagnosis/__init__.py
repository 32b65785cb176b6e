"""Judging, pure: values in, values out; no I/O, no clock, no log, no thread, nothing outside the standard library's pure part."""
