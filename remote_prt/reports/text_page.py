"""How text may look on a terminal or in a file: its width, its colours, and what its encoding has."""

from dataclasses import dataclass
from datetime import tzinfo

from remote_prt.reports.cells import cell_width, wrap
from remote_prt.reports.colour import bold, coloured
from remote_prt.reports.escape import encodable, printable
from remote_prt.reports.words import ENGLISH, Words

#: Characters of one text; what is longer is read in the JSON document.
_LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class TextPage:
    """How a text may look; whatever it shows is safe to print on it."""

    width: int  #: cells of a line
    colour: bool
    encoding: str
    is_wide: bool
    zone: tzinfo | None
    words: Words = ENGLISH

    @property
    def ellipsis(self) -> str:
        """What stands for text that was cut."""
        return encodable("…", self.encoding) if self.is_unicode else "..."

    @property
    def is_unicode(self) -> bool:
        """Whether its encoding has all signs."""
        return self.encoding.replace("-", "").replace("_", "").casefold() in {"utf8", "utf8sig"}

    def shown(self, text: str) -> str:
        """Text from outside, safe on this page and bounded, however much a host sent."""
        cut = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + self.ellipsis
        return printable(cut, self.encoding)

    def title(self, key: str) -> str:
        """The heading of a block."""
        text = self.shown(self.words.say(key))
        return bold(text) if self.colour else text

    def sentence(self, text: str) -> list[str]:
        """A paragraph of its own."""
        return wrap(self.shown(text), self.width, rest="    ")

    def labelled(self, key: str, text: str) -> list[str]:
        """A paragraph under a cause that begins with a label; none where there is no text."""
        label = f"    {self.shown(self.words.say(key))}"
        rest = " " * cell_width(label)
        return wrap(text, self.width, first=label.rstrip() + " ", rest=rest) if text else []

    def word(self, word: str, text: str) -> str:
        """A status word's text in its colour."""
        return coloured(text, word) if self.colour else text
