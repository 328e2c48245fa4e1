"""Real rows for tests, through the real operations where that is quick; every argument has a default."""

import datetime as dt
import json
import secrets
import uuid
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import func, insert, select

from engage.extensions import db
from engage.models import (
    Answer,
    AnswerChoice,
    PaperLayout,
    PrintedForm,
    ProfileChoice,
    RespondentProfile,
    Response,
    Role,
    StaffRole,
    StaffUser,
)
from engage.operations import consultations, responses, transaction
from engage.operations.codeframes import agreeing, drafting
from engage.operations.fieldwork import activities
from engage.operations.paper import batches, keying
from engage.operations.paper.asked import keyed_in
from engage.publishing import newest_version, published
from forms.codeframes.lines import Line
from forms.paper import serials
from forms.paper.keys import blank_key, read

NOW = dt.datetime(2026, 10, 7, 10, 30, tzinfo=dt.UTC)
GRACE = dt.timedelta(hours=24)
PASSWORD = "seven-green-kettles-sing"
#: the key of the application that the tests make
SECRET = "a key for tests that no server would ever be given"


def both(text):
    """A wording that says the same in both variants."""
    return {"standard": {"en": text}, "easy_read": {"en": text}}


def a_questionnaire(version=1, **changes):
    """A small questionnaire as JSON text: two sections of views and one about you."""
    document = {
        "key": "market_place",
        "schema_version": 1,
        "version": version,
        "locales": ["en"],
        "title": both("The market place"),
        "introduction": {
            "standard": [{"text": {"en": "We want to know what you think of the market place."}}],
            "easy_read": [{"picture": "house", "text": {"en": "Tell us about the market."}}],
        },
        "minutes": {"standard": 5, "easy_read": 8},
        "sections": [
            _views("streets", "Your streets", {"buses": "Buses", "lights": "Street lights", "trees": "Trees",
                                                "benches": "Benches"}),
            _views("shops", "Your shops", {"bakers": "Bakers", "markets": "Market stalls", "banks": "Banks"}),
            {
                "key": "about_you",
                "purpose": "profile",
                "title": both("About you"),
                "introduction": {
                    "standard": [{"text": {"en": "These questions are optional."}}],
                    "easy_read": [{"picture": "people", "text": {"en": "You can skip these."}}],
                },
                "questions": [
                    {
                        "key": "age_band",
                        "type": "single",
                        "picture": "birthday_cake",
                        "text": both("How old are you?"),
                        "options": [
                            {"key": "young", "text": both("Under 40")},
                            {"key": "old", "text": both("40 or over")},
                            {"key": "prefer_not_to_say", "text": both("Prefer not to say"), "exclusive": True},
                        ],
                    }
                ],
            },
        ],
    }  # fmt: skip
    return json.dumps(document | changes, ensure_ascii=False)


def translated(document, *locales):
    """The same questionnaire in more languages: each text is written again, with the language in front of it."""

    def add(part):
        if isinstance(part, dict):
            if isinstance(part.get("en"), str):
                return part | {locale: f"({locale}) {part['en']}" for locale in locales}
            return {key: add(value) for key, value in part.items()}
        return [add(value) for value in part] if isinstance(part, list) else part

    return json.dumps(add(json.loads(document)) | {"locales": ["en", *locales]}, ensure_ascii=False)


def _views(key, title, options):
    return {
        "key": key,
        "purpose": "views",
        "title": both(title),
        "picture": "map_pin",
        "questions": [
            {
                "key": f"{key}_priorities",
                "type": "top_three",
                "picture": "check_list",
                "text": {
                    "standard": {"en": f"Which matter most in {title.lower()}?"},
                    "easy_read": {"en": f"Pick 3 things for {title.lower()}."},
                },
                "options": [{"key": name, "text": both(text), "picture": "house"} for name, text in options.items()],
            },
            {
                "key": f"{key}_comment",
                "type": "free_text",
                "picture": "pencil",
                "text": {
                    "standard": {"en": f"Is there anything else about {title.lower()}?"},
                    "easy_read": {"en": f"Tell us more about {title.lower()}."},
                },
            },
        ],
    }


def a_consultation(code="market-place", document=None, opens_at=None, closes_at=None, now=NOW):
    """A published consultation, open at `now` unless other dates are given."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    consultation = consultations.open_consultation(
        code, opens_at or midnight - dt.timedelta(days=7), closes_at or midnight + dt.timedelta(days=21)
    )
    consultations.publish(consultation, document or a_questionnaire(), now)
    return consultation


def a_response(
    consultation, picks=None, comments=None, profile=None, channel="online", variant="standard", submitted=True, now=NOW
):
    """One response. picks: section -> option keys; comments: section -> text; profile: question -> option key."""
    version = newest_version(consultation)
    definition = published(version.id).definition
    response = responses.start(consultation, version, channel, variant, "en", now)
    for section_key, value in (picks or {}).items():
        _save(response, definition, section_key, f"{section_key}_priorities", value, variant, now)
    for section_key, value in (comments or {}).items():
        _save(response, definition, section_key, f"{section_key}_comment", value, variant, now)
    for question_key, value in (profile or {}).items():
        _save(response, definition, "about_you", question_key, value, variant, now)
    if submitted:
        responses.submit(response, now, GRACE)
    return response


def answer_saying(text):
    """The number of the only answer with this text; no search in the database finds it, for it stands sealed."""
    (number,) = (row.id for row in db.session.scalars(select(Answer)) if row.text == text)
    return number


def many_responses(consultation, n, picks, profile=None, channel="online", now=NOW):
    """So many sent responses that say the same, written at once. picks, profile: as in a_response."""
    version = newest_version(consultation)
    known = published(version.id)
    before = db.session.scalar(select(func.max(Response.id))) or 0
    same = {"version_id": version.id, "channel": channel, "variant": "standard", "locale": "en"}
    same |= {"started_at": now, "submitted_at": now}
    names = [f"many-{before}-{number}" for number in range(n)]
    rows = [{"public_id": name, "reference": name[-12:]} | same for name in names]
    db.session.execute(insert(Response), rows)
    ids = db.session.scalars(select(Response.id).filter(Response.id > before)).all()
    for section, keys in picks.items():
        question_id = known.questions[f"{section}_priorities"]
        rows = [{"response_id": i, "question_id": question_id, "variant": "standard", "locale": "en"} for i in ids]
        db.session.execute(insert(Answer), rows)
        written = select(Answer.id).filter(Answer.response_id > before, Answer.question_id == question_id)
        answers = db.session.scalars(written).all()
        options = [known.options[f"{section}_priorities"][key] for key in keys]
        rows = [{"answer_id": i, "question_id": question_id, "option_id": o} for i in answers for o in options]
        db.session.execute(insert(AnswerChoice), rows)
    if profile:
        db.session.execute(insert(RespondentProfile), [{"response_id": i} for i in ids])
        profiles = db.session.scalars(select(RespondentProfile.id).filter(RespondentProfile.response_id > before)).all()
        for key, option in profile.items():
            chosen = {"question_id": known.questions[key], "option_id": known.options[key][option]}
            db.session.execute(insert(ProfileChoice), [{"profile_id": i} | chosen for i in profiles])
    db.session.commit()


def _save(response, definition, section_key, question_key, value, variant, now):
    _section, question = definition.find(section_key, question_key)
    responses.save_answer(response, question, value, variant, "en", now, GRACE)


def a_staff_user(email="officer@example.org", role=Role.ANALYST, password=PASSWORD, now=NOW, consultation=None):
    """A row, and not add_staff: a password of the real cost takes a tenth of a second to make and at every sign-in.

    consultation : the only one on which the role counts
    """
    user = StaffUser(public_id=secrets.token_urlsafe(9), email=email, password_hash=_hash(password))
    user.roles = [StaffRole(role=role.value, consultation_id=consultation and consultation.id, given_at=now)]
    with transaction():
        db.session.add(user)
    return user


@cache
def _hash(password):
    """At the least cost there is, which the hash names: an account made by the product keeps the real one."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


def a_codeframe(consultation, actor, *labels, question_key="streets_comment", agreed=True, now=NOW):
    """A codeframe with themes T1, T2 ... of these labels; a draft unless it is agreed."""
    starts = [drafting.Start(Line(label)) for label in labels or ("Trees", "Buses")]
    codeframe = drafting.begin(consultation, question_key, starts, actor, now)
    if agreed:
        agreeing.agree(codeframe, actor, now)
    return codeframe


def an_activity(consultation, actor, now=NOW, **details):
    """A focus group of today, or what `details` say."""
    plain = {"type": "focus_group", "title": "Talking about the market", "held_on": now.date(), "place": "Town hall"}
    return activities.plan(consultation, plain | details, actor, now)


def said(text, number=1, **parts):
    """A contribution as it travels; `number` makes its id."""
    return {"id": str(uuid.UUID(int=number)), "text": text} | parts


def count(model, **conditions):
    return db.session.query(model).filter_by(**conditions).count()


def printed_serials(consultation, n, layout="standard", locale="en", now=NOW):
    """Serials of forms that were printed; where their boxes lie is not known."""
    version = newest_version(consultation)
    same = {"version_id": version.id, "layout": layout, "locale": locale}
    found = db.session.query(PaperLayout).filter_by(**same).one_or_none() or PaperLayout(
        **same, n_pages=1, geometry={}, master=b"", sha256="0" * 64, made_at=now
    )
    there = count(PrintedForm)
    rows = [
        PrintedForm(
            public_id=f"printed-{number}",
            serial=serials.with_check(f"{number:08}"),
            paper_layout=found,
            printed_at=now,
        )
        for number in range(there + 1, there + n + 1)
    ]
    db.session.add_all(rows)
    db.session.commit()
    return [row.serial for row in rows]


def a_batch(consultation, actor, n=1, now=NOW, label="Library 1", **changes):
    said = {"received_from": "Library", "received_on": now.date(), "kept_at": "Room 1"} | changes
    counted = {"standard": n, "large_print": 0, "easy_read": 0}
    return batches.open_batch(consultation, label, counted=counted, actor=actor, now=now, **said)


def keyed(form, actor, typed, kind="first", now=NOW, finish=True):
    """Key a form: field -> what is typed; every other question of the pass is said to be blank."""
    keying.take(form, kind, actor, now)
    for asked in keyed_in(form, kind):
        said = read(asked, typed.get(asked.field, blank_key(asked)), form.locale)
        keying.save(form, kind, asked.field, said, None, None, actor, now)
    if finish:
        assert keying.finish(form, kind, actor, SECRET, now) == []
    return form
