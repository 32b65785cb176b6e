"""Command lines as Windows programs read them, written from the documentation of CommandLineToArgvW."""


def command_line_to_argv(line: str) -> list[str]:
    """The words: blanks part them; 2n backslashes before a quote are n, and one more makes it stand for itself."""
    words: list[str] = []
    at = 0
    while at < len(line):
        while at < len(line) and line[at] in " \t":
            at += 1
        if at < len(line):
            word, at = _word(line, at)
            words.append(word)
    return words


def _word(line: str, at: int) -> tuple[str, int]:
    word, is_quoted = "", False
    while at < len(line) and (is_quoted or line[at] not in " \t"):
        slashes = len(line[at:]) - len(line[at:].lstrip("\\"))
        at += slashes
        is_before_quote = line[at : at + 1] == '"'
        word += "\\" * (slashes // 2 if is_before_quote else slashes)
        if is_before_quote:
            if slashes % 2:
                word += '"'
            else:
                is_quoted = not is_quoted
            at += 1
        elif not slashes:
            word += line[at]
            at += 1
    return word, at
