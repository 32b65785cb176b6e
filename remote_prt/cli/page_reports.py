"""The reports that are pages, or files of other programs; each format is imported when it is asked for."""

from remote_prt.cli.exit_codes import ExitCode, by_precedence
from remote_prt.cli.output_options import OutputRequest
from remote_prt.model import Run


def render_page(
    run: Run, report_format: str, request: OutputRequest, code: ExitCode, codes: frozenset[ExitCode]
) -> str | bytes:
    """The report of that format."""
    language, ordered = request.language, by_precedence(codes)
    earlier = request.earlier
    match report_format:
        case "markdown":
            from remote_prt.reports.markdown import render_markdown  # noqa: PLC0415  only the format asked for is paid

            return render_markdown(run, exit_codes=ordered, language=language, earlier=earlier)
        case "html":
            from remote_prt.reports.html_report import render_html  # noqa: PLC0415  as above

            return render_html(run, exit_codes=ordered, language=language, earlier=earlier)
        case "xlsx":
            from remote_prt.reports.workbook import render_workbook  # noqa: PLC0415  as above

            return render_workbook(run, exit_codes=ordered, language=language, earlier=earlier)
        case "prometheus":
            from remote_prt.reports.prometheus import render_prometheus  # noqa: PLC0415  as above

            return render_prometheus(run, exit_code=code)
        case _:
            from remote_prt.reports.junit import render_junit  # noqa: PLC0415  as above

            return render_junit(run, language=language)
