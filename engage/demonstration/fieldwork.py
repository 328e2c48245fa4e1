"""Twelve made-up sessions of the demonstration, two that are planned, and made-up counts of residents."""

import datetime as dt
import json
import uuid
from pathlib import Path

from sqlalchemy import select

from engage.extensions import db
from engage.models import Activity, Role, StaffUser
from engage.operations.fieldwork import activities, population, records
from forms.fieldwork.document import Count, Document, Promised, Said, TopicNotes
from forms.fieldwork.population import Count as Residents

HERE = Path(__file__).resolve().parent
SPACE = uuid.UUID("6f0c53f4-0f44-4ad3-9d0f-6a2f1d9f3c55")
SOURCE = "Made-up counts, for the demonstration only"
#: the newest sessions are still being written up
N_OPEN = 2


def load(consultation, now):
    """Make what is missing; a second loading changes nothing."""
    if db.session.scalar(select(Activity.id).filter_by(consultation_id=consultation.id).limit(1)) is not None:
        return
    officer, partner = (
        db.session.scalars(select(StaffUser).where(StaffUser.having([role])).filter_by(demonstration=True)).first()
        for role in (Role.ENGAGEMENT_OFFICER, Role.NOTE_TAKER)
    )
    material = json.loads((HERE / "fieldwork.json").read_text(encoding="utf-8"))
    residents = [
        Residents(question, option, people, SOURCE)
        for question, options in material["population"].items()
        for option, people in options.items()
    ]
    population.replace_counts(consultation, residents, officer, now)
    for number, session in enumerate(material["sessions"]):
        day = now.date() - dt.timedelta(days=session["days_ago"])
        when = now - dt.timedelta(days=session["days_ago"])
        activity = activities.plan(consultation, _details(session, day), officer, when)
        document = document_of(session, day)
        record = records.receive(activity, _id(session["title"]), 0, document, officer, when).record
        if number < len(material["sessions"]) - N_OPEN:
            records.close(record, officer, when)
    for session in material["planned"]:
        day = now.date() + dt.timedelta(days=session["days_ahead"])
        activity = activities.plan(consultation, _details(session, day), officer, now)
        activities.invite(activity, partner, officer, now)


def document_of(session, day):
    """The record of a made-up session."""
    tallies = [
        Count(kind, question, option, n)
        for kind, part in (("characteristic", "people"), ("dot_vote", "dots"))
        for question, options in session.get(part, {}).items()
        for option, n in options.items()
    ]
    tallies += [
        Count("group_choice", q, option, 1) for q, part in session.get("choices", {}).items() for option in part
    ]
    tallies += [Count("dot_vote", *parts) for parts in session.get("own_dots", ())]
    tallies += [Count("signposting", *parts) for parts in session.get("sent", ())]
    return Document(
        held_on=day,
        started=dt.time.fromisoformat(session["started"]),
        ended=dt.time.fromisoformat(session["ended"]),
        **{name: session.get(name) for name in ("n_present", "n_spoke", "n_engaged", "n_forms")},
        absent=session.get("absent", ""),
        summary=session.get("summary", ""),
        consent_read="n_present" in session,
        topics=tuple(TopicNotes(topic, notes) for topic, notes in session.get("notes", {}).items()),
        contributions=tuple(_said(session, *parts) for parts in session["said"]),
        tallies=tuple(tallies),
        promises=tuple(
            Promised(_id(text), text, owner, day + dt.timedelta(days=days))
            for text, owner, days in session.get("promises", ())
        ),
    )


def _said(session, topic, kind, speaker, text, may_quote, agreement, n_agreed, locale="en"):
    return Said(_id(session["title"] + text), topic, kind, speaker, text, locale, may_quote, agreement, n_agreed)


def _details(session, day):
    question, option = session.get("group", (None, None))
    return {name: session.get(name, "") for name in ("type", "title", "place", "partner", "audience")} | {
        "held_on": day,
        "starts": dt.time.fromisoformat(session["started"]) if "started" in session else None,
        "group_question": question,
        "group_option": option,
        "support": session["support"],
    }


def _id(text):
    return str(uuid.uuid5(SPACE, text))
