"""What paper and conversations say beside the questionnaire: printed, shown while keying, or read out first.

In both wordings and every language; what is printed is data for forms.paper.
"""

from dataclasses import dataclass

from babel import Locale
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from engage.extracts.retention import clocks
from engage.i18n import last_moment
from forms.paper.identity import Identity
from forms.paper.layout import Asking, Furniture, Part, Statement, variant_of
from forms.paper.questions import (
    CAPACITY,
    CONSENTS,
    HELPER,
    ORGANISATION,
    ORGANISATION_AREA,
    ORGANISATION_SIZE,
)


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


def contact_script(variant, locale, days):
    """Sentences to read out before somebody says how to reach them."""
    with force_locale(locale):
        part = _contact(variant == "easy_read", days)
        return [part.title, part.statements[-1].text]


def about_the_person(variant, locale):
    """field -> Words of who is answering and what they allow: as printed, save that what is asked of the person is put
    as one would say it."""
    with force_locale(locale):
        is_easy = variant == "easy_read"
        printed = {
            field: Words(asking.text, {key: option.text for key, option in (asking.options or {}).items()})
            for field, asking in _fields(is_easy).items()
        }
        return printed | _spoken(_chooser(is_easy), printed)


def _spoken(say, printed):
    return {
        HELPER: Words(say(_("Who helps you to answer?"), _("Who helps you?")), printed[HELPER].options),
        CONSENTS: Words(say(_("What you allow us"), _("Say yes or no")), {
            "quote": say(
                _("May we quote your words, without anything that shows who you are?"),
                _("Can we show your words to other people?"),
            ),
            "contact": say(_("May we contact you about what you said?"), _("Can we contact you?")),
            "outcome": say(_("Do you want to be told the outcome?"), _("Do you want us to tell you what happens?")),
        }),
    }  # fmt: skip


def furniture(consultation, version_number, layout, locale, locales):
    """The Furniture of one layout in one language; `locales`: those in which help is offered on its front."""
    is_easy = variant_of(layout) == "easy_read"
    config = current_app.config
    with force_locale(locale):
        closes = last_moment(consultation.closes_at)
        return Furniture(
            code=Identity(consultation.code, version_number, layout, locale, None, 1).form,
            council=config["COUNCIL_NAME"],
            address=f"{config['TRUSTED_HOSTS'][0]}/{consultation.code}",
            direction=Locale.parse(locale).text_direction,
            words=_words(is_easy),
            front=[_filling(is_easy), _sending(is_easy, closes), _privacy(is_easy)],
            help=[_help(other) for other in [locale, *(other for other in locales if other != locale)]],
            ways=[way for way in (config["CONTACT_PHONE"], config["CONTACT_EMAIL"]) if way],
            fields=_fields(is_easy),
            who=_who(is_easy),
            organisation=_organisation(is_easy),
            consents=_consents(is_easy),
            contact=_contact(is_easy, clocks.days_of(consultation, "contact", current_app.config)),
            receipt=_receipt(is_easy),
            no_code=_("This form has no code."),
            last=_last(is_easy, closes),
        )


def _words(is_easy):
    say = _chooser(is_easy)
    return {
        "form_number": _("Form number:"),
        "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "continued": say(_("This question goes on here"), _("More answers")),
        "over_page": say(_("This question goes on over the page."), _("Look at the next page for more answers.")),
        "empty_page": say(_("This page is empty."), _("This page is empty.")),
        "choose_one": say(_("Choose one answer."), _("Choose one.")),
        "choose_three": say(_("Choose up to 3 answers"), _("You can choose up to 3.")),
        "choose_all": say(_("Choose all that apply"), _("You can choose more than 1.")),
        "choose_up_to": say(_("Choose up to %(n)s answers", n="{n}"), _("You can choose up to %(n)s.", n="{n}")),
        "choose_any": say(_("Choose all that you agree to."), _("You can choose more than one.")),
        "help": say(_("Get help"), _("Get help")),
    } | _digits(say) | _routing(say)


def _digits(say):
    """How to fill in boxes for digits."""
    return {
        "day": _("Day"),
        "month": _("Month"),
        "year": _("Year"),
        "write_number": say(_("Write one digit in each box."), _("Write your number in the boxes.")),
        "write_date": say(_("Write the day, the month and the year in numbers."), _("Write the date in numbers.")),
        "write_rank": say(
            _(
                "Write 1 beside your first choice, 2 beside your second, and so on up to %(n)s. "
                "You can stop earlier and leave the other boxes empty.", n="{n}",
            ),
            _("Write 1 for your first choice. Then 2. You can use the numbers up to %(n)s.", n="{n}"),
        ),
    }


def _routing(say):
    """To whom a section is asked, and where everybody else goes on."""
    number, option = "{number}", "{option}"
    return {
        "only_if": say(_("Answer this section only if this is true:"), _("Answer this part only if this is true:")),
        "only_if_any": say(
            _("Answer this section only if any of these is true:"), _("Answer this part only if 1 of these is true:")
        ),
        "only_if_all": say(
            _("Answer this section only if all of these are true:"),
            _("Answer this part only if all of these are true:"),
        ),
        "chosen": say(
            _("You chose “%(option)s” in question %(n)s.", option=option, n=number),
            _("You ticked “%(option)s” in question %(n)s.", option=option, n=number),
        ),
        "not_chosen": say(
            _("You did not choose “%(option)s” in question %(n)s.", option=option, n=number),
            _("You did not tick “%(option)s” in question %(n)s.", option=option, n=number),
        ),
        "go_to": say(_("If not, go to question %(n)s.", n=number), _("If not, go to question %(n)s.", n=number)),
        "go_to_end": say(_("If not, you have finished the questions."), _("If not, you have finished the questions.")),
    }


def _filling(is_easy):
    title = _("How to fill in this form")
    if is_easy:
        return Part(title, [
            Statement("pencil", _("Use a black or blue pen.")),
            Statement("tick", _("Put a tick in the box next to your answer.")),
            Statement("change", _("Did you make a mistake? Fill in the whole box.")),
            Statement("tick", _("Then tick another box.")),
            Statement("check_list", _("You can skip any question.")),
            Statement("helper", _("Somebody can help you to answer.")),
        ])  # fmt: skip
    return Part(title, [
        Statement(None, _("Use a black or blue pen. Put a tick or a cross in the box of each answer that you choose.")),
        Statement(None, _("If you make a mistake, fill in the whole box and mark another one.")),
        Statement(None, _("Every question is optional. Leave out any that you do not want to answer.")),
        Statement(None, _("Somebody can help you to answer, or you can answer by telephone.")),
    ])  # fmt: skip


def _sending(is_easy, closes):
    address = current_app.config["FREEPOST_ADDRESS"]
    title = _("How to send it back")
    if is_easy:
        return Part(title, [
            Statement("send", _("Put the form in an envelope.")),
            Statement("house", _("Send it to: %(address)s", address=address)),
            Statement("thumbs_up", _("It is free.")),
            Statement("calendar", _("It must reach us by %(when)s.", when=closes)),
        ])  # fmt: skip
    return Part(title, [
        Statement(None, _("Put it in an envelope and post it. It is free: you do not need a stamp.")),
        Statement(None, _("Send it to: %(address)s", address=address)),
        Statement(None, _("It must reach us by %(when)s.", when=closes)),
    ])  # fmt: skip


def _privacy(is_easy):
    if is_easy:
        return Part(_("Keeping your answers safe"), [
            Statement("privacy", _("You do not need to tell us your name.")),
            Statement("pencil", _("Do not write names or addresses.")),
            Statement("results", _("We may show your words to other people.")),
            Statement("people", _("We never say which answers are yours.")),
        ])  # fmt: skip
    return Part(_("Your privacy"), [
        Statement(None, _("You do not need to give your name. Nothing that we publish shows which answers are yours.")),
        Statement(None, _(
            "Do not write names, addresses or anything else that would show who somebody is. "
            "We may publish parts of what you write, after removing such details."
        )),
        Statement(None, _("Our website has the whole privacy notice, and we send it to you if you ask.")),
    ])  # fmt: skip


def _help(locale):
    """(language, direction, text): a few words that telephone and e-mail follow, whichever there are."""
    with force_locale(locale):
        text = _("Help, another language or another format:")
    return locale, Locale.parse(locale).text_direction, text


def _fields(is_easy):
    say = _chooser(is_easy)
    return {
        CAPACITY: Asking(
            say(_("Who is answering?"), _("Who is answering?")), "people",
            say(
                _("We count people and organisations apart. You can leave this empty."),
                _("You can leave this empty."),
            ),
            _capacities(say),
        ),
        HELPER: Asking(
            say(_("If somebody answers for you or helps you: who?"), _("Did somebody help you? Who?")), "helper",
            say(_("You can leave this empty."), _("You can leave this empty.")), _helpers(say),
        ),
        ORGANISATION: Asking(say(_("Name of the organisation"), _("Its name")), "community"),
        ORGANISATION_SIZE: Asking(
            say(_("How many people work for it?"), _("How many people work there?")), "people", "", _sizes(say)
        ),
        ORGANISATION_AREA: Asking(
            say(_("Which area does it work in? (optional)"), _("Where does it work? You can leave this empty.")),
            "map_pin", say(_("For example the whole borough, or one town"), _("Like a town or a street")),
        ),
        CONSENTS: Asking(
            say(_("What do you agree to?"), _("What do you say yes to?")), "thumbs_up",
            say(_("You can leave each of them empty: then we take it as no."), _("Empty means no.")), _permissions(say),
        ),
        "contact.name": Asking(say(_("Your name (optional)"), _("Your name. You can leave this empty.")), "about_me"),
        "contact.email": Asking(say(_("Email address"), _("Your email")), "email"),
        "contact.phone": Asking(say(_("Or telephone number"), _("Or your phone number")), "telephone"),
    }  # fmt: skip


def _capacities(say):
    return {
        "resident": Statement("about_me", say(_("I live, work or study here, and answer for myself"), _("Me"))),
        "on_behalf": Statement(
            "people",
            say(_("I answer for somebody else, as a carer, parent or interpreter"), _("I answer for somebody else")),
        ),
        "with_help": Statement(
            "helper", say(_("I answer for myself, with help from somebody"), _("Me, with help from somebody"))
        ),
        "professional": Statement(
            "worker",
            say(_("I answer as a professional, from what I see in my work"), _("I answer because of my job")),
        ),
        "organisation": Statement(
            "community", say(_("I answer for an organisation"), _("I answer for a group or organisation"))
        ),
    }


def _helpers(say):
    return {
        "carer": Statement("care_at_home", say(_("A carer"), _("A carer"))),
        "parent": Statement("parent_and_child", say(_("A parent or guardian"), _("A parent"))),
        "interpreter": Statement("talking", say(_("An interpreter"), _("An interpreter"))),
        "someone_else": Statement("people", say(_("Somebody else"), _("Somebody else"))),
    }


def _sizes(say):
    return {
        "volunteers": Statement("handshake", say(_("Volunteers only"), _("Only volunteers"))),
        "1_to_9": Statement("about_me", say(_("1 to 9"), _("1 to 9"))),
        "10_to_49": Statement("people", say(_("10 to 49"), _("10 to 49"))),
        "50_to_249": Statement("people", say(_("50 to 249"), _("50 to 249"))),
        "250_or_more": Statement("people", say(_("250 or more"), _("250 or more"))),
    }


def _permissions(say):
    return {
        "quote": Statement(
            "speech",
            say(
                _("You may quote my words, without anything that shows who I am"), _("You can show my words to others")
            ),
        ),
        "contact": Statement("telephone", say(_("You may contact me about what I said"), _("You can contact me"))),
        "outcome": Statement("results", say(_("I want to be told the outcome"), _("I want to know what happens"))),
    }


def _who(is_easy):
    say = _chooser(is_easy)
    return Part(say(_("Who fills in this form"), _("Who fills in this form")), [])


def _organisation(is_easy):
    say = _chooser(is_easy)
    return Part(say(_("Your organisation"), _("Your group or organisation")), [
        Statement("community", say(
            _("Only if you answer for an organisation."), _("Only if you answer for a group or organisation.")
        )),
        Statement("results", say(
            _("We may publish the name of the organisation, and what it says as an organisation."),
            _("We may show the name to other people."),
        )),
    ])  # fmt: skip


def _consents(is_easy):
    say = _chooser(is_easy)
    return Part(say(_("What you allow us"), _("Say yes or no")), [])


def _contact(is_easy, days):
    say = _chooser(is_easy)
    kept = say(
        _("We keep this encrypted and apart from your answers, and erase it %(n)s days after the end.", n=days),
        _("We keep this apart from your answers."),
    )
    return Part(say(_("How can we reach you?"), _("How can we reach you?")), [
        Statement("question_mark", say(
            _("Only if we may contact you or tell you the outcome. You can leave this page empty."),
            _("You can leave this page empty."),
        )),
        Statement("privacy", kept),
    ])  # fmt: skip


def _receipt(is_easy):
    title = _("Keep this part")
    if is_easy:
        return Part(title, [
            Statement("paper_form", _("Tear this part off and keep it.")),
            Statement("key", _("This code opens your answers on our website.")),
        ])  # fmt: skip
    return Part(title, [
        Statement(None, _("Tear it off along the line. This code opens your answers on our website: you can see them, "
                          "change them or take them back. Nobody can find a lost code again.")),
    ])  # fmt: skip


def _last(is_easy, closes):
    sending = _sending(is_easy, closes)
    thanks = _("Thank you.") if is_easy else _("Thank you for taking part.")
    return Part(sending.title, [*sending.statements, Statement("thumbs_up", thanks)])


def _chooser(is_easy):
    return lambda standard, easy_read: easy_read if is_easy else standard
