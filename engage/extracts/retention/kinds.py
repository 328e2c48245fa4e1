"""The kinds of data that are kept for a time: what each is, from when on it counts, and within which limits."""

from dataclasses import dataclass

#: from when on the days of a kind count
EVENTS = {
    "closed": "after the consultation closes",
    "published": "after results are published",
    "read": "after a page was read",
    "added": "after it was added",
    "settled": "after the two were settled",
    "answered": "after the request was answered",
    "dealt_with": "after the concern was closed",
}


@dataclass(frozen=True)
class Kind:
    """One clock. Its setting gives the days where no officer set others; they stay within least and most."""

    key: str
    #: in words for staff
    words: str
    #: a key of EVENTS
    event: str
    #: of engage.config
    setting: str
    least: int
    most: int


KINDS = {
    kind.key: kind
    for kind in (
        Kind("drafts", "Answers that were begun and never sent", "closed", "DRAFT_DAYS", 2, 30),
        Kind("browsers", "Which browser may open which answers", "closed", "DRAFT_DAYS", 2, 30),
        Kind("originals", "What was typed where a text is masked", "closed", "ORIGINAL_TEXT_DAYS", 1, 365),
        Kind("contact", "How to reach people who want to hear back", "closed", "CONTACT_DAYS", 30, 1095),
        Kind("scans", "Pictures of scanned pages", "read", "SCAN_DAYS", 7, 730),
        Kind("photographs", "Photographs of fieldwork", "added", "FIELDWORK_DAYS", 30, 1095),
        Kind("participants", "Names of participants who want to hear back", "added", "FIELDWORK_DAYS", 30, 1095),
        Kind("versions", "Second versions of records of fieldwork", "settled", "FIELDWORK_DAYS", 7, 1095),
        Kind("requests", "Requests for other formats", "answered", "REQUEST_DAYS", 7, 365),
        Kind("about", "What people said about themselves", "published", "ABOUT_DAYS", 30, 730),
        Kind("notes", "Words of sessions", "closed", "FIELDWORK_WORDS_DAYS", 90, 1825),
        Kind("texts", "What people wrote, and what was made of it", "closed", "TEXT_DAYS", 90, 1825),
        Kind("answers", "What people chose", "closed", "ANSWER_DAYS", 90, 2190),
        Kind("concerns", "Safeguarding concerns", "dealt_with", "CONCERN_DAYS", 365, 3650),
    )
}
#: concerns about somebody's safety have to outlive the consultation; all else goes when it is erased as a whole
OF_THE_WHOLE = tuple(key for key in KINDS if key != "concerns")
#: files of data live for an hour (engage.operations.data); logs outside the database as long as the system keeps them
