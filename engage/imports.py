"""What the pages about responses from elsewhere show: each column, what is still to settle, and the first rows."""

from dataclasses import dataclass

from flask_babel import gettext as _

from engage.errors import ImportRefused
from engage.import_jobs import fitted, questionnaire_of
from engage.models import Role
from forms.importing import answers, guessing
from forms.importing import mapping as mappings
from forms.importing.answers import Reader, shortened
from forms.importing.asked import asked_in, uses_of
from forms.importing.mapping import ABOUT, OF_OPTION, OF_QUESTION, USES
from forms.importing.profile import order_in

IMPORTERS = (Role.ANALYST, Role.ENGAGEMENT_OFFICER)
#: of the texts that nobody has matched, on one page
MOST_TEXTS = 100
#: uses of which several columns are one question
SHARED = ("tick", "rank", "place")
SEPARATOR_NAMES = {";": "semicolon ;", ",": "comma ,", "|": "upright stroke |", "\n": "new line"}


@dataclass(frozen=True)
class Line:
    """One column as the page shows it."""

    position: int
    heading: str
    use: str
    #: what it answers, in words
    about: str
    filled: int
    examples: str


@dataclass(frozen=True)
class Overview:
    lines: list
    #: in words, what has to be put right before anything can come in
    problems: list
    #: (name, words, number of texts, number of cells) that are matched to nothing yet
    unmatched: list
    #: (row number, [(question, answer)], [fault])
    preview: list
    needs_order: bool


def overview(found, profile, now):
    """Everything that the page of one file shows about its mapping."""
    mapping = mappings.read(found.mapping)
    needs_order = _needs_order(profile, mapping)
    try:
        questionnaire, fit, _text = fitted(found, profile, mapping)
    except ImportRefused as refused:
        return Overview(_lines(mapping, profile, None), [str(refused)], [], [], needs_order)
    problems = answers.problems_of(fit, questionnaire)
    if needs_order:
        problems = [*problems, _("Say which number of a date is the day: open the column of dates")]
    asked = asked_in(questionnaire)
    unmatched = [
        (name, asked[name].words, len(texts), sum(texts.values()))
        for name, texts in guessing.unmatched(profile, fit, questionnaire).items()
        if texts
    ]
    preview = [] if problems else _preview(fit, questionnaire, profile, now, asked)
    return Overview(_lines(fit, profile, questionnaire), problems, unmatched, preview, needs_order)


def texts_of(found, profile, name):
    """(the Asked of this name, [(text, how often, option it is matched to or None)]); None if there is none."""
    mapping = mappings.read(found.mapping)
    try:
        questionnaire, mapping, _text = fitted(found, profile, mapping)
    except ImportRefused:
        return None
    asked = asked_in(questionnaire).get(name)
    if asked is None:
        return None
    open_texts = guessing.unmatched(profile, mapping, questionnaire).get(name, {})
    known = guessing.matched(profile, mapping, questionnaire, name)
    rows = [(text, n, None) for text, n in sorted(open_texts.items(), key=lambda pair: (-pair[1], pair[0]))]
    rows += [(text, n, key) for text, (key, n) in sorted(known.items(), key=lambda pair: (-pair[1][1], pair[0]))]
    return asked, rows[:MOST_TEXTS]


def questions_for(found):
    """[(key, words, uses, [(option key, words)])] of the questionnaire; empty where the file makes it."""
    questionnaire = questionnaire_of(found)
    asked = asked_in(questionnaire) if questionnaire else {}
    return [
        (question.key, question.text.get("standard", questionnaire.locales[0]), uses_of(question),
         list(asked[question.key].options.items()) if question.key in asked else [])
        for section in (questionnaire.sections if questionnaire else ())
        for question in section.questions
        if uses_of(question)
    ]  # fmt: skip


def read_column(form, column, found):
    """(the Column that was typed, the faults by field)."""
    use = form.get("use", "")
    if use not in USES:
        return column, {"use": _("Choose what this column is for")}
    if use not in OF_QUESTION:
        return mappings.Column(column.heading, use), {}
    changed = {"use": use, "heading": column.heading, "part": column.part}
    changed["separator"] = form.get("separator", ";")[:1] if use == "list" else ""
    changed["place"] = int(form["place"]) if use == "place" and form.get("place") in ("1", "2", "3") else 0
    if questionnaire_of(found) is None:
        return _new_column(form, column, changed, mappings.read(found.mapping).columns)
    questions = {key: (words, uses, options) for key, words, uses, options in questions_for(found)}
    key, _dot, option = form.get("question", "").partition(".")
    if key not in questions:
        return column, {"question": _("Choose the question that this column answers")}
    words, uses, options = questions[key]
    if use not in uses:
        fitting = ", ".join(f"“{USES[one]}”" for one in uses)
        return column, {"use": _("“%(words)s” takes: %(uses)s", words=shortened(words), uses=fitting)}
    if use in OF_OPTION and option not in dict(options):
        return column, {"question": _("Choose the option that this column stands for, below its question")}
    if use == "place" and not changed["place"]:
        return column, {"place": _("Choose the place")}
    return mappings.Column(question=key, option=option if use in OF_OPTION else "", **changed), {}


def _new_column(form, column, changed, columns):
    """Columns of options or places that name the same question belong together; every other column is a question."""
    words = " ".join(form.get("words", "").split())[:500] or column.words or column.heading
    key = guessing.key_of(column.heading)
    if changed["use"] in SHARED:
        key = guessing.key_of(words)
        key = next((one.question for one in columns if one.use in SHARED and one.words == words), key)
    is_profile = form.get("is_profile") == "yes"
    if changed["use"] in OF_OPTION and not column.part:
        rest = column.heading.removeprefix(words).strip(" -\u2013\u2014:>|/[]")
        changed["part"] = rest or column.heading
    return mappings.Column(question=key, words=words, is_profile=is_profile, **changed), {}


def _needs_order(profile, mapping):
    at = mapping.used("submitted")
    return at is not None and mapping.day_first is None and order_in(profile.columns[at]) == "either"


def _lines(mapping, profile, questionnaire):
    words = {}
    for section in questionnaire.sections if questionnaire else ():
        for question in section.questions:
            words[question.key] = question
    lines = []
    for at, (column, texts) in enumerate(zip(mapping.columns, profile.columns, strict=True)):
        question = words.get(column.question) if column.use in OF_QUESTION else None
        about = question.text.get("standard", questionnaire.locales[0]) if question else ""
        option = next((one for one in question.options if one.key == column.option), None) if question else None
        if option and column.use in OF_OPTION:
            about += ": " + option.text.get(option.variants[0], questionnaire.locales[0])
        about += _(", place %(n)s", n=column.place) if column.use == "place" else ""
        if column.use == "list":
            about += _(" (%(sign)s between answers)", sign=SEPARATOR_NAMES.get(column.separator, column.separator))
        examples = " · ".join(shortened(text) for text in list(texts.values)[:3])
        lines.append(Line(at, column.heading, USES[column.use], about, texts.filled, examples))
    return lines


def _preview(mapping, questionnaire, profile, now, asked):
    reader = Reader(mapping, questionnaire, profile.system, now)
    titles = {q.key: q.text.get("standard", questionnaire.locales[0]) for s in questionnaire.sections
              for q in s.questions}  # fmt: skip
    shown = []
    for number, cells in profile.first[:5]:
        taken = reader.take(number, cells)
        if isinstance(taken, list):
            shown.append((number, [], taken))
            continue
        said = [(titles[key], _in_words(given, asked.get(key))) for key, given in taken.answers.items()]
        if taken.submitted:
            said.insert(0, (_("Submitted"), f"{taken.submitted:%d.%m.%Y %H}:00"))
        said += [(asked[ABOUT[use]].words, asked[ABOUT[use]].options[key]) for use, key in taken.about.items()]
        shown.append((number, said, []))
    return shown


def _in_words(given, asked):
    if given.text:
        return given.text
    names = [asked.options[key] for key in given.choices] if asked else []
    if given.places:
        names = [f"{place}. {name}" for place, name in zip(given.places, names, strict=True)]
    problem = _(" (more than the question allows: counted apart)") if given.problem else ""
    return ("; ".join(names) or _("Left blank")) + problem
