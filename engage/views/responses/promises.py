"""You said, we did: what was asked for because of what people said, what came of it, and where each line comes from."""

from flask import current_app, g, make_response, render_template, url_for
from flask_babel import gettext as _

from engage import outcomes
from engage.i18n import day, say
from engage.views.responses.address import PAGE, bp


@bp.get(f"{PAGE}/what-we-did")
def show_promises():
    lines = [(line, _evidence(line), _history(line)) for line in outcomes.public_lines(g.consultation)]
    today = current_app.config["CLOCK"]().date()
    return render_template("responses/show_promises.html", lines=lines, today=today, states=_states(), apart=_apart)


@bp.get(f"{PAGE}/what-we-did.xml")
def feed_promises():
    """The same as an Atom feed: who follows it is told when a point is published, answered, or moves on."""
    found = [(line, outcomes.changed_at(line)) for line in outcomes.public_lines(g.consultation)]
    found.sort(key=lambda pair: (pair[1], pair[0].number), reverse=True)
    heading = say(_("You said, we did"), _("What we did"))
    entries = [(line, _("Point %(n)s", n=line.number), changed) for line, changed in found]
    reply = make_response(
        render_template(
            "responses/feed_promises.xml",
            title=f"{heading}: {g.published.definition.title.get(g.variant, g.locale)}",
            address=url_for(".show_promises", _external=True),
            updated=found[0][1] if found else g.consultation.closes_at,
            entries=entries,
        )
    )
    reply.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return reply


def _evidence(line):
    """(heading, words, whether they are in English only, figures, since when) of what a line rests on."""
    words = {one.id: outcomes.words_of(g.consultation, one, g.variant, g.locale) for one in line.evidence}
    return [(*words[one.id], one.theme is not None, one.figures, one.counted_at) for one in line.evidence]


def _history(line):
    """(day, words) of what happened, the oldest first."""
    found = []
    for row in line.responses:
        body = _apart(row.body)
        found.append((row.asked_on, say(_("%(body)s was asked.", body=body), _("We asked %(body)s.", body=body))))
        if row.answer:
            words = say(_("%(body)s answered.", body=body), _("%(body)s gave an answer.", body=body))
            found.append((row.answered_on, words))
        if row.escalated_to:
            words = say(_("%(body)s had not answered.", body=body), _("%(body)s gave no answer.", body=body))
            found.append((row.escalated_on, words))
    return [(day(when), words) for when, words in sorted(found, key=lambda pair: pair[0])]


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
