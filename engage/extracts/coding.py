"""Texts that are coded in one codeframe, and the codes they carry: answers and what was said in sessions alike.

A text is named by its key: "a12" is an answer, "c5" a contribution. What was withdrawn or removed is not here.
"""

import pandas as pd
from sqlalchemy import func, select, true

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted, is_draft
from engage.models import (
    Activity,
    ActivityRecord,
    AgreementSample,
    Answer,
    CodeAssignment,
    CodedText,
    Consent,
    Contribution,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    SampleText,
    Section,
    Settlement,
    ThemeExample,
    UnusableAnswer,
)

TEXTS = ("key", "text", "locale", "channel", "activity_id", "type", "held_on", "may_quote", "erased_at")
SESSION = "session"


def key_of(answer_id, contribution_id):
    return f"a{answer_id}" if answer_id is not None else f"c{contribution_id}"


def columns_of(key):
    """What a row about this text is found by: {"answer_id": 12} or {"contribution_id": 5}; None if it is no key."""
    kind, number = key[:1], key[1:]
    if kind not in ("a", "c") or not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return {"answer_id" if kind == "a" else "contribution_id": int(number)}


def answers_of(codeframe, sent=True):
    """A select of the ids of answers that this codeframe codes; of those that are not sent yet."""
    query = (
        select(Answer.id)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(
            Questionnaire.consultation_id == codeframe.consultation_id,
            Question.type == "free_text",
            Answer.text.is_not(None) if sent else True,
            is_asked(),
            is_counted() if sent else is_draft(),
        )
    )
    return query.where(Question.key == codeframe.question_key) if codeframe.question_key else query


def contributions_of(codeframe, erased=False):
    """A select of the ids of contributions on the same section; of every section where it codes every question.

    erased : with those whose words are erased: that they were said, and their codes, stay counted
    """
    has_words = Contribution.text != ""
    query = (
        select(Contribution.id)
        .join(ActivityRecord, ActivityRecord.id == Contribution.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(
            Activity.consultation_id == codeframe.consultation_id,
            Activity.cancelled_at.is_(None),
            Contribution.removed_at.is_(None),
            has_words | Contribution.erased_at.is_not(None) if erased else has_words,
        )
    )
    if codeframe.question_key is None:
        return query
    topics = (
        select(Section.key)
        .join(Question, Question.section_id == Section.id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Section.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id == codeframe.consultation_id, Question.key == codeframe.question_key)
    )
    return query.where(Contribution.topic.in_(topics))


def topics_of(codeframe):
    """contribution -> its topic, of everything that was said and is coded in this codeframe."""
    ids = contributions_of(codeframe, erased=True)
    return dict(db.session.execute(select(Contribution.id, Contribution.topic).where(Contribution.id.in_(ids))).all())


def n_texts(codeframe):
    return sum(
        db.session.scalar(select(func.count()).select_from(query.subquery()))
        for query in (answers_of(codeframe), contributions_of(codeframe))
    )


def texts(codeframe, keys=None, erased=False):
    """One row per text, answers first, each in the order of its number; of these keys, or of all.

    erased : with contributions whose words are erased, for counting
    """
    wanted = None if keys is None else [columns_of(key) for key in keys]
    found = [*_answers(codeframe, wanted), *_contributions(codeframe, wanted, erased)]
    return pd.DataFrame(found, columns=list(TEXTS))


def _answers(codeframe, wanted):
    query = (
        select(Answer.id, Answer.text, Answer.locale, Response.channel, func.coalesce(Consent.quote, False))
        .join(Response, Response.id == Answer.response_id)
        .outerjoin(Consent, Consent.response_id == Response.id)
        .where(Answer.id.in_(answers_of(codeframe)))
        .order_by(Answer.id)
    )
    if wanted is not None:
        query = query.where(Answer.id.in_([one["answer_id"] for one in wanted if one and "answer_id" in one]))
    for id_, text, locale, channel, may_quote in db.session.execute(query):
        yield f"a{id_}", text, locale, channel, None, None, None, bool(may_quote), None


def _contributions(codeframe, wanted, erased):
    query = (
        select(Contribution.id, Contribution.text, Contribution.locale, Activity.id, Activity.type,
               func.coalesce(ActivityRecord.held_on, Activity.held_on), Contribution.may_quote, Contribution.erased_at)
        .join(ActivityRecord, ActivityRecord.id == Contribution.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(Contribution.id.in_(contributions_of(codeframe, erased)))
        .order_by(Contribution.id)
    )  # fmt: skip
    if wanted is not None:
        ids = [one["contribution_id"] for one in wanted if one and "contribution_id" in one]
        query = query.where(Contribution.id.in_(ids))
    for id_, text, locale, activity_id, kind, held_on, may_quote, erased_at in db.session.execute(query):
        yield f"c{id_}", text, locale, SESSION, activity_id, kind, held_on, may_quote == "yes", erased_at


def decisions(codeframe, sample_id=None, among=None):
    """What people say now: key, theme_id, coder_id, applies. Outside samples, or of one sample; of these keys."""
    query = (
        select(CodeAssignment.answer_id, CodeAssignment.contribution_id, CodeAssignment.theme_id,
               CodeAssignment.coder_id, CodeAssignment.applies)
        .where(CodeAssignment.theme.has(codeframe_id=codeframe.id), CodeAssignment.replaced_at.is_(None),
               CodeAssignment.coder_id.is_not(None), CodeAssignment.sample_id.is_not_distinct_from(sample_id),
               _is_among(CodeAssignment, among))
        .order_by(CodeAssignment.id)
    )  # fmt: skip
    return _keyed(query, ("theme_id", "coder_id", "applies"))


def finished(codeframe, sample_id=None, among=None):
    """Texts that people have finished with: key, coder_id, finished_at. Outside samples, or of one; of these keys."""
    query = (
        select(CodedText.answer_id, CodedText.contribution_id, CodedText.coder_id, CodedText.finished_at)
        .filter_by(codeframe_id=codeframe.id)
        .where(CodedText.sample_id.is_not_distinct_from(sample_id), _is_among(CodedText, among))
        .order_by(CodedText.finished_at, CodedText.id)
    )
    return _keyed(query, ("coder_id", "finished_at"))


def proposals(run_id, among=None):
    """What the machine said in this run and nothing has replaced: key, theme_id, score; of these keys, or of all."""
    query = (
        select(CodeAssignment.answer_id, CodeAssignment.contribution_id, CodeAssignment.theme_id, CodeAssignment.score)
        .filter_by(run_id=run_id, replaced_at=None)
        .where(_is_among(CodeAssignment, among))
        .order_by(CodeAssignment.id)
    )
    return _keyed(query, ("theme_id", "score"))


def proposals_of_erased(codeframe):
    """What a run said last of contributions whose words are erased since: key, theme_id."""
    query = (
        select(CodeAssignment.answer_id, CodeAssignment.contribution_id, CodeAssignment.theme_id)
        .join(Contribution, Contribution.id == CodeAssignment.contribution_id)
        .where(CodeAssignment.theme.has(codeframe_id=codeframe.id), CodeAssignment.run_id.is_not(None),
               CodeAssignment.replaced_at.is_(None), Contribution.erased_at.is_not(None))
        .order_by(CodeAssignment.id)
    )  # fmt: skip
    return _keyed(query, ("theme_id",))


def proposals_before_people(codeframe):
    """What the machine said of each text when a person finished it: key, finished_at, theme_id, run_id."""
    same_text = (CodeAssignment.answer_id == CodedText.answer_id) | (
        CodeAssignment.contribution_id == CodedText.contribution_id
    )
    query = (
        select(CodedText.answer_id, CodedText.contribution_id, CodedText.finished_at, CodeAssignment.theme_id,
               CodeAssignment.run_id)
        .join(CodeAssignment, same_text)
        .where(
            CodedText.codeframe_id == codeframe.id, CodedText.sample_id.is_(None),
            CodeAssignment.theme.has(codeframe_id=codeframe.id), CodeAssignment.run_id.is_not(None),
            CodeAssignment.assigned_at <= CodedText.finished_at,
            CodeAssignment.replaced_at.is_(None) | (CodeAssignment.replaced_at > CodedText.finished_at),
        )
        .order_by(CodeAssignment.id)
    )  # fmt: skip
    return _keyed(query, ("finished_at", "theme_id", "run_id"))


def examples(codeframe):
    """Texts that show what a theme means: key, theme_id."""
    query = select(ThemeExample.answer_id, ThemeExample.contribution_id, ThemeExample.theme_id).where(
        ThemeExample.theme_id.in_([theme.id for theme in codeframe.themes])
    )
    return _keyed(query.order_by(ThemeExample.id), ("theme_id",))


def sampled(codeframe):
    """Texts of blind samples, none of which ever teaches the machine: key, sample_id, stratum."""
    query = (
        select(SampleText.answer_id, SampleText.contribution_id, SampleText.sample_id, SampleText.stratum)
        .join(AgreementSample, AgreementSample.id == SampleText.sample_id)
        .where(AgreementSample.codeframe_id == codeframe.id)
        .order_by(SampleText.sample_id, SampleText.position)
    )
    return _keyed(query, ("sample_id", "stratum"))


def is_complete(sample):
    """Whether both have coded every text: only then does anybody see what was coded."""
    if sample.second_coder_id is None:
        return False
    done = finished(sample.codeframe, sample.id)
    both = set(done[["coder_id", "key"]].itertuples(index=False, name=None))
    coders = (sample.first_coder_id, sample.second_coder_id)
    return all((coder, key) in both for key in keys_there(sample) for coder in coders)


def keys_there(sample):
    """Keys of the texts of the sample that still are texts, in their order: an activity may have been cancelled."""
    found = sampled(sample.codeframe)
    keys = found.loc[found["sample_id"] == sample.id, "key"].tolist()
    there = set(texts(sample.codeframe, keys)["key"])
    return [key for key in keys if key in there]


def settlements(codeframe):
    """What holds where two coders differed: key, sample_id, theme_id, applies."""
    query = (
        select(Settlement.answer_id, Settlement.contribution_id, Settlement.sample_id, Settlement.theme_id,
               Settlement.applies)
        .join(AgreementSample, AgreementSample.id == Settlement.sample_id)
        .where(AgreementSample.codeframe_id == codeframe.id)
        .order_by(Settlement.id)
    )  # fmt: skip
    return _keyed(query, ("sample_id", "theme_id", "applies"))


def unread(run_id):
    """Keys of answers in which the machine could read nothing."""
    return {f"a{id_}" for id_ in db.session.scalars(select(UnusableAnswer.answer_id).filter_by(run_id=run_id))}


def unsent(codeframe, last_answer_id):
    """Keys of answers up to this number that nobody has sent yet: a run cannot have read them."""
    query = answers_of(codeframe, sent=False).where(Answer.id <= last_answer_id).order_by(Answer.id)
    return [f"a{id_}" for id_ in db.session.scalars(query)]


def what_is_known(codeframe):
    """The texts, the codes that may teach the machine and the words of the themes, as analysis.coding takes them.

    Texts of blind samples never teach: they are what the machine is measured on.
    """
    everything = texts(codeframe)
    hidden = set(sampled(codeframe)["key"])
    theme_ids = [theme.id for theme in codeframe.themes]
    coded = [key for key in dict.fromkeys(finished(codeframe)["key"]) if key not in hidden]
    said = decisions(codeframe)
    given = set(said.loc[said["applies"].astype(bool), ["key", "theme_id"]].itertuples(index=False, name=None))
    there = set(everything["key"])
    rows = [(key, theme, int((key, theme) in given)) for key in coded if key in there for theme in theme_ids]
    rows += [
        (key, theme, 1)
        for key, theme in examples(codeframe).itertuples(index=False, name=None)
        if key in there and key not in hidden and key not in coded
    ]
    codes = pd.DataFrame(sorted(set(rows)), columns=["id", "theme", "applies"])
    words = [
        (theme.id, ". ".join([theme.label, *theme.key_words, theme.definition, theme.includes]).strip(". "))
        for theme in codeframe.themes
    ]
    return everything, codes, pd.DataFrame(words, columns=["theme", "words"])


def open_keys(codeframe, order, most=2):
    """Keys of texts that nobody has finished and that are in no sample: of `order` first, then by number; at most so
    many."""
    found = []
    for start in range(0, len(order), 20):
        found += _still_open(codeframe, order[start : start + 20])
        if len(found) >= most:
            return found[:most]
    for kind, ids, column in (
        ("a", answers_of(codeframe), "answer_id"), ("c", contributions_of(codeframe), "contribution_id"),
    ):  # fmt: skip
        taken = [
            select(getattr(model, column)).where(condition, getattr(model, column).is_not(None))
            for model, condition in _closed(codeframe)
        ]
        id_ = next(iter(ids.selected_columns))
        rest = ids.where(*(id_.not_in(one) for one in taken)).order_by(id_).limit(most + len(found))
        found += [f"{kind}{number}" for number in db.session.scalars(rest) if f"{kind}{number}" not in found]
    return found[:most]


def _still_open(codeframe, keys):
    there = set(texts(codeframe, keys)["key"])
    for model, condition in _closed(codeframe):
        for kind, column in (("a", model.answer_id), ("c", model.contribution_id)):
            ids = [int(key[1:]) for key in keys if key[0] == kind]
            there -= {f"{kind}{id_}" for id_ in db.session.scalars(select(column).where(condition, column.in_(ids)))}
    return [key for key in keys if key in there]


def _closed(codeframe):
    """(model, condition) of the rows that close a text to the ordinary queue."""
    return (
        (CodedText, (CodedText.codeframe_id == codeframe.id) & CodedText.sample_id.is_(None)),
        (SampleText, SampleText.sample_id.in_(select(AgreementSample.id).filter_by(codeframe_id=codeframe.id))),
    )


def history(codeframe, key):
    """Every code this text ever had here, oldest first; CodeAssignment rows."""
    query = select(CodeAssignment).filter_by(**columns_of(key))
    query = query.where(CodeAssignment.theme.has(codeframe_id=codeframe.id))
    return db.session.scalars(query.order_by(CodeAssignment.assigned_at, CodeAssignment.id)).all()


def _is_among(model, keys):
    """The condition that a row is about one of these texts; None asks for no such thing."""
    if keys is None:
        return true()
    ids = {kind: [int(key[1:]) for key in keys if key[0] == kind] for kind in ("a", "c")}
    return model.answer_id.in_(ids["a"]) | model.contribution_id.in_(ids["c"])


def _keyed(query, columns):
    rows = [(key_of(answer, said), *rest) for answer, said, *rest in db.session.execute(query)]
    return pd.DataFrame(rows, columns=["key", *columns])
