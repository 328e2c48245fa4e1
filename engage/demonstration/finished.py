"""A consultation of the demonstration that is over: its released results, and what was asked for and done since."""

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engage import outcomes, report_files
from engage.config import ROOT
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.i18n import TIMEZONE
from engage.models import Role, StaffUser
from engage.operations import consultations, releases
from engage.operations.codeframes import agreeing, drafting
from engage.operations.coding import deciding
from engage.operations.delivery import actions, ambitions, recommendations, submissions
from engage.results import gate, snapshot
from engage.results.coding import newest_codeframes
from engage.results.snapshot import themes
from forms.codeframes.lines import Line

CODE = "living-well-first"
HERE = Path(__file__).resolve().parent
N_RESPONSES = 90
#: of those who answer a section: enough for themes whose counts may be told
COMMENTS = 0.9
#: days before now
OPENED, CLOSED, RELEASED = 150, 120, 90
LOCALES = ("en", "cy", "pl", "ar")
REASON = "Made up for the demonstration"


def load(add_responses, now):
    """Make it if it is not there. add_responses(consultation, version, until, n, share) fills it with people."""
    if consultations.find_consultation(CODE) is not None:
        return
    material = json.loads((HERE / "finished.json").read_text(encoding="utf-8"))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    opened, closed = midnight - dt.timedelta(days=OPENED), midnight - dt.timedelta(days=CLOSED)
    consultation = consultations.open_consultation(CODE, opened, closed, demonstration=True)
    version = consultations.publish(consultation, _questionnaire(material), opened)
    add_responses(consultation, version, closed - dt.timedelta(hours=1), N_RESPONSES, COMMENTS)
    writer, reader = (
        db.session.scalars(select(StaffUser).where(StaffUser.having([role]), StaffUser.demonstration)).first()
        for role in (Role.ENGAGEMENT_OFFICER, Role.ANALYST)
    )
    _code(consultation, material["themes"], reader, closed)
    released_at = midnight - dt.timedelta(days=RELEASED)
    _keep_writing(consultation, material, writer, released_at)
    _release(consultation, material, writer, reader, released_at)
    for part in material["recommendations"]:
        _recommend(consultation, part, writer, reader, released_at, midnight)
    recommendations.recommend(consultation, material["open"], "", writer, now)


def _questionnaire(material):
    """Two sections of the questionnaire that is open now, under another title."""
    text = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
    document = json.loads(text)
    sections = [one for one in document["sections"] if one["key"] in material["sections"]]
    title = dict.fromkeys(("standard", "easy_read"), material["title"])
    return json.dumps(document | {"title": title, "sections": sections}, ensure_ascii=False)


def _code(consultation, by_question, actor, now):
    """A codeframe for each question, and a person's codes on every comment, by cue words."""
    for question, material in by_question.items():
        starts = [drafting.Start(Line(label=one["label"], definition=one["definition"])) for one in material]
        codeframe = drafting.begin(consultation, question, starts, actor, now)
        agreeing.agree(codeframe, actor, now)
        cues = {theme.id: one["cues"] for theme, one in zip(codeframe.themes, material, strict=True)}
        for text in extracts.texts(codeframe).itertuples(index=False):
            said = text.text.casefold()
            found = [theme for theme, own in cues.items() if any(cue in said for cue in own)]
            deciding.code_text(codeframe, text.key, found, actor, now)


def _keep_writing(consultation, material, actor, now):
    """What came in writing, with where it was considered; comments on the plan; ambitions and their measures."""
    for one in material["submissions"]:
        details = {"received_on": now.date(), "received_from": one["from"], "title": one["title"],
                   "n_pages": one["pages"], "owner": "Head of Public Health", "kept_at": "Registry"}  # fmt: skip
        found = submissions.register(consultation, details, actor, now)
        submissions.consider(found, now.date(), one["place"], "", actor, now)
    for one in material["comments"]:
        submissions.log_comment(consultation, one | {"received_on": now.date()}, actor, now)
    for one in material["ambitions"]:
        ambition = ambitions.add_ambition(consultation, one["course"], one["text"], actor, now)
        for measure in one["measures"]:
            details = {name: measure[name] for name in ("name", "unit", "better", "source")}
            made = ambitions.add_measure(ambition, details, actor, now)
            for n, value in enumerate(measure["values"]):
                day = now.date() + dt.timedelta(days=25 * n)
                ambitions.record_value(made, day, float(value), actor, now)


def _release(consultation, material, writer, reader, now):
    """Prepared by one person and approved by another, past whatever the gate lets two people pass."""
    data = snapshot.take(consultation, now)
    ids = {quote["id"] for part in data["themes"] for line in part["lines"] for quote in line["quotes"]}
    quotes = [
        (row.theme_id, row.key, id_)
        for codeframe in newest_codeframes(consultation)
        for row in themes.quotable(codeframe, None).itertuples()
        if (id_ := themes.quote_id(row.key, row.text)) in ids
    ]
    next_on = (now + dt.timedelta(days=120)).date().isoformat()
    words = {"headline": material["headline"], "next": material["next"], "next_on": next_on}
    draft = releases.prepare(consultation, data, words, quotes, "", LOCALES, writer, now)
    for stop in gate.stops(consultation, draft.data):
        releases.ask_override(draft, stop, REASON, writer, now)
        releases.grant_override(draft, stop.kind, reader, now)
    stops = gate.stops(consultation, draft.data)
    releases.approve(draft, stops, draft.sha256, reader, now)
    releases.publish(draft, stops, ZoneInfo(TIMEZONE), reader, now, report_files.to_keep(draft, now))


def _recommend(consultation, part, writer, reader, released_at, today):
    """One line with its evidence, what the body said, and what is done since."""
    asked_at, answered_at = released_at + dt.timedelta(days=7), released_at + dt.timedelta(days=28)
    line = recommendations.recommend(consultation, part["words"], "", writer, released_at)
    for figure in _figures(consultation, part):
        recommendations.rest_on(line, figure, writer, released_at)
    recommendations.publish(line, outcomes.figures(consultation, line.evidence), LOCALES, reader, released_at)
    recommendations.ask(line, part["body"], asked_at.date(), writer, asked_at)
    if part["answer"]:
        reason = part.get("reason", {})
        recommendations.answer(line, part["answer"], answered_at.date(), reason, writer, answered_at)
    for one in part["actions"]:
        due_on = today.date() + dt.timedelta(days=one["due"])
        details = {"headline_action": one["headline"], "owner_role": one["owner"], "texts": one["words"],
                   "recommendation_id": line.id}  # fmt: skip
        action = actions.plan(consultation, details, due_on, writer, answered_at)
        if one["state"] != "planned":
            state = {name: one[name] for name in ("state", "outcome", "easy_outcome")} | {"due_on": due_on}
            actions.record_state(action, consultation, state, writer, today - dt.timedelta(days=15))


def _figures(consultation, part):
    yield {"question_key": part["question"], "option_key": part["option"]}
    every = [theme for codeframe in newest_codeframes(consultation) for theme in codeframe.themes]
    yield {"theme_id": next(theme.id for theme in every if theme.label == part["theme"])}
