"""What a paper form asks: its questions in the order of the paper, and on which page each stands."""

from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import PaperLayout
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.publishing import published
from forms import routing
from forms.paper import geometry, questions

SPOKEN = ("telephone", "assisted")


@dataclass(frozen=True)
class PaperPage:
    """One page of the paper, or one part of the questionnaire where nobody knows how the paper was laid out."""

    number: int
    questions: tuple[questions.PaperQuestion, ...]
    #: key of the section, where the page is one
    section: str | None = None


def variant_of(form):
    return "easy_read" if form.layout == "easy_read" else "standard"


def last_day(form):
    """The last day on which the answers can have been given."""
    return form.added_at.date() if form.batch is None else form.batch.received_on


def questions_of(form):
    """Every PaperQuestion of this form."""
    definition = published(form.version_id).definition
    return questions.asked(definition, variant_of(form), CAPACITIES, HELPERS, SIZES)


def keyed_in(form, kind):
    """The PaperQuestions that a pass of this kind goes through. Who speaks says it all in one go."""
    found = questions_of(form)
    if form.kind in SPOKEN:
        return _on_route(form, found)
    return tuple(asked for asked in found if asked.is_closed != (kind == "text"))


def _on_route(form, found):
    """Nobody is asked a section aloud that their answers so far do not lead to."""
    definition = published(form.version_id).definition
    if not routing.has_rules(definition):
        return found
    values = {field: value.choices for field, value in extracts.newest(form.id, "first").items()}
    keys = {question.key for section in routing.shown(definition, values) for question in section.questions}
    return tuple(asked for asked in found if asked.question is None or asked.field in keys)


def pages_of(form, kind):
    """The PaperPages of a pass: as printed where the layout is known, else section by section."""
    wanted = keyed_in(form, kind)
    places = _places(form)
    if not places:
        return _by_section(form, wanted)
    last = max(places.values())
    pages = {}
    for asked in wanted:
        pages.setdefault(places.get(asked.field, last), []).append(asked)
    return [PaperPage(number, tuple(pages[number])) for number in sorted(pages)]


def _places(form):
    """field -> page, of the layout that was printed."""
    if form.kind in SPOKEN:
        return {}
    layout = form.printed_form and form.printed_form.paper_layout
    if layout is None:
        same = {"version_id": form.version_id, "layout": form.layout, "locale": form.locale}
        layout = db.session.scalars(select(PaperLayout).filter_by(**same)).first()
    if layout is None or not layout.geometry:
        return {}
    found = geometry.from_document(layout.geometry)
    places = {}
    for part in (*found.places, *found.boxes, *found.digits, *found.writing):
        places[part.field] = min(part.area.page, places.get(part.field, part.area.page))
    return places


def _by_section(form, wanted):
    definition = published(form.version_id).definition
    section_of = {question.key: section.key for section in definition.sections for question in section.questions}
    parts = {}
    for asked in wanted:
        parts.setdefault(section_of.get(asked.field), []).append(asked)
    return [PaperPage(number, tuple(found), key) for number, (key, found) in enumerate(parts.items(), 1)]
