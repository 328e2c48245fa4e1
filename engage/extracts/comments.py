"""The comments on one question, read page by page, any number of them in little memory."""

import hashlib
import json
from array import array
from bisect import bisect_left

from engage.extracts.responses import COMMENTS, answers, rows_as_json

ROWS_ON_PAGE = 10_000
READ = ("id", "text", "language", "copy_of")
#: analysis.languages says so of a text too short to tell
UNKNOWN = "unknown"


class Comments:
    """Reads them as often as asked; after each reading it knows how many there were, their hash, and each one's mark.

    wanted : ids of the answers to read; None reads all
    The hash is that of extracts.responses.sha256_of(answers(question)[COMMENTS]).
    """

    def __init__(self, question, wanted=None):
        self.question = question
        self.wanted = wanted
        self.ids, self.marks, self.sha256 = array("q"), array("Q"), ""

    def pages(self):
        """Frames with the columns READ. A language that no worker has read, or could tell, is that of the page."""
        self.ids, self.marks = array("q"), array("Q")
        digest = hashlib.sha256(json.dumps(list(COMMENTS)).encode() + b"[")
        for page in self._read():
            digest.update((b"," if self.ids else b"") + rows_as_json(page[list(COMMENTS)]))
            self.ids.extend(page["answer_id"])
            self.marks.extend(_mark(text) for text in page["text"])
            known = page["language"].where(page["language"] != UNKNOWN)
            of_page = page["locale"].str.partition("-")[0]
            yield page.assign(id=page["answer_id"], language=known.fillna(of_page))[list(READ)]
        digest.update(b"]")
        self.sha256 = digest.hexdigest()

    def ids_by_page(self):
        """The ids that were read, a list for each page."""
        for first in range(0, len(self.ids), ROWS_ON_PAGE):
            yield list(self.ids[first : first + ROWS_ON_PAGE])

    def unchanged(self, ids):
        """Those of the ids of a page that still say what they said when they were read."""
        first = bisect_left(self.ids, ids[0])
        marks = dict(zip(ids, self.marks[first : first + len(ids)], strict=True))
        now = answers(self.question, ids[0] - 1, ids[-1])
        still = zip(now["answer_id"], now["text"], strict=True)
        return {id_ for id_, text in still if marks.get(id_) == _mark(text)}

    def _read(self):
        last = 0
        while True:
            page = answers(self.question, last, most=ROWS_ON_PAGE)
            if page.empty:
                return
            last = int(page["answer_id"].iloc[-1])
            if self.wanted is not None:
                page = page[page["answer_id"].isin(self.wanted)]
            if len(page):
                yield page


def _mark(text):
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
