"""What a group is read and given: script, consent sheet, results so far, and a copy of what was said.

In both wordings and every language; a page shows them, and engage.exports.handout prints them.
"""

import re

from babel import Locale, UnknownLocaleError
from flask import current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from engage.exports.handout import Part, Row, Sheet
from engage.extracts.retention import clocks
from engage.i18n import DEFAULT_LOCALE, day, describe, last_moment, say, variant
from forms.fieldwork import closing

#: a figure of fewer people than this is not given out
SMALLEST = 10
#: shares and bases are rounded to these, so that two sheets of two days show no one person
STEP_PERCENT, STEP_PEOPLE = 5, 10
#: first places of each section that are shown
N_TOP = 3


def script(activity):
    """Read out before anything is asked, in the words of this page's language and wording."""
    rows = [
        Row("handshake", say(_("Thank you for coming today."), _("Thank you for coming."))),
        Row("speech", say(_("We ask so that the council can plan with what you tell us."),
                          _("We want to know what you think."))),
        *_promises_to_the_group(),
        Row("question_mark", say(_("Do you have questions?"), _("Do you have questions?"))),
        Row("handshake", say(_("Do you want to take part?"), _("Do you want to take part?"))),
    ]  # fmt: skip
    return _sheet(say(_("Before we begin"), _("Before we start")), "speech", Part("", tuple(rows)))


def consent(activity, questionnaire):
    """Given out before, ticked and given back."""
    config = current_app.config
    days = clocks.days_of(activity.consultation, "photographs", config)
    # in a line from right to left the parts of a number change places at a plain blank
    phone = config["CONTACT_PHONE"].replace(" ", "\N{NO-BREAK SPACE}")
    contact = phone or config["CONTACT_EMAIL"] or config["CONTACT_ADDRESS"]
    title = questionnaire.title.get(variant(), _language())
    about = [
        Row("plan", say(_("This session is part of: %(title)s", title=title),
                        _("This is about: %(title)s", title=title))),
        Row("calendar", day(activity.held_on)),
    ]  # fmt: skip
    if activity.place:
        about.append(_in_english("map_pin", activity.place))
    after = [
        Row("results", say(_("We write a report about what groups said. It names nobody."),
                           _("We write a report about what people said."))),
        Row("privacy", say(_("Photographs, and names of those who want to hear back, are erased after %(n)s days.",
                             n=days),
                           _("We delete photos and names after %(n)s days.", n=days))),
        Row("change", say(_("You can change your mind later. "
                            "We take out what you said, if we can tell which words are yours."),
                          _("You can change your mind later."))),
    ]  # fmt: skip
    if contact:
        after.append(Row("telephone", say(_("Questions? Ask us: %(contact)s", contact=contact),
                                          _("Ask us: %(contact)s", contact=contact))))  # fmt: skip
    return _sheet(
        say(_("Taking part in this session"), _("Do you want to take part?")),
        "handshake",
        Part("", tuple(about)),
        Part(say(_("What we promise"), _("What we promise")), tuple(_promises_to_the_group())),
        Part(say(_("What happens then"), _("What happens next")), tuple(after)),
        _to_tick(),
    )


def _promises_to_the_group():
    return [
        Row("cross", say(_("You can leave out any question."), _("You can skip any question."))),
        Row("walking", say(_("You can leave at any time. You need not say why."), _("You can leave when you like."))),
        Row("pencil", say(_("We write down what is said, and not who said it."), _("We do not write down your name."))),
        Row("talking", say(_("We ask you before we quote your words. You can say no."),
                           _("We ask you before we use your words."))),
        Row("warning", say(_("If we worry that somebody is in danger, we have to tell somebody who can help."),
                           _("We must tell someone if a person is in danger."))),
        Row("privacy", say(_("Keep to yourself what others say here."), _("Do not tell others what people say here."))),
    ]  # fmt: skip


def _to_tick():
    rows = [
        Row("handshake", say(_("I take part."), _("I want to take part.")), "box"),
        Row("talking", say(_("You may quote my words, without my name."),
                           _("You can use my words without my name.")), "box"),
        Row("pencil", say(_("You may photograph what I write or draw, and not me."),
                          _("You can take a photo of what I write.")), "box"),
        Row("email", say(_("I want to hear what came of it."), _("Tell me what happens next.")), "box"),
        Row("pencil", say(_("Your name or initials"), _("Your name")), "line"),
        Row("calendar", say(_("Day"), _("Day")), "line"),
        Row("send", say(_("Give this sheet back to us. We keep it locked away, apart from what was said."),
                        _("Give this page back to us."))),
    ]  # fmt: skip
    return Part(say(_("Tick what you agree to"), _("Tick what you agree to")), tuple(rows))


def results_so_far(rankings, questionnaire, closes_at, is_open):
    """The first places of each section, rounded; nothing that fewer than SMALLEST people said has a figure.

    rankings : of people, as engage.results gives them
    """
    state = []
    if is_open:
        state = [
            Row("clock", say(_("These are figures so far. They are not final."), _("This is not final."))),
            Row("calendar", say(_("People can answer until %(when)s.", when=last_moment(closes_at)),
                                _("People can still tell us what they think."))),
        ]  # fmt: skip
    state.append(Row("scales", say(_("Numbers are rounded, so that nobody can be recognised in them."),
                                   _("We round the numbers."))))  # fmt: skip
    asking = Part(
        say(_("What do you think?"), _("What do you think?")),
        (
            Row("question_mark", say(_("Does this fit with what you know?"), _("Do you agree?"))),
            Row("speech", say(_("What is missing?"), _("What is missing?"))),
        ),
    )
    title = say(_("What people chose, so far"), _("What people chose so far")) if is_open else (
        say(_("What people chose"), _("What people chose")))  # fmt: skip
    return _sheet(title, "results", Part("", tuple(state)), *(_section(one, questionnaire) for one in rankings), asking)


def _section(ranking, questionnaire):
    found = [
        (section, question)
        for section in questionnaire.of_purpose("views")
        for question in section.questions
        if question.key == ranking.key
    ]
    if not found:  # asked in an older version only, in words that may not be translated
        return Part(ranking.title, (_too_few(),))
    section, question = found[0]
    title = section.title.get(variant(), _language())
    if ranking.answered < SMALLEST:
        return Part(title, (_too_few(),))
    base = STEP_PEOPLE * int(ranking.answered / STEP_PEOPLE + 0.5)
    rows = [Row("people", say(_("About %(n)s people answered.", n=base), _("About %(n)s people answered.", n=base)))]
    options = {option.text.get("standard", DEFAULT_LOCALE): option for option in question.options}
    return Part(title, (*rows, *(_place(line, options.get(line.words)) for line in _shown(ranking))))


def _too_few():
    return Row("people", say(_("Fewer than %(n)s people have answered. We show no figures of so few.", n=SMALLEST),
                             _("Not enough people have answered yet.")))  # fmt: skip


def _shown(ranking):
    """Of a scale or a rating every answer that was given, in its order; else the first places."""
    return [line for line in ranking.lines if line.count] if ranking.is_in_order else _top(ranking.ranked)


def _top(lines):
    """The first places; who is level with the last of them stands there too."""
    chosen = [line for line in lines if line.count]
    least = chosen[N_TOP - 1].count if len(chosen) >= N_TOP else 0
    return [line for line in chosen if line.count >= least]


def _place(line, option):
    words = option.text.get(variant(), _language()) if option else line.words
    picture = (option and option.picture) or "tick"
    if line.count < SMALLEST:
        figure = say(_("Fewer than %(n)s people", n=SMALLEST), _("A few people"))
    else:
        share = max(STEP_PERCENT, STEP_PERCENT * int(100 * line.share / STEP_PERCENT + 0.5))
        figure = _("About %(n)s of every 100 people", n=share)
    return Row(picture, words, figure=figure)


def copy(activity, document, questionnaire):
    """What is read back and given to those who took part: no name, no label but "speaker 3", no quote without a yes."""
    parts = [Part("", tuple(_took_place(activity, document)))]
    options = {(question.key, option.key): option for section in questionnaire.of_purpose("views")
               for question in section.questions for option in question.options}  # fmt: skip
    if chosen := _chosen(document.tallies, options):
        parts.append(Part(say(_("What you chose"), _("What you chose")), chosen))
    if said := [row for one in closing.for_participants(document) for row in _said(one)]:
        parts.append(Part(say(_("What you said"), _("What you said")), tuple(said)))
    if document.promises:
        rows = tuple(row for promise in document.promises for row in _promised(promise))
        parts.append(Part(say(_("What we said we would do"), _("What we will do")), rows))
    thanks = Row("handshake", say(_("Thank you for taking part."), _("Thank you for taking part.")))
    return _sheet(say(_("What we heard"), _("What we heard")), "speech", *parts, Part("", (thanks,)))


def _took_place(activity, document):
    rows = [_in_english("talking", activity.title), Row("calendar", day(document.held_on or activity.held_on))]
    if document.n_present:
        took_part = ngettext("%(num)s person took part.", "%(num)s people took part.", document.n_present)
        rows.append(Row("people", took_part))
    if document.summary.strip():
        rows += [_in_english("check_list", words) for words in _sentences(document.summary.strip())]
    if _language() != DEFAULT_LOCALE:
        rows.append(Row("pencil", say(_("What people said and promised stands in the words that were written down."),
                                      _("These are the words that were written down."))))  # fmt: skip
    return rows


def _chosen(tallies, options):
    """One row for each option, most dots first; the group's own top three have none of their own."""
    dots = {}
    for row in tallies:
        if row.kind in ("group_choice", "dot_vote") and row.count:
            key = (row.question, row.label)
            dots[key] = dots.get(key, 0) + (row.count if row.kind == "dot_vote" else 0)
    rows = []
    for key, n in sorted(dots.items(), key=lambda item: -item[1]):
        option = options.get(key)
        words = option.text.get(variant(), _language()) if option else key[1]
        figure = ngettext("%(num)s dot", "%(num)s dots", n) if n else ""
        rows.append(Row((option and option.picture) or "tick", words, figure=figure))
    return tuple(rows)


def _said(one):
    yield Row("talking", one.text, "quote", one.locale, _direction(one.locale))
    if one.speaker:
        yield Row("people", _("Speaker %(n)s", n=one.speaker.removeprefix("speaker ")))


def _promised(promise):
    words = promise.text + (f" ({promise.owner})" if promise.owner else "")
    yield from (_in_english("tick", sentence) for sentence in _sentences(words))
    if promise.due_on:
        yield Row("calendar", say(_("By %(day)s", day=day(promise.due_on)), _("By %(day)s", day=day(promise.due_on))))


def _in_english(picture, words):
    """Words of staff: nobody has translated them."""
    return Row(picture, words, "said", DEFAULT_LOCALE, "ltr")


def _sentences(words):
    """In Easy Read each sentence has a row of its own."""
    return re.split(r"(?<=[.!?])\s+", words) if variant() == "easy_read" else [words]


def _direction(locale):
    try:
        return Locale.parse(locale, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _language():
    return str(get_locale())


def _sheet(title, picture, *parts):
    _code, _name, direction = describe(_language())
    return Sheet(
        title=title,
        picture=picture,
        council=current_app.config["COUNCIL_NAME"],
        locale=_language(),
        direction=direction,
        is_easy_read=variant() == "easy_read",
        parts=tuple(part for part in parts if part.rows),
    )
