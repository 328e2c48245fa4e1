"""With the code: what was found in the sections that a person answered, what was asked for, and what is done."""

from flask import g, redirect, render_template, url_for

from engage import answers, outcomes, released
from engage.views.responses.address import DRAFT, bp, reads_sent


@bp.get(f"{DRAFT}/what-came-of-it")
def show_came_of_it():
    """Only what is public: the answers of this person only say which sections to show."""
    if not reads_sent():
        return redirect(url_for(".enter_code" if g.response.submitted_at else ".list_sections"), 303)
    given = answers.of(g.response, g.published)
    sections = [
        section
        for section in g.published.definition.of_purpose("views")
        if any(question.key in given and given[question.key].value for question in section.questions)
    ]
    found = released.newest(g.consultation)
    rows = found.about_sections(sections) if found else [(section, [], []) for section in sections]
    lines = outcomes.lines_about(g.consultation, sections)
    return render_template(
        "responses/show_came_of_it.html",
        found=found,
        rows=[(section, *row, [line for of, line in lines if of is section]) for section, *row in rows],
    )


@bp.context_processor
def describe_outcome():
    """Whether there is anything to lead to."""
    return {"came_of_it": _is_public}


def _is_public():
    return released.newest(g.consultation) is not None or outcomes.has_public_lines(g.consultation)
