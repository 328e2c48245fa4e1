"""Who answers and what they allow, in words: the same on the forms, on the check, on what was sent and on paper."""

from dataclasses import dataclass

from flask_babel import gettext as _

from engage.i18n import say
from engage.views.responses.address import bp


@dataclass(frozen=True)
class WhoRow:
    """One question beside the questionnaire with its answer; no lines where nothing was answered."""

    question: str
    picture: str
    lines: list
    #: the endpoint that changes it
    page: str
    #: beside the answer in Easy Read; what was typed has none
    answer_picture: str = ""


def capacities():
    """(value, picture, words) of each; the next three functions likewise."""
    return [
        ("resident", "about_me", say(_("I live, work or study here, and answer for myself"), _("Me"))),
        ("on_behalf", "people", say(_("I answer for somebody else, as a carer, parent or interpreter"),
                                    _("I answer for somebody else"))),
        ("with_help", "helper", say(_("I answer for myself, with help from somebody"),
                                    _("Me, with help from somebody"))),
        ("professional", "worker", say(_("I answer as a professional, from what I see in my work"),
                                       _("I answer because of my job"))),
        ("organisation", "community", say(_("I answer for an organisation"),
                                          _("I answer for a group or organisation"))),
    ]  # fmt: skip


def helpers():
    return [
        ("carer", "care_at_home", say(_("A carer"), _("A carer"))),
        ("parent", "parent_and_child", say(_("A parent or guardian"), _("A parent"))),
        ("interpreter", "talking", say(_("An interpreter"), _("An interpreter"))),
        ("someone_else", "people", say(_("Somebody else"), _("Somebody else"))),
    ]


def sizes():
    return [
        ("volunteers", "handshake", say(_("Volunteers only"), _("Only volunteers"))),
        ("1_to_9", "about_me", say(_("1 to 9"), _("1 to 9"))),
        ("10_to_49", "people", say(_("10 to 49"), _("10 to 49"))),
        ("50_to_249", "people", say(_("50 to 249"), _("50 to 249"))),
        ("250_or_more", "people", say(_("250 or more"), _("250 or more"))),
    ]


def permissions():
    """(consent, picture, question)"""
    return [
        ("quote", "speech", say(_("May we quote your words, without anything that shows who you are?"),
                                _("Can we show your words to other people?"))),
        ("contact", "telephone", say(_("May we contact you about what you said?"), _("Can we contact you?"))),
        ("outcome", "results", say(_("Do you want to be told the outcome?"),
                                   _("Do you want us to tell you what happens?"))),
    ]  # fmt: skip


def who_question():
    return say(_("Who is answering?"), _("Who is answering?"))


def helper_question(capacity):
    if capacity == "on_behalf":
        return say(_("Who are you to the person you answer for?"), _("Who are you?"))
    return say(_("Who helps you to answer?"), _("Who helps you?"))


def who_rows(who):
    """The WhoRows of who answers: the capacity, and what was asked because of it."""
    rows = [_chosen(who_question(), "people", capacities(), who.capacity, ".ask_who")]
    if who.capacity in ("on_behalf", "with_help"):
        rows.append(_chosen(helper_question(who.capacity), "helper", helpers(), who.helper, ".ask_helper"))
    if who.capacity == "organisation":
        page = ".ask_organisation"
        how_many = say(_("How many people work for it?"), _("How many people work there?"))
        rows += [
            _typed(say(_("Name of the organisation"), _("Its name")), "community", who.name, page),
            _chosen(how_many, "people", sizes(), who.size, page),
            _typed(say(_("Which area does it work in?"), _("Where does it work?")), "map_pin", who.area, page),
        ]
    return rows


def consent_rows(who):
    choices = [(True, "thumbs_up", say(_("Yes"), _("Yes"))), (False, "cross", say(_("No"), _("No")))]
    return [
        _chosen(question, picture, choices, who.consents[name], ".ask_consents")
        for name, picture, question in permissions()
    ]


@bp.context_processor
def give_words():
    return {
        "sizes": sizes, "permissions": permissions, "who_rows": who_rows, "consent_rows": consent_rows,
    }  # fmt: skip


def _chosen(question, picture, choices, value, page):
    for key, answer_picture, words in choices:
        if key == value:
            return WhoRow(question, picture, [words], page, answer_picture)
    return WhoRow(question, picture, [], page)


def _typed(question, picture, text, page):
    return WhoRow(question, picture, [text] if text else [], page)
