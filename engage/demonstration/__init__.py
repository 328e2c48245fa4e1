"""The demonstration consultation: made-up people and answers, always the same, through the web's operations."""

import datetime as dt
import json
import random
from pathlib import Path

from sqlalchemy import func, select

from engage import jobs
from engage.config import ROOT
from engage.extensions import db
from engage.models import Question, Response, Role, StaffUser
from engage.operations import consultations, responses, staff
from engage.publishing import published

CODE = "living-well"
N_RESPONSES = 500
SEED = 2019
DAYS_OPEN = 28
DAYS_LEFT = 56
GRACE = dt.timedelta(hours=24)
PASSWORD = "river-lantern-otter-42"
ACCOUNTS = {role: f"{role.value.replace('_', '-')}@demonstration.example" for role in Role}
HERE = Path(__file__).resolve().parent


def load(now, say):
    """Make what is missing of the consultation, its responses and its staff; a second loading changes nothing."""
    consultation = consultations.find_consultation(CODE) or _consultation(now)
    text = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
    version = consultations.publish(consultation, text, now)
    n_present = db.session.scalar(select(func.count()).where(Response.submitted_at.is_not(None)))
    if n_present == 0:
        say(f"Loading {N_RESPONSES} made-up responses ...")
        _add_responses(consultation, version, now)
        _ask_for_themes(version, now)
    for role, email in ACCOUNTS.items():
        if db.session.scalar(select(StaffUser.id).filter_by(email=email)) is None:
            staff.add_staff(email, PASSWORD, role, now, demonstration=True)
    return consultation


def _consultation(now):
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    opens_at = midnight - dt.timedelta(days=DAYS_OPEN)
    return consultations.open_consultation(CODE, opens_at, midnight + dt.timedelta(days=DAYS_LEFT), demonstration=True)


def _add_responses(consultation, version, now):
    material = json.loads((HERE / "living_well.json").read_text(encoding="utf-8"))
    people = _People(material, random.Random(SEED))
    definition = published(version.id).definition
    for number in range(N_RESPONSES):
        when = consultation.opens_at + (now - consultation.opens_at) * number / N_RESPONSES
        person = people.draw(definition)
        draft = responses.start(consultation, version, person.channel, person.variant, "en", when)
        for question, value in person.answers:
            responses.save_answer(draft, question, value, person.variant, "en", when, GRACE)
        responses.submit(draft, when, GRACE)


def _ask_for_themes(version, now):
    """The worker finds them while the first visitor looks round."""
    asked = select(Question.id).filter_by(version_id=version.id, type="free_text").order_by(Question.id)
    for question_id in db.session.scalars(asked):
        jobs.enqueue("themes", {"question_id": question_id, "seed": 0, "n_themes": None}, None, now)


class _Person:
    def __init__(self, channel, variant):
        self.channel, self.variant = channel, variant
        #: (question, value) in the order of the questionnaire
        self.answers = []


class _People:
    """Draws people from weights; a comment is used once, so that no campaign appears that nobody wrote."""

    def __init__(self, material, rng):
        self.material, self.rng = material, rng
        self.comments = {key: self._shuffled(material[key]["comments"]) for key in material["answers_section"]}

    def draw(self, definition):
        channels = self.material["channels"]
        person = _Person(
            self._one(channels), "easy_read" if self.rng.random() < self.material["easy_read_share"] else "standard"
        )
        for section in definition.of_purpose("views"):
            if self.rng.random() < self.material["answers_section"][section.key]:
                person.answers += [(question, self._view(section, question)) for question in section.questions]
        if self.rng.random() < self.material.get("about_you_share", 0.8):
            person.answers += self._profile(definition)
        return person

    def _view(self, section, question):
        part = self.material[section.key]
        if question.type == "free_text":
            comments = self.comments[section.key]
            wanted = self.rng.random() < self.material["comments_share"][section.key]
            return comments.pop() if wanted and comments else ""
        n = self.rng.choices((0, 1, 2, 3), (2, 5, 13, 80))[0]
        return self._several(part["weights"], n)

    def _profile(self, definition):
        weights = self.material["profile"]
        answers = []
        chosen = {}
        for section in definition.of_purpose("profile"):
            for question in section.questions:
                chosen[question.key] = self._one(self._follow(question.key, weights, chosen))
                answers.append((question, chosen[question.key]))
        return answers

    def _follow(self, key, weights, chosen):
        """The effect of a condition goes with having one."""
        if key != "condition_effect" or chosen.get("long_term_condition") not in ("yes", "no"):
            return weights[key]
        has_one = chosen["long_term_condition"] == "yes"
        return {"a_lot": 12, "a_little": 18, "not_at_all": 6} if has_one else {"no_condition": 1}

    def _one(self, weights):
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _several(self, weights, n):
        left, picked = dict(weights), []
        for _ in range(n):
            picked.append(self._one(left))
            del left[picked[-1]]
        return picked

    def _shuffled(self, items):
        return self.rng.sample(items, len(items))
