"""What waits for somebody: paper, texts to code, names to look at, concerns, and what keeps results from leaving."""

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from engage import codeframes
from engage.extracts import arrivals, progress, responses
from engage.extracts import coding as coding_extracts
from engage.extracts import paper as paper_extracts
from engage.extracts import texts as texts_extracts
from engage.models import Role
from engage.operations import releases
from engage.operations.paper.batches import SUPERVISORS
from engage.publishing import newest_version
from engage.results import coding as coded_results
from engage.results import gate
from engage.results.wordings import LOCALE, VARIANT, Wordings


@dataclass(frozen=True)
class Batch:
    label: str
    public_id: str
    came_on: dt.date
    n_counted: int
    n_entered: int
    n_rejected: int
    n_held: int

    @property
    def n_waiting(self):
        return max(0, self.n_counted - self.n_entered - self.n_rejected)


@dataclass(frozen=True)
class QuestionCoding:
    """One question, or every question, and how far its texts are coded; no number where no codeframe is agreed."""

    words: str
    #: in addresses
    slug: str
    number: int | None
    n_texts: int
    n_coded: int


@dataclass(frozen=True)
class Concerns:
    n_new: int
    n_overdue: int
    n_open: int
    first_due: dt.datetime | None


@dataclass(frozen=True)
class Stop:
    """One thing between here and publishing, and where it is put right."""

    words: str
    link: str


def paper(consultation, staff, _now):
    """The open batches that this person may open."""
    allowed = None
    if not staff.holds(SUPERVISORS, consultation):
        allowed = [batch.id for batch in paper_extracts.batches(consultation, staff, sees_all=False)]
    return tuple(Batch(*row) for row in arrivals.batches(consultation.id, allowed))


def coding(consultation, _staff, _now):
    """One QuestionCoding for each free-text question, and one for every question together where that is coded."""
    agreed = {found.question_key: found for found in coded_results.newest_codeframes(consultation)}
    found = []
    for key, words, questionnaire_id in _asked(consultation):
        if key in agreed or None not in agreed:
            n_comments = 0 if key in agreed else responses.n_comments(questionnaire_id, key)
            found.append(_progress(agreed.get(key), words, key, n_comments))
    if None in agreed:
        found.append(_progress(agreed[None], codeframes.EVERY_WORDS, codeframes.EVERY))
    return tuple(found)


def names(consultation, _staff, _now):
    """How many names wait for a person."""
    return texts_extracts.n_waiting(consultation.id)


def concerns(consultation, _staff, now):
    return Concerns(*progress.concerns(consultation.id, now))


def stops(consultation, staff, now):
    """What stands between here and publishing, as far as it can be counted from the desk."""
    code, found = consultation.code, []
    is_analyst = staff.holds((Role.ANALYST,), consultation)

    def stop(n, one, many, endpoint, **where):
        if n:
            found.append(Stop((one if n == 1 else many).format(n=n), url_for(endpoint, code=code, **where)))

    if consultation.is_open(now):
        here = url_for("staff.show_consultation", code=code, _anchor="arrivals")
        found.append(Stop("The consultation is still open", here))
    opens_paper = staff.holds(SUPERVISORS, consultation)
    batches = paper(consultation, staff, now) if opens_paper else ()
    n_paper = sum(batch.n_waiting + batch.n_held for batch in batches)
    stop(n_paper, "{n} paper form waits", "{n} paper forms wait", "paper.list_batches")
    stop(texts_extracts.n_waiting(consultation.id) if is_analyst else 0, "{n} possible name waits for a person",
         "{n} possible names wait for a person", "texts.show_texts")  # fmt: skip
    drafts = progress.draft_codeframes(consultation.id)
    stop(len(drafts), "{n} codeframe is a draft", "{n} codeframes are drafts", "codeframes.list_codeframes")
    for words in _without_themes(consultation):
        found.append(Stop(f"No themes are agreed: {words}", url_for("codeframes.list_codeframes", code=code)))
    public = releases.newest_published(consultation)
    n_gone = len(gate.quotes_to_take_off(public)) if public else 0
    stop(n_gone, "{n} quote has to be taken off the public page", "{n} quotes have to be taken off the public page",
         "releases.list_releases")  # fmt: skip
    stop(progress.n_not_considered(consultation.id), "{n} written submission is not marked as considered",
         "{n} written submissions are not marked as considered", "delivery.list_submissions")  # fmt: skip
    return tuple(found)


def _progress(codeframe, words, slug, n_comments=0):
    if codeframe is None:
        return QuestionCoding(words, slug, None, n_comments, 0)
    return QuestionCoding(
        words, slug, codeframe.number, coding_extracts.n_texts(codeframe), progress.n_coded(codeframe)
    )


def _asked(consultation):
    """(key, words, questionnaire id) of each free-text question."""
    version = newest_version(consultation)
    asked = Wordings(version.questionnaire_id).of_type("free_text") if version else []
    return [(one.key, one.text.get(VARIANT, LOCALE), version.questionnaire_id) for _section, one, _id in asked]


def _without_themes(consultation):
    """Words of the questions with comments for which nobody has agreed what the themes are."""
    agreed = {found.question_key for found in coded_results.newest_codeframes(consultation)}
    if None in agreed:
        return []
    return [
        words
        for key, words, questionnaire_id in _asked(consultation)
        if key not in agreed and progress.has_comments(questionnaire_id, key)
    ]
