"""Residents who answer over HTTP, try again when a reply is lost, and write down what they were told is kept."""

import http.client
import re
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

CODE = "market-place"
START = f"/{CODE}/en/standard/start"
COMMENT = "answer/streets/streets_comment"
#: every refusal must be one of these, with words for a person in it
POLITE = {503}
#: how long a resident waits before trying again
PAUSE_SECONDS = 0.1
#: a server that is not back by then does not come back by itself
MOST_SECONDS = 120
WORDS = re.compile(rb"<h1[^>]*>[^<]")


@dataclass
class Ledger:
    """Each acknowledgement: the words that a page said are saved, and those of them that were sent."""

    saved: dict[str, str] = field(default_factory=dict)  # draft -> words
    sent: dict[str, str] = field(default_factory=dict)  # draft -> words
    replies: Counter = field(default_factory=Counter)
    #: replies that are no page of ours
    bare: list[str] = field(default_factory=list)


class Resident(threading.Thread):
    """One person after another answers one question and sends it, until told to stop."""

    def __init__(self, port, ledger, over):
        super().__init__(daemon=True)
        self.port, self.ledger, self.over = port, ledger, over

    def run(self):
        while not self.over.is_set():
            self.answer()

    def answer(self):
        words, cookie = f"words {secrets.token_hex(12)}", ""
        begun = self.post(START, {}, cookie)
        if begun is None:
            return
        draft, cookie = "/".join(urlsplit(begun[0]).path.split("/")[:5]), begun[1]
        if self.post(f"{draft}/{COMMENT}", {"q_streets_comment": words, "end": "1"}, cookie) is None:
            return
        self.ledger.saved[draft] = words
        if self.post(f"{draft}/send", {"end": "1"}, cookie) is not None:
            self.ledger.sent[draft] = words

    def post(self, path, fields, cookie):
        """(where the reply leads, cookie) once it is acknowledged; tries until then. None when the run ended before."""
        while not self.over.is_set():
            status, location, given, body = self.exchange(path, fields, cookie)
            self.ledger.replies[status] += 1
            if status == 303:
                return location, given or cookie
            if status and (status not in POLITE or not WORDS.search(body)):
                self.ledger.bare.append(f"{status} at {path}: {body[:80]!r}")
            time.sleep(PAUSE_SECONDS)
        return None

    def exchange(self, path, fields, cookie):
        """(status, location, cookie, body); status 0 when the connection broke before a reply was whole."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        try:
            line.request("POST", path, urlencode(fields), headers | ({"Cookie": cookie} if cookie else {}))
            reply = line.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):
            return 0, "", "", b""
        finally:
            line.close()
        return reply.status, reply.headers["Location"] or "", (reply.headers["Set-Cookie"] or "").split(";")[0], body


class Crowd:
    """So many residents at once, while something breaks."""

    def __init__(self, port, n):
        self.ledger, self.over = Ledger(), threading.Event()
        self.residents = [Resident(port, self.ledger, self.over) for _ in range(n)]

    def __enter__(self):
        for resident in self.residents:
            resident.start()
        return self

    def wait_for_sent(self, n):
        """Until so many more people have sent their answers: the server takes them again, without a person."""
        enough = len(self.ledger.sent) + n
        self._wait(lambda: len(self.ledger.sent) >= enough, f"{n} more forms were not sent")

    def wait_for_refusals(self, n):
        """Until so many more people were told to try again."""
        enough = self.ledger.replies[503] + n
        self._wait(lambda: self.ledger.replies[503] >= enough, "nobody was told to try again")

    def wait_seconds(self, seconds):
        """The residents go on for so long."""
        self.over.wait(seconds)

    def _wait(self, happened, fault):
        end = time.monotonic() + MOST_SECONDS
        while not happened():
            if time.monotonic() > end:
                raise RuntimeError(f"{fault} within {MOST_SECONDS} seconds")
            self.over.wait(0.05)

    def __exit__(self, *_fault):
        self.over.set()
        for resident in self.residents:
            resident.join(60)
