"""Whom we have reached: groups against the census, people met in the field. Inside the council only."""

from flask import abort, g, make_response, redirect, request, url_for
from flask_babel import ngettext

from engage import fieldwork, margins, reach
from engage.auth import role_required
from engage.exports import csv
from engage.models import Role
from engage.operations import hold_snapshot
from engage.operations.fieldwork import population as operations
from engage.views.fieldwork.address import bp, clock, load_consultation, show
from forms.fields import clean_text
from forms.fieldwork.margins import COLUMNS, LONGEST_SOURCE, day, read
from forms.fieldwork.population import NO_TARGET, Match, counts_of, faults_of, propose, twice
from forms.fieldwork.tables import TableRefused

#: counts only
REACH_READERS = (Role.ADMINISTRATOR, *fieldwork.PLANNERS, Role.ANALYST)
NO_FILE = "Choose a CSV file, or paste its rows"
SEAL_BROKEN = "What you matched was changed on the way. Bring the file again"


@bp.get("/reach/<code>")
@role_required(*REACH_READERS)
def show_reach(code):
    consultation = load_consultation(code)
    hold_snapshot()
    found = reach.of(consultation) or abort(404)
    may_plan = g.staff.holds(fieldwork.PLANNERS, consultation)
    return show("show_reach", found=found, consultation=consultation, may_plan=may_plan)


@bp.get("/reach/<code>/reach.csv")
@role_required(*REACH_READERS)
def download_reach(code):
    hold_snapshot()
    found = reach.of(load_consultation(code)) or abort(404)
    reply = make_response(csv.write_rows(reach.HEADER, reach.as_rows(found)))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="reach-{code}.csv"'
    return reply


@bp.get("/reach/<code>/population/template.csv")
@role_required(*REACH_READERS)
def download_population_template(code):
    """The groups of this questionnaire, to be filled in."""
    asked = margins.questions_of(load_consultation(code))
    rows = [(one.key, words, "", "", "", "") for one in asked for words in one.options.values()]
    reply = make_response(csv.write_rows(COLUMNS, rows))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="residents-{code}.csv"'
    return reply


@bp.route("/reach/<code>/population", methods=["GET", "POST"])
@role_required(*REACH_READERS)
def count_population(code):
    """A file or pasted rows, read and matched to the questionnaire by the machine; nothing is kept here."""
    consultation = load_consultation(code)
    if request.method != "POST":
        return _show(consultation)
    content, file_name = _content()
    if not content.strip():
        return _show(consultation, {"rows": NO_FILE})
    try:
        variables, row_faults = read(content)
    except TableRefused as refused:
        return _show(consultation, {"rows": str(refused)}, content)
    if row_faults:
        text = ngettext(
            "%(num)s row has to be put right. Nothing was kept",
            "%(num)s rows have to be put right. Nothing was kept", len(row_faults),
        )  # fmt: skip
        return _show(consultation, {"rows": text}, content, row_faults=row_faults)
    brought = margins.bring(variables, file_name, content)
    questions = margins.questions_of(consultation)
    return _show_match(consultation, brought, [propose(one, questions) for one in brought.variables], {})


@bp.post("/reach/<code>/population/keep")
@role_required(*REACH_READERS)
def keep_population(code):
    """What a person matched is checked, and kept whole or not at all."""
    consultation = load_consultation(code)
    brought = margins.unseal(request.form.get("brought", ""), code)
    if brought is None:
        return _show(consultation, {"rows": SEAL_BROKEN})
    matches, is_new = _matches(brought, margins.questions_of(consultation))
    typed = {name: clean_text(request.form.get(name, ""))[:LONGEST_SOURCE] for name in ("source", "date")}
    if is_new:
        return _show_match(consultation, brought, matches, typed)
    faults = _faults(consultation, brought, matches, typed)
    if faults:
        return _show_match(consultation, brought, matches, typed, faults)
    counts = counts_of(brought.variables, matches, typed["source"], day(typed["date"]))
    operations.replace_counts(consultation, counts, g.staff, clock(), brought.file_name, brought.file_sha256)
    return redirect(url_for(".show_reach", code=code), 303)


@bp.post("/reach/<code>/population/remove")
@role_required(*REACH_READERS)
def remove_population(code):
    consultation = load_consultation(code)
    operations.remove_counts(consultation, request.form.get("question", "")[:40], g.staff, clock())
    return redirect(url_for(".count_population", code=code), 303)


def _matches(brought, questions):
    """What the person chose, and whether another question was chosen, so that answers have to be matched anew."""
    matches, is_new = [], False
    for number, variable in enumerate(brought.variables):
        question = request.form.get(f"question-{number}", "")
        if question != request.form.get(f"was-{number}", ""):
            matches.append(propose(variable, questions, question))
            is_new = is_new or question not in ("", NO_TARGET)
        else:
            options = [request.form.get(f"option-{number}-{place}", "") for place in range(len(variable.categories))]
            matches.append(Match(question, tuple(options)))
    return matches, is_new


def _faults(consultation, brought, matches, typed):
    questions = margins.questions_of(consultation)
    faults = {}
    for number, (variable, match) in enumerate(zip(brought.variables, matches, strict=True)):
        faults |= faults_of(number, variable, match, questions)
    if _needs_source(brought) and not typed["source"]:
        faults["source"] = "Say where the numbers come from, as Census 2021, TS007"
    if day(typed["date"]) is None:
        faults["date"] = "Enter the date as 2021-03-21, or a year"
    if faults:
        return faults
    if all(match.question == NO_TARGET for match in matches):
        return {"question-0": "Everything is left out, so there is nothing to keep"}
    wrong = twice(brought.variables, matches) or margins.totals_apart(brought, matches, consultation)
    return {"question-0": wrong[:1].upper() + wrong[1:]} if wrong else {}


def _needs_source(brought):
    return not any(category.source for variable in brought.variables for category in variable.categories)


def _content():
    """The bytes that were sent, and the name of their file."""
    file = request.files.get("file")
    uploaded = file.read() if file else b""
    pasted = request.form.get("rows", "").encode("utf-8", "surrogatepass")
    return (uploaded, clean_text(file.filename or "")) if uploaded else (pasted, "")


def _show(consultation, faults=None, content=b"", row_faults=()):
    typed = {"rows": clean_text(content.decode("utf-8-sig", "replace"))}
    values = {"consultation": consultation, "row_faults": row_faults, "kept": margins.kept(consultation)}
    return show("count_population", faults, typed, questions=margins.questions_of(consultation), **values)


def _show_match(consultation, brought, matches, typed, faults=None):
    """The page on which each group of the file gets an answer of the questionnaire."""
    questions = margins.questions_of(consultation)
    chosen = {f"question-{number}": match.question for number, match in enumerate(matches)}
    chosen |= {
        f"option-{number}-{place}": option
        for number, match in enumerate(matches)
        for place, option in enumerate(match.options)
    }
    return show(
        "match_population", faults, typed | chosen,
        consultation=consultation,
        brought=brought,
        parts=[
            (variable, next((one for one in questions if one.key == match.question), None))
            for variable, match in zip(brought.variables, matches, strict=True)
        ],
        questions=questions,
        sealed=margins.seal(brought, consultation.code),
        needs_source=_needs_source(brought),
        no_target=NO_TARGET,
    )  # fmt: skip
