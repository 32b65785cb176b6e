"""Finds, reads, composes and hashes the PowerShell in `ps_snippets/`: what is shown is what runs, byte for byte."""

from remote_prt.snippets.action_script import DRY_RUN, compose_action, is_dry_run_possible
from remote_prt.snippets.bundle import compose_bundle
from remote_prt.snippets.door_script import compose_door
from remote_prt.snippets.module import ModuleFile, module_files
from remote_prt.snippets.shipped import action_snippets, door_snippets, get_snippet, list_snippets, local_snippets
from remote_prt.snippets.snippet import OutputField, Snippet
from remote_prt.snippets.visit_script import ComposedScript, compose_visit

__all__ = [
    "DRY_RUN",
    "ComposedScript",
    "ModuleFile",
    "OutputField",
    "Snippet",
    "action_snippets",
    "compose_action",
    "compose_bundle",
    "compose_door",
    "compose_visit",
    "door_snippets",
    "get_snippet",
    "is_dry_run_possible",
    "list_snippets",
    "local_snippets",
    "module_files",
]
