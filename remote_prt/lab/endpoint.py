"""What a PowerShell endpoint refuses before anything runs, in the words and ids of PowerShell.

The ids are those of a real engine: ScriptsNotAllowed is what a NoLanguage runspace answers to script text
(about_Session_Configurations, about_Language_Modes), CommandNotFoundException what any runspace answers to a name it
does not show, NamedParameterNotFound what a command answers to a parameter it does not have.
"""

from dataclasses import dataclass

from psrpcore.types import ErrorCategory

from remote_prt.lab.engine import PipelineCall
from remote_prt.lab.scenario import Endpoint

#: What a visit is called where a module holds it.
VISIT_COMMAND = "Invoke-PrtVisit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that ends a pipeline before it begins."""

    error_id: str  #: FullyQualifiedErrorId
    message: str
    category: ErrorCategory
    target: str = ""
    reason: str = "RuntimeException"


def refusal_of(endpoint: Endpoint, call: PipelineCall) -> Refusal | None:
    """Why an endpoint that shows only some commands does not run the call; None where it does, or shows all."""
    if not endpoint.commands:
        return None
    if call.text is not None:
        return Refusal(
            "ScriptsNotAllowed",
            "The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode.",
            ErrorCategory.ParserError,
            reason="ParseException",
        )
    name = call.command or ""
    if name.casefold() not in {command.casefold() for command in endpoint.commands}:
        return command_not_found(name)
    unknown = {one.casefold() for one in endpoint.lacks_parameters}
    for given in call.parameters:
        if given.casefold() in unknown:
            message = f"A parameter cannot be found that matches parameter name '{given}'."
            reason = "ParameterBindingException"
            return Refusal(f"NamedParameterNotFound,{name}", message, ErrorCategory.InvalidArgument, reason=reason)
    return None


def command_not_found(name: str) -> Refusal:
    """What any endpoint says to a command that it does not have."""
    return Refusal(
        "CommandNotFoundException",
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program.",
        ErrorCategory.ObjectNotFound,
        target=name,
        reason="CommandNotFoundException",
    )


def is_visit(endpoint: Endpoint, call: PipelineCall) -> bool:
    """Whether the call is a visit by name, at an endpoint that has it."""
    known = {command.casefold() for command in endpoint.commands}
    name = (call.command or "").casefold()
    return call.text is None and name == VISIT_COMMAND.casefold() and name in known
