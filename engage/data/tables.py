"""The tables of the data, row by row: responses in an order drawn by lot, a few thousand read at a time."""

import hashlib
import secrets
from collections import defaultdict

from analysis.redaction import mask
from engage.data import coded
from engage.data.asked import questions_of
from engage.data.covering import cover
from engage.data.dictionary import BLANK, NOT_OFFERED, NOT_SHOWN, PROBLEMS, UNSEEN, WITHHELD, columns, places_of
from engage.data.profiles import LEAST_SHARED, Profiles
from engage.extracts import data as extracts
from engage.publishing import newest_version
from forms.question_types import TEXT, VALUE


class Data:
    """What was sent to a consultation. Call operations.hold_snapshot() first, and end no transaction meanwhile.

    chosen : keys of the questions about people that are wanted
    """

    def __init__(self, consultation, chosen):
        self.consultation = consultation
        version = newest_version(consultation)
        self.questions = questions_of(version.questionnaire_id)
        self.chosen = [asked.key for asked in self.questions.profile if asked.key in chosen]
        self.ids = extracts.sent_ids(version.questionnaire_id)
        # by lot, so that neither the number nor the place of a row says who came when
        secrets.SystemRandom().shuffle(self.ids)
        self.profiles = Profiles(self.ids, self.chosen)
        self.columns = columns(self.questions, self.chosen)
        self.n_covered = self.n_unseen = 0
        self._key = secrets.token_bytes(16)
        self._sessions = {}
        self._contributions = {}

    def tables(self):
        """(name, portions of rows) of each table; a portion is some hundreds of kilobytes."""
        yield "responses", self._portions(self._responses)
        yield "answers", self._portions(self._answers)
        yield "wide", self._portions(self._wide)
        yield "sessions", iter([self._of_sessions()])
        yield "contributions", iter([self._of_contributions()])
        yield "session_counts", iter([self._of_counts()])
        codeframes = coded.codeframes_of(self.consultation)
        yield "themes", iter([coded.theme_rows(codeframes)])
        yield "codes", self._coded(codeframes, coded.code_rows)
        yield "coded_texts", self._coded(codeframes, coded.text_rows)

    @property
    def n_portions(self):
        """Of all tables together, for showing how far it is; about."""
        n = -(-len(self.ids) // extracts.PORTION)
        return 3 * n + 4 + 2 * (n + 1) * len(coded.codeframes_of(self.consultation))

    def _portions(self, rows_of):
        for start in range(0, len(self.ids), extracts.PORTION):
            yield rows_of(start, self.ids[start : start + extracts.PORTION])

    def _responses(self, start, ids):
        found = extracts.responses(ids)
        for place, id_ in enumerate(ids, start):
            (version, channel, variant, locale, sent_at, capacity, asked, via, second, revisions, quote) = found[id_]
            said = capacity or (BLANK if asked is not None else NOT_SHOWN)
            late = int(sent_at >= self.consultation.closes_at)
            may_quote = BLANK if quote is None else int(quote)
            yield (place + 1, version, channel, variant, locale, f"{sent_at:%Y-%m-%d}", late, said, via, int(second),
                   revisions, may_quote, *map(_code, self.profiles.of(place)))  # fmt: skip

    def _answers(self, start, ids):
        found = read(ids)
        for place, id_ in enumerate(ids, start):
            for asked in self.questions.views:
                if asked.key in found.get(id_, ()):
                    yield from self._long(place + 1, asked, *found[id_][asked.key])

    def _long(self, number, asked, answer, chosen):
        state = _state(answer, chosen)
        head = (number, asked.section, asked.key, answer.variant, answer.locale, state)
        if asked.question.holds == TEXT:
            text, n_covered = self._text(answer)
            yield (*head, None, None, text, answer.language, *self._alike(answer), n_covered, None)
            return
        for option, rank in chosen or [(None, None)]:
            yield (*head, option, rank, None, None, None, None, None, None, answer.value)

    def _text(self, answer, count=True):
        text, n_covered = cover(answer.text, answer.names) if answer.text is not None else (None, 0)
        is_unseen = text is None and answer.text is not None
        if count:
            self.n_covered += n_covered
            self.n_unseen += is_unseen
        return (UNSEEN if is_unseen else text), n_covered if answer.text is not None else None

    def _alike(self, answer):
        """Letters for the texts that say the same, how many they are, and whether they are a campaign."""
        if answer.n_alike is None or answer.text is None:
            return None, None, None
        is_alone = answer.n_alike == 1
        letters = hashlib.blake2b(str(answer.group_id).encode(), key=self._key, digest_size=6).hexdigest()
        return None if is_alone else f"g{letters}", answer.n_alike, int(answer.is_campaign)

    def _wide(self, start, ids):
        found, versions = read(ids), extracts.responses(ids)
        for place, id_ in enumerate(ids, start):
            row = [place + 1]
            for asked in self.questions.views:
                row += self._cells(asked, versions[id_][0], *found.get(id_, {}).get(asked.key, (None, ())))
            yield row

    def _cells(self, asked, version, answer, chosen):
        state = NOT_SHOWN if answer is None else _state(answer, chosen)
        if asked.question.holds == TEXT:
            text = None if answer is None else self._text(answer, count=False)[0]
            return [state, text]
        if asked.question.holds == VALUE:
            return [state, answer and answer.value]
        is_read = state in (0, PROBLEMS["over_ticked"], PROBLEMS["off_route"])
        keys = dict(chosen)
        offered = asked.offered.get((version, answer.variant), ()) if answer is not None else ()
        cells = [state]
        for option in asked.options:
            if option.key in keys:
                cells.append(1)
            else:
                cells.append(state if not is_read else 0 if option.key in offered else NOT_OFFERED)
        by_rank = {rank: key for key, rank in keys.items()}
        cells += [by_rank.get(rank) for rank, _name in enumerate(places_of(asked.question), 1)]
        return cells

    def _of_sessions(self):
        for activity, record in extracts.sessions(self.consultation.id):
            number = self._sessions.setdefault(activity.id, len(self._sessions) + 1)
            counts = (record.n_present, record.n_spoke, record.n_engaged, record.n_forms)
            yield (number, f"{record.held_on or activity.held_on:%Y-%m-%d}", activity.type, activity.ward,
                   mask(activity.audience).text, *counts, int(record.closed_at is not None),
                   int(record.erased_at is not None))  # fmt: skip

    def _of_contributions(self):
        for said, activity_id, names in extracts.contributions(self.consultation.id):
            number = self._contributions.setdefault(said.id, len(self._contributions) + 1)
            text, n_covered = cover(said.text, names)
            self.n_covered += n_covered
            self.n_unseen += text is None
            topic = said.topic and mask(said.topic).text
            yield (number, self._sessions[activity_id], topic, said.kind, UNSEEN if text is None else text, said.locale,
                   said.may_quote, said.agreement, said.n_agreed, n_covered)  # fmt: skip

    def _of_counts(self):
        for activity_id, kind, question, label, count in extracts.tallies(self.consultation.id):
            is_small = kind == "characteristic" and count < LEAST_SHARED
            yield (self._sessions[activity_id], kind, question, mask(label).text, WITHHELD if is_small else count)

    def _coded(self, codeframes, rows_of):
        """Rows about the texts of each codeframe: answers, some thousands at a time, then what was said in sessions."""
        for codeframe in codeframes:
            for start in range(0, len(self.ids), extracts.PORTION):
                ids = self.ids[start : start + extracts.PORTION]
                numbers = dict(zip(ids, range(start + 1, start + len(ids) + 1), strict=True))
                keys = extracts.text_keys(ids, codeframe.question_key)
                places = {key: ("answer", numbers[response], None, question) for key, response, question in keys}
                yield rows_of(codeframe, places)
            yield rows_of(codeframe, coded.said(codeframe, self._contributions))


def read(ids):
    """response -> question -> (answer row, [(option, rank)])."""
    chosen, found = defaultdict(list), defaultdict(dict)
    for answer, option, rank in extracts.choices(ids):
        chosen[answer].append((option, rank))
    for row in extracts.answers(ids):
        found[row.response_id][row.key] = (row, chosen.get(row.id, []))
    return found


def _state(answer, chosen):
    if answer.problem:
        return PROBLEMS[answer.problem]
    return 0 if chosen or (answer.text or answer.value) is not None else BLANK


def _code(value):
    """A missing code as a number, so that no program puts a mark before it."""
    return int(value) if value.startswith("-") else value
