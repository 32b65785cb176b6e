"""The version of this tool: it is written into captures and reports, so that old ones stay readable."""

__version__ = "0.1.0"
