"""Answers about people, as far as a file may hold them: every combination in it is shared by at least ten responses."""

from array import array
from collections import Counter, defaultdict

from engage.extracts import data as extracts

#: responses that share all that a file says about a person. Source: the rule of thumb of research data services
#: (threshold 10); the same as for labels under quotes
LEAST_SHARED = 10
#: a value that is kept back; the codes of what is missing stand in engage.data.dictionary
WITHHELD = "-9"
BLANK, NOT_ASKED = "-1", "-2"
PROBLEMS = {"illegible": "-4", "spoiled": "-5", "page_missing": "-6", "refused": "-7", "over_ticked": "-8",
            "off_route": "-11"}  # fmt: skip


class Profiles:
    """What may be told about the people behind these responses, question by question; a few bytes for each response.

    Questions are taken in turn. Within the responses that are alike so far, a value that fewer than ten give is kept
    back; if those kept back are fewer than ten together, the smallest value beside them is kept back too. So all that
    the file says of one person, with what it keeps back, it says of nine others.
    """

    def __init__(self, ids, questions):
        self.columns = {}
        alike, words = array("l", bytes(array("l").itemsize * len(ids))), {}
        for question in questions:
            given = self._read(ids, question, words)
            kept = keep_back(alike, given, words.setdefault(WITHHELD, len(words)))
            self.columns[question] = kept
            alike = _together(alike, kept)
        self.words = {number: value for value, number in words.items()}

    def of(self, place):
        """What is told of the response at this place, in the order of the questions."""
        return [self.words[column[place]] for column in self.columns.values()]

    def n_withheld(self, question):
        held = next(number for number, value in self.words.items() if value == WITHHELD)
        return sum(number == held for number in self.columns[question])

    def _read(self, ids, question, words):
        given = array("h")
        for start in range(0, len(ids), extracts.PORTION):
            portion = ids[start : start + extracts.PORTION]
            found = {response: _value(*rest) for response, *rest in extracts.profiles(portion, question)}
            given.extend(words.setdefault(found.get(id_, NOT_ASKED), len(words)) for id_ in portion)
        return given


def keep_back(alike, given, withheld):
    """The values with `withheld` in place of those that too few of the responses that are alike share.

    alike : number of the group of each response; given : number of the value of each response
    """
    counts = defaultdict(Counter)
    for group, value in zip(alike, given, strict=True):
        counts[group][value] += 1
    hidden = {(group, value) for group, values in counts.items() for value in _hidden(values)}
    pairs = zip(alike, given, strict=True)
    return array("h", (withheld if (group, value) in hidden else value for group, value in pairs))


def _hidden(values):
    """The values of one group that are kept back: the small ones, and more of the smallest until ten are kept back."""
    found, n_hidden = [], 0
    for value, n in sorted(values.items(), key=lambda one: (one[1], one[0])):
        if n >= LEAST_SHARED and not 0 < n_hidden < LEAST_SHARED:
            break
        found.append(value)
        n_hidden += n
    return found


def _together(alike, kept):
    """The number of the group of each response, once this value divides the groups too."""
    groups = {}
    pairs = zip(alike, kept, strict=True)
    return array("l", (groups.setdefault(pair, len(groups)) for pair in pairs))


def _value(option, problem):
    return option or (PROBLEMS[problem] if problem else BLANK)
