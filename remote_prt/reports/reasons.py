"""What each reason of UNKNOWN means and what to do about it, in words."""

from remote_prt.reports.words_en import REASONS

#: reason: (what it means, what to do), in English; other languages: `words.words_of`.
REASON_WORDS = REASONS
