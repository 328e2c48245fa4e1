"""What a paper form asks beside the questionnaire, and what is read out before a conversation, in every language."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from forms.paper.questions import CAPACITY, CONSENTS, HELPER, ORGANISATION, ORGANISATION_AREA, ORGANISATION_SIZE


@dataclass(frozen=True)
class Words:
    """One question: its words, and option key -> words."""

    text: str
    options: dict[str, str]


def script(variant, locale):
    """Sentences to read out before anything is asked."""
    with force_locale(locale):
        if variant == "easy_read":
            return [
                _("You can skip any question."),
                _("We may show your words to other people."),
                _("We never say which answers are yours."),
            ]
        return [
            _(
                "Every question is optional. "
                "You can stop at any time, and answers that you do not send are not counted."
            ),
            _("Nothing that we publish shows which answers are yours."),
        ]


def about_the_person(variant, locale):
    """field -> Words of who is answering and what they allow."""
    with force_locale(locale):
        return _easy() if variant == "easy_read" else _standard()


def _standard():
    return {
        CAPACITY: Words(_("Who is answering?"), {
            "resident": _("I live, work or study here, and answer for myself"),
            "on_behalf": _("I answer for somebody else, as a carer, parent or interpreter"),
            "with_help": _("I answer for myself, with help from somebody"),
            "professional": _("I answer as a professional, from what I see in my work"),
            "organisation": _("I answer for an organisation"),
        }),
        HELPER: Words(_("Who helps you to answer?"), {
            "carer": _("A carer"),
            "parent": _("A parent or guardian"),
            "interpreter": _("An interpreter"),
            "someone_else": _("Somebody else"),
        }),
        ORGANISATION: Words(_("Name of the organisation"), {}),
        ORGANISATION_SIZE: Words(_("How many people work for it?"), _sizes() | {"volunteers": _("Volunteers only")}),
        ORGANISATION_AREA: Words(_("Which area does it work in? (optional)"), {}),
        CONSENTS: Words(_("What you allow us"), {
            "quote": _("May we quote your words, without anything that shows who you are?"),
            "contact": _("May we contact you about what you said?"),
            "outcome": _("Do you want to be told the outcome?"),
        }),
    }  # fmt: skip


def _easy():
    return {
        CAPACITY: Words(_("Who is answering?"), {
            "resident": _("Me"),
            "on_behalf": _("I answer for somebody else"),
            "with_help": _("Me, with help from somebody"),
            "professional": _("I answer because of my job"),
            "organisation": _("I answer for a group or organisation"),
        }),
        HELPER: Words(_("Who helps you?"), {
            "carer": _("A carer"),
            "parent": _("A parent"),
            "interpreter": _("An interpreter"),
            "someone_else": _("Somebody else"),
        }),
        ORGANISATION: Words(_("Its name"), {}),
        ORGANISATION_SIZE: Words(_("How many people work there?"), _sizes() | {"volunteers": _("Only volunteers")}),
        ORGANISATION_AREA: Words(_("Where does it work? You can leave this empty."), {}),
        CONSENTS: Words(_("Say yes or no"), {
            "quote": _("Can we show your words to other people?"),
            "contact": _("Can we contact you?"),
            "outcome": _("Do you want us to tell you what happens?"),
        }),
    }  # fmt: skip


def _sizes():
    return {
        "volunteers": "",
        "1_to_9": _("1 to 9"),
        "10_to_49": _("10 to 49"),
        "50_to_249": _("50 to 249"),
        "250_or_more": _("250 or more"),
    }
