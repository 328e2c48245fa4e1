"""Words with which people speak against something: a sign to read the text, never a count of opinions."""

import re

_AGAINST = re.compile(
    r"""\b(?:
        (?:am|are|is|i'm|we're|strongly|totally|completely)\s+against (?!\s+the\s+law)
      | disagree\w* | oppos(?:e|es|ed|ing|ition) | object(?:s|ed|ion|ions)?\s+to
      | (?:do|does|did|would|should|will)(?:\s+not|n['\u2019]?t)\s+(?:want|need|agree|support)
      | (?:not|isn['\u2019]?t|aren['\u2019]?t)\s+(?:needed|necessary|a\s+priority|worth|helpful|fair)
      | no\s+(?:more|need\s+for|point\s+in|to)
      | waste\s+of | unnecessary | pointless
      | leave\s+(?:it|them|things|us)\s+(?:alone|as)
      | (?:scrap|ban|get\s+rid\s+of)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def speaks_against(text: str) -> bool:
    """Return whether a text holds words that speak against something, in English.

    A sign to read it, no finding: "we do not want fewer buses" speaks for buses, and scorn needs no such words.
    """
    return bool(_AGAINST.search(text))
