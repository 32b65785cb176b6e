"""Finds, reads, composes and hashes the PowerShell in `ps_snippets/`: what is shown is what runs, byte for byte."""

from remote_prt.snippets.bundle import compose_bundle
from remote_prt.snippets.shipped import get_snippet, list_snippets, local_snippets
from remote_prt.snippets.snippet import OutputField, Snippet
from remote_prt.snippets.visit_script import ComposedScript, compose_visit

__all__ = [
    "ComposedScript",
    "OutputField",
    "Snippet",
    "compose_bundle",
    "compose_visit",
    "get_snippet",
    "list_snippets",
    "local_snippets",
]
