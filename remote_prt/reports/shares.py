"""Shares as people read them."""


def percent(part: int, whole: int) -> str:
    """A share in whole percent; what is there is never 0 %, and what lacks something never 100 %."""
    if not whole or not part:
        return "0"
    share = round(100 * part / whole)
    if share == 0:
        return "<1"
    return ">99" if share == 100 and part < whole else str(share)
