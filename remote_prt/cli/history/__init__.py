"""Runs enter history, are compared with each other, and are missed."""
