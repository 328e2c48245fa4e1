"""You said, we did: what was asked for because of what people said, what came of it, and where each line comes from."""

from flask import abort, current_app, g, make_response, render_template, url_for
from flask_babel import gettext as _

from engage import outcomes, released
from engage.i18n import day, say
from engage.views.responses.address import PAGE, bp

ONE = f"{PAGE}/what-we-did/<int:number>"


@bp.context_processor
def describe_lines():
    return {"action_states": _states, "apart": _apart}


@bp.get(f"{PAGE}/what-we-did")
def show_promises():
    return render_template(
        "responses/show_promises.html", lines=outcomes.public_lines(g.consultation), today=_today(), states=_states()
    )


@bp.get(ONE)
def show_promise(number):
    """One line: what people said, whom it was put to, what is done and by whom, and all that happened when."""
    line = outcomes.public_line(g.consultation, number)
    if line is None:
        return _show_gone(number)
    found = released.newest(g.consultation)
    return render_template(
        "responses/show_promise.html",
        line=line,
        evidence=[_evidence(one, found) for one in line.evidence],
        history=_history(line),
        states=_states(),
        today=_today(),
        has_results=found is not None,
    )


@bp.get(f"{PAGE}/what-we-did.xml")
def feed_promises():
    """An Atom feed: who follows it is told when results are published, and when a point is, is answered or moves on."""
    entries = sorted([*_entries_of_lines(), *_entries_of_results()], key=lambda entry: entry[3], reverse=True)
    heading = say(_("You said, we did"), _("What we did"))
    reply = make_response(
        render_template(
            "responses/feed_promises.xml",
            title=f"{heading}: {g.published.definition.title.get(g.variant, g.locale)}",
            address=url_for(".show_promises", _external=True),
            updated=entries[0][3] if entries else g.consultation.closes_at,
            entries=entries,
        )
    )
    reply.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return reply


def _entries_of_lines():
    """(address that names it, its title, its words, when it last changed) of every line."""
    for line in outcomes.public_lines(g.consultation):
        address = url_for(".show_promise", number=line.number, _external=True)
        yield address, _("Point %(n)s", n=line.number), line.texts, outcomes.changed_at(line)


def _entries_of_results():
    """The same of every release of the results that is public."""
    for release in released.every(g.consultation):
        words = say(_("The results are published"), _("You can read the results"))
        address = url_for(".show_results", _external=True)
        yield f"{address}#release-{release.number}", words, release.data["words"]["headline"], release.published_at


def _show_gone(number):
    """A line that was public is no line that never was: its page says from when to when."""
    publications = outcomes.past_publications(g.consultation, number)
    if not publications:
        abort(404)
    days = [(row.published_at, row.ended_at) for row in publications]
    return render_template("responses/show_gone.html", number=number, days=days), 410


def _evidence(one, found):
    """What a line rests on: heading and words, whether these are in English only, its figures, its released theme."""
    heading, words = outcomes.words_of(g.consultation, one, g.variant, g.locale)
    theme = found.theme_of(one) if found is not None and one.theme is not None else None
    return {"heading": heading, "words": words, "is_english": one.theme is not None, "figures": one.figures,
            "counted_at": one.counted_at, "theme": theme}  # fmt: skip


def _history(line):
    """(day, words) of all that happened, the oldest first."""
    found = [*_publications(line), *_answers(line), *_steps(line)]
    return [(day(when), words) for when, words in sorted(found, key=lambda pair: pair[0])]


def _publications(line):
    for row in line.publications:
        first = say(_("This was published here."), _("We put this here."))
        again = say(_("This was published here with other words or figures."), _("We changed this page."))
        yield row.published_at.date(), first if row.number == 1 else again
        if row.ended_at is not None:
            yield row.ended_at.date(), say(_("This was taken from here to change it."), _("We took this away."))


def _answers(line):
    for row in line.responses:
        body = _apart(row.body)
        yield row.asked_on, say(_("%(body)s was asked.", body=body), _("We asked %(body)s.", body=body))
        if row.answer:
            yield row.answered_on, say(_("%(body)s answered.", body=body), _("%(body)s gave an answer.", body=body))
        if row.escalated_to:
            words = say(_("%(body)s had not answered.", body=body), _("%(body)s gave no answer.", body=body))
            yield row.escalated_on, words


def _steps(line):
    """What each public action was in, and when it was due."""
    states = _states()
    for number, action in enumerate((one for one in line.actions if one.texts), 1):
        heading = say(_("Action %(n)s", n=number), _("Step %(n)s", n=number))
        for row in action.states:
            words = f"{heading}: {states[row.state]}"
            if row.due_on and g.variant != "easy_read":
                words = f"{words} {_('It is due on %(day)s.', day=day(row.due_on))}"
            yield row.set_at.date(), words


def _states():
    """What an action is in, as a sentence."""
    return {
        "planned": say(_("This is planned."), _("We plan this.")),
        "under_way": say(_("This is under way."), _("We are doing this now.")),
        "done": say(_("This is done."), _("We did this.")),
        "stopped": say(_("This was stopped."), _("We stopped this.")),
    }


def _apart(name):
    """A name that keeps its own direction inside a sentence of another language."""
    return f"\u2068{name}\u2069"


def _today():
    return current_app.config["CLOCK"]().date()
