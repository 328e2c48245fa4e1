"""The results of one consultation, as plain data for pages and downloads: who answered, ranking, newest themes."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from engage.extracts import responses as extracts
from engage.models import Consultation
from engage.operations.outreach import KIOSK_CODE, channel_codes
from engage.publishing import newest_version, published
from engage.results import coding, groups, measured, rankings, residents, sources, taking, themes
from engage.results.coding import Counts
from engage.results.groups import Fieldwork
from engage.results.measured import AskedForValue
from engage.results.places import ordinal
from engage.results.rankings import SectionRanking
from engage.results.residents import ShareOfResidents
from engage.results.taking import Taking
from engage.results.themes import QuestionThemes
from engage.results.wordings import LOCALE, VARIANT, Wordings
from forms.question_types import VALUE, of_holding

__all__ = ["LOCALE", "VARIANT", "Results", "of", "ordinal", "question_keys", "themes_of"]


@dataclass(frozen=True)
class Results:
    consultation: Consultation
    title: str
    #: (number, sha256) of each version that was published
    versions: tuple[tuple[int, str], ...]
    taking: Taking
    #: None while nobody brought counts of residents by age
    residents: ShareOfResidents | None
    #: of people; those of organisations are counted apart, with their own base
    rankings: tuple[SectionRanking, ...]
    organisation_rankings: tuple[SectionRanking, ...]
    #: numbers and dates, of people
    measured: tuple[AskedForValue, ...]
    #: (name, size, area)
    organisations: tuple[tuple[str, str | None, str], ...]
    #: code -> where it hangs
    places: dict[str, str]
    #: what groups chose and what came up at activities: beside the figures of people, never in them
    fieldwork: Fieldwork
    comments: tuple[QuestionThemes, ...]
    #: with agreed themes: what people coded, and the machine after them
    coded: tuple[Counts, ...]
    #: (batch, fields keyed twice, differing, wrong at first, upper end of their share) of each closed batch of paper
    keying_checks: tuple[tuple, ...]
    #: engage.results.sources.of(): files of other systems whose responses are in
    imports: list[dict]
    data_sha256: str
    #: the hour of the newest response that is counted, or None
    newest_at: dt.datetime | None


def of(consultation):
    """The Results, or None while nothing is published. Call operations.hold_snapshot() first."""
    version = newest_version(consultation)
    if version is None:
        return None
    questionnaire_id = version.questionnaire_id
    wordings = Wordings(questionnaire_id)
    frame = extracts.responses(questionnaire_id)
    picks, shown = extracts.picks(questionnaire_id), extracts.shown(questionnaire_id)
    problems = extracts.problems(questionnaire_id)
    comments = tuple(themes.of_question(found, questionnaire_id) for found in wordings.of_type("free_text"))
    fieldwork, its_frames = groups.of(consultation, wordings)
    asked_values = wordings.of_type(*of_holding(VALUE))
    values = {one.key: extracts.values(questionnaire_id, one.key) for _in, one, _id in asked_values}
    optional = [problems, *its_frames, *values.values()]
    hashes = pd.DataFrame({"input_sha256": [found.run.input_sha256 if found.run else "" for found in comments]})
    return Results(
        consultation=consultation,
        title=published(version.id).definition.title.get(VARIANT, LOCALE),
        versions=wordings.numbers,
        taking=taking.count(frame, consultation, questionnaire_id),
        residents=residents.of(consultation, questionnaire_id),
        rankings=rankings.rank_all(
            questionnaire_id, wordings, *rankings.part_of(frame, picks, shown, problems, organisations=False)
        ),
        organisation_rankings=rankings.rank_all(
            questionnaire_id, wordings, *rankings.part_of(frame, picks, shown, problems, organisations=True)
        ),
        measured=measured.every(wordings, values, frame),
        organisations=tuple(extracts.organisations(questionnaire_id).itertuples(index=False, name=None)),
        places={KIOSK_CODE: "A tablet for many people"}
        | {found.code: found.place for found in channel_codes(consultation)},
        fieldwork=fieldwork,
        comments=comments,
        coded=tuple(coding.count(codeframe) for codeframe in coding.newest_codeframes(consultation)),
        keying_checks=tuple(extracts.keying_checks(consultation.id).itertuples(index=False, name=None)),
        imports=sources.of(consultation),
        data_sha256=extracts.sha256_of(frame, picks, shown, *(part for part in optional if len(part)), hashes),
        newest_at=frame["submitted_at"].max().to_pydatetime() if len(frame) else None,
    )


def themes_of(consultation, question_key, wanted=None):
    """The QuestionThemes of one free-text question, or None if there is no such question; wanted: see of_question."""
    version = newest_version(consultation)
    if version is None:
        return None
    wordings = Wordings(version.questionnaire_id)
    found = next((asked for asked in wordings.of_type("free_text") if asked[1].key == question_key), None)
    return found and themes.of_question(found, version.questionnaire_id, wanted)


def question_keys(consultation):
    """key -> question id of the free-text questions, in order."""
    version = newest_version(consultation)
    found = Wordings(version.questionnaire_id).of_type("free_text") if version else []
    return {question.key: question_id for _section, question, question_id in found}
