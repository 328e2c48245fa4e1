"""What is open, for programs: an Atom feed, and a calendar with the last moment of each consultation."""

import datetime as dt

from flask import current_app, make_response, render_template, request, url_for
from flask_babel import get_locale
from sqlalchemy import select

from engage.extensions import db
from engage.i18n import offered, variant
from engage.models import Consultation
from engage.publishing import newest_version, published
from engage.views.responses.address import HOME, WORDED, bp

#: a line of a calendar is folded after so many bytes (RFC 5545, 3.1)
MOST_BYTES = 75


@bp.get("/consultations.xml", defaults=HOME)
@bp.get(f"{WORDED}/consultations.xml")
def feed_consultations():
    """An Atom feed of what can be answered now or soon."""
    entries = [entry(consultation, found) for consultation, found in _told()]
    updated = max((one["opens_at"] for one in entries), default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    text = render_template("responses/feed_consultations.xml", entries=entries, updated=updated)
    reply = make_response(text)
    reply.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return reply


@bp.get("/consultations.ics", defaults=HOME)
@bp.get(f"{WORDED}/consultations.ics")
def show_calendar():
    """The same as a calendar."""
    now = current_app.config["CLOCK"]()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{escaped(current_app.config['COUNCIL_NAME'])}//Engage//EN"]
    for consultation, found in _told():
        one = entry(consultation, found)
        lines += [
            "BEGIN:VEVENT", f"UID:{consultation.code}@{request.host.partition(':')[0]}", f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(one['opens_at'])}", f"DTEND:{_utc(one['closes_at'])}",
            f"SUMMARY:{escaped(one['title'])}", f"URL:{one['address']}", "TRANSP:TRANSPARENT",
        ]  # fmt: skip
        lines += ["STATUS:TENTATIVE"] if consultation.suspended_at else []
        lines.append("END:VEVENT")
    reply = make_response("".join(map(folded, [*lines, "END:VCALENDAR"])))
    reply.headers["Content-Type"] = "text/calendar; charset=utf-8"
    return reply


def entry(consultation, questionnaire):
    """A consultation in the wording and language that was asked for, or in English."""
    spoken = str(get_locale())
    locale = spoken if spoken in offered(questionnaire) else "en"
    return {
        "title": questionnaire.title.get(variant(), locale),
        "address": url_for(".show_start", code=consultation.code, locale=locale, variant=variant(), _external=True),
        "locale": locale,
        "opens_at": consultation.opens_at,
        "closes_at": consultation.closes_at,
    }


def escaped(text):
    """A text of a calendar (RFC 5545, 3.3.11)."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def folded(line):
    """A line of a calendar, broken where it is too long and never within a letter."""
    parts, part = [], b""
    for letter in line:
        if len(part) + len(letter.encode()) > MOST_BYTES - 1:
            parts.append(part)
            part = b""
        part += letter.encode()
    return b"\r\n ".join([*parts, part]).decode() + "\r\n"


def _told():
    """What is announced and not over: (Consultation, its questionnaire)."""
    now = current_app.config["CLOCK"]()
    query = select(Consultation).where(Consultation.closes_at > now, Consultation.analysed_only.is_(False))
    for consultation in db.session.scalars(query.order_by(Consultation.opens_at, Consultation.id)):
        if version := newest_version(consultation):
            yield consultation, published(version.id).definition


def _utc(moment):
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
