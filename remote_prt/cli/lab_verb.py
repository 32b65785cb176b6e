"""`remote_prt lab`: a farm of simulated Windows hosts on loopback that speak real WinRM."""

import json
from pathlib import Path

import click

from remote_prt.cli.numbers import MOST_SEED
from remote_prt.cli.prompt_language import lang_option


@click.command(name="lab")
@click.option("--hosts", "host_count", type=click.IntRange(1, 2000), default=24, show_default=True, help="How many.")
@click.option(
    "--seed",
    type=click.IntRange(0, MOST_SEED),
    default=1,
    show_default=True,
    help="The same seed gives the same hosts.",
)
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME", help="Only hosts of this scenario; repeatable.")
@click.option("--zoo", is_flag=True, help="Hostile hosts among healthy ones, for testing what visits them.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the account's password from the first line of this file instead of a random one.",
)
@click.option(
    "--stats",
    "stats_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write counts of logons, visits and what was left behind here at exit and on SIGUSR1.",
)
@click.option("--free-ports", is_flag=True, help="Any free port per host instead of 5985 and 5986.")
@click.option("--announce", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--scenarios", "list_scenarios", is_flag=True, help="List the scenarios and exit.")
@click.option(
    "--truth",
    type=click.Choice(["json"]),
    is_flag=False,
    flag_value="json",
    help="Print what a true sweep of these hosts says, as JSON (--truth json is the same), and exit.",
)
@click.option(
    "--keytab",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Accept Kerberos tickets for the services in this keytab, too.",
)
@click.option(
    "--dns-suffix", default="", metavar="SUFFIX", help="The hosts are NAME.SUFFIX in their certificates, too."
)
@click.option("--base-address", default="127.0.1.1", show_default=True, help="The first host's address.")
@click.option("--engine", type=click.Choice(["canned", "pwsh", "echo"]), default="canned", show_default=True)
@lang_option
def lab(  # noqa: PLR0917 - click passes them by name
    host_count: int,
    seed: int,
    scenarios: tuple[str, ...],
    zoo: bool,
    password_file: Path | None,
    stats_path: Path | None,
    free_ports: bool,
    announce: str,
    list_scenarios: bool,
    truth: str | None,
    keytab: Path | None,
    dns_suffix: str,
    base_address: str,
    engine: str,
) -> None:
    """Run simulated Windows hosts on loopback addresses until Ctrl-C.

    Prints the account and this run's password, then `ready`.
    """
    from remote_prt.errors import LabError
    from remote_prt.lab.fleet import truth as tell_truth

    try:
        from remote_prt.lab.serve import LabOptions, now, plan, serve
    except ModuleNotFoundError as missing:
        raise LabError(f"the lab needs {missing.name} - install remote_prt[lab]") from missing

    if list_scenarios:
        _list_scenarios(zoo=zoo)
        return
    options = LabOptions(
        hosts=host_count,
        seed=seed,
        scenarios=scenarios,
        password=None if password_file is None else _first_line(password_file),
        stats_path=stats_path,
        free_ports=free_ports,
        announce_json=announce == "json",
        keytab=keytab,
        dns_suffix=dns_suffix,
        base_address=base_address,
        engine=engine,
        zoo=zoo,
    )
    try:
        if truth is not None:
            click.echo(json.dumps({"Hosts": tell_truth(plan(options, now()))}))
            return
        serve(options)
    except KeyboardInterrupt:  # where the event loop takes no signals
        return


def _first_line(path: Path) -> str:
    if not path.is_file():
        raise click.UsageError(f"{path} is not a regular file")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} cannot be read as UTF-8 text") from error
    if not lines or not lines[0]:
        raise click.UsageError(f"{path} has no password in its first line")
    return lines[0]


def _list_scenarios(*, zoo: bool) -> None:
    from remote_prt.lab.fleet import load_scenarios, load_zoo

    scenarios = load_zoo() if zoo else load_scenarios()
    width = max(len(scenario.name) for scenario in scenarios)
    for scenario in scenarios:
        click.echo(f"{scenario.name:<{width}}  {scenario.status:<14}  {scenario.title}")
