"""The demonstration consultation: made-up people and answers, always the same, through the web's operations."""

import datetime as dt
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from engage import jobs
from engage.config import ROOT
from engage.demonstration import coding, fieldwork, finished, paper
from engage.extensions import db
from engage.extracts.counting import is_counted
from engage.models import Question, Response, Role, StaffUser
from engage.operations import consultations, respondents, responses, staff
from engage.publishing import published

CODE = "living-well"
N_RESPONSES = 500
SEED = 2019
DAYS_OPEN = 28
DAYS_LEFT = 56
SECOND_CLERK = paper.SECOND_CLERK
GRACE = dt.timedelta(hours=24)
#: a capacity, beside those of the product: the page was not opened
NOT_ASKED = "not_asked"
PASSWORD = "river-lantern-otter-42"
ACCOUNTS = {role: f"{role.value.replace('_', '-')}@demonstration.example" for role in Role}
HERE = Path(__file__).resolve().parent


def load(now, say, n_responses=N_RESPONSES):
    """Make what is missing of the consultation, its responses and its staff; a second loading changes nothing."""
    consultation = consultations.find_consultation(CODE) or _consultation(now)
    text = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
    version = consultations.publish(consultation, text, now)
    n_present = db.session.scalar(select(func.count(Response.id)).where(is_counted()))
    if n_present == 0:
        say(f"Loading {n_responses} made-up responses ...")
        _add_responses(consultation, version, now, n_responses)
        _ask_for_themes(version, now)
    for role, email in ACCOUNTS.items():
        if db.session.scalar(select(StaffUser.id).filter_by(email=email)) is None:
            staff.add_staff(email, PASSWORD, role, now, demonstration=True)
    fieldwork.load(consultation, now)
    paper.load(consultation, version, PASSWORD, now)
    coding.load(consultation, now)
    if n_responses == N_RESPONSES:
        finished.load(_add_responses, now)
    return consultation


def _consultation(now):
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    opens_at = midnight - dt.timedelta(days=DAYS_OPEN)
    return consultations.open_consultation(CODE, opens_at, midnight + dt.timedelta(days=DAYS_LEFT), demonstration=True)


def people(definition, n, comments=None):
    """So many made-up people and what they answer: the same every time. comments: share of sections with a comment."""
    material = json.loads((HERE / "living_well.json").read_text(encoding="utf-8"))
    if comments is not None:
        material["comments_share"] = dict.fromkeys(material["comments_share"], comments)
    crowd = _People(material)
    return [crowd.draw(definition) for _ in range(n)]


def _add_responses(consultation, version, now, n, comments=None):
    for number, person in enumerate(people(published(version.id).definition, n, comments)):
        when = consultation.opens_at + (now - consultation.opens_at) * number / n
        draft = responses.start(consultation, version, person.channel, person.variant, "en", when)
        _say_who(draft, person, when)
        for question, value in person.answers:
            responses.save_answer(draft, question, value, person.variant, "en", when, GRACE)
        _permit(draft, person, f"person-{number + 1}@example.org", when)
        responses.submit(draft, when, GRACE)


def _say_who(draft, person, when):
    if person.capacity == NOT_ASKED:
        return
    respondents.save_capacity(draft, person.capacity, when, GRACE)
    if person.helper:
        respondents.save_helper(draft, person.helper, when, GRACE)
    if person.organisation:
        respondents.save_organisation(draft, **person.organisation, now=when, grace=GRACE)


def _permit(draft, person, email, when):
    """An address goes only with a permission that needs one, and leads nowhere."""
    respondents.save_consents(draft, person.consents, when, GRACE)
    if person.leaves_address and (person.consents["contact"] or person.consents["outcome"]):
        config = current_app.config
        secret = config["CONTACT_KEY"] or config["SECRET_KEY"]
        details = {"name": "", "email": email, "phone": ""}
        respondents.save_contact(draft, details, secret, config["CONTACT_DAYS"], when, GRACE)


def _ask_for_themes(version, now):
    """The worker finds them while the first visitor looks round."""
    asked = select(Question.id).filter_by(version_id=version.id, type="free_text").order_by(Question.id)
    for question_id in db.session.scalars(asked):
        jobs.enqueue("themes", {"question_id": question_id, "seed": 0, "n_themes": None}, None, now)


@dataclass
class _Person:
    channel: str
    variant: str
    #: a capacity, None (seen and left blank) or NOT_ASKED
    capacity: str | None
    helper: str | None
    #: name, size and area
    organisation: dict | None
    #: consent -> True, False or None
    consents: dict
    leaves_address: bool
    #: (question, value) in the order of the questionnaire
    answers: list = field(default_factory=list)


class _People:
    """Draws people from weights; a comment is used once, so that no campaign appears that nobody wrote."""

    def __init__(self, material):
        self.material, self.rng = material, random.Random(SEED)
        #: apart, so that who answers changes nothing of what is answered
        self.rng_of_who = random.Random(SEED + 1)
        self.comments = {key: self._shuffled(material[key]["comments"]) for key in material["answers_section"]}
        self.organisations = list(reversed(material["organisations"]))

    def draw(self, definition):
        person = self._somebody()
        for section in definition.of_purpose("views"):
            if self.rng.random() < self.material["answers_section"][section.key]:
                person.answers += [(asked, self._view(section, asked, person.variant)) for asked in section.questions]
        if self.rng.random() < self.material.get("about_you_share", 0.8):
            profile = self._profile(definition, person.variant)
            person.answers += profile if person.organisation is None else []
        return person

    def _somebody(self):
        channel = self._one(self.material["channels"])
        variant = "easy_read" if self.rng.random() < self.material["easy_read_share"] else "standard"
        capacity = self._of_who(self.material["who"][variant])
        helpers = self.material["helpers"].get(capacity)
        return _Person(
            channel=channel,
            variant=variant,
            capacity=capacity,
            helper=self._of_who(helpers) if helpers else None,
            organisation=self.organisations.pop() if capacity == "organisation" else None,
            consents={
                name: {"yes": True, "no": False}.get(self._of_who(weights))
                for name, weights in self.material["consents"].items()
            },
            leaves_address=self.rng_of_who.random() < self.material["leaves_address_share"],
        )

    def _view(self, section, question, variant):
        part = self.material[section.key]
        if question.type == "free_text":
            comments = self.comments[section.key]
            wanted = self.rng.random() < self.material["comments_share"][section.key]
            return comments.pop() if wanted and comments else ""
        n = self.rng.choices((0, 1, 2, 3), (2, 5, 13, 80))[0]
        return self._several(_offered(question, part["weights"], variant), n)

    def _profile(self, definition, variant):
        weights = self.material["profile"]
        answers = []
        chosen = {}
        for section in definition.of_purpose("profile"):
            for question in section.questions:
                wanted = self._follow(question.key, weights, chosen)
                chosen[question.key] = self._one(_offered(question, wanted, variant))
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

    def _of_who(self, weights):
        """One of these; None for "blank"."""
        drawn = self.rng_of_who.choices(list(weights), list(weights.values()))[0]
        return None if drawn == "blank" else drawn

    def _several(self, weights, n):
        left, picked = dict(weights), []
        for _ in range(n):
            picked.append(self._one(left))
            del left[picked[-1]]
        return picked

    def _shuffled(self, items):
        return self.rng.sample(items, len(items))


def _offered(question, weights, variant):
    """The weights of the options of this wording; one that stands for several has the weight of all of them."""
    summed = {
        option.key: sum(weights.get(key, 0) for key in option.stands_for or (option.key,))
        for option in question.offered(variant)
    }
    return {key: weight for key, weight in summed.items() if weight}
