"""The command line that visits some hosts again: the options of this run, without what chose its hosts."""

import shlex

import click
from click.core import ParameterSource

from remote_prt.reports.escape import printable

#: These chose the hosts or the place of the report; a rerun names its hosts itself.
_LEFT_OUT = {
    *("hosts", "host_lists", "hostfiles", "limit", "exclude", "pick", "pick_seed", "list_hosts"),
    *("output", "report_format"),
    "password_descriptor",  # a descriptor is open for this run only
}


def rerun_prefix(context: click.Context) -> str:
    """`remote_prt` with the options that were given, quoted for a shell; never a secret, for no option takes one.

    An option whose value would act on a terminal is left out: escaped it would mean something else, and raw it must not
    be printed.
    """
    words = ["remote_prt"]
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in _LEFT_OUT or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        given = _words(parameter, context.params[name])
        words += given if all(printable(word) == word for word in given) else []
    return shlex.join(words)


def _words(parameter: click.Parameter, value: object) -> list[str]:
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [parameter.opts[0] if value else parameter.secondary_opts[0]]
    values = value if isinstance(value, tuple) else (value,)
    return [word for item in values for word in (parameter.opts[-1], str(item))]
