"""Answers by telephone or beside a helper: what is read out first, and drafts that were begun on line."""

import datetime as dt

from flask import abort, current_app, g, redirect, render_template, request, url_for

from engage import answers, paper_words, return_codes
from engage.auth import role_required
from engage.binding import bind
from engage.errors import PaperRefused, TooManyTries
from engage.i18n import describe
from engage.operations.paper import calls
from engage.operations.paper.asked import SPOKEN
from engage.operations.staff import record
from engage.publishing import published
from engage.views.paper.address import KEYERS, bp, consultation_of, now, questionnaire_of, secret_key
from engage.views.paper.words import direction_of
from forms.paper import entry
from forms.paper.keys import Keyed
from forms.paper.questions import (
    CAPACITY,
    CONSENTS,
    HELPER,
    ORGANISATION,
    ORGANISATION_AREA,
    ORGANISATION_SIZE,
)
from forms.question_types import TEXT, VALUE

KIND = (SPOKEN, "Choose how you speak with the person")


@bp.get("/conversations")
@role_required(*KEYERS)
def list_conversations(code):
    consultation = consultation_of(code)
    _questionnaire, locales = questionnaire_of(consultation)
    record(g.staff, "viewed_conversations", "consultation", code, now())
    found = calls.unfinished(consultation, g.staff)
    languages = [describe(locale) for locale in locales]
    return render_template("paper/list_conversations.html", code=code, spoken=languages, unfinished=found)


@bp.route("/conversations/<locale>/<variant:wording>", methods=["GET", "POST"])
@role_required(*KEYERS)
def begin_conversation(code, locale, wording):
    """What is read out, in the language and the wording of the person; then the questions."""
    consultation = consultation_of(code)
    questionnaire, locales = questionnaire_of(consultation)
    if locale not in locales:
        abort(404)
    form = bind(entry.one_of(entry.ConversationForm, kind=KIND))
    if request.method == "POST" and form.validate():
        layout = "easy_read" if wording == "easy_read" else "standard"
        said = (form["kind"].data, layout, locale, form.text("q_helper"), form.has_interpreter.data)
        try:
            begun = calls.begin(consultation, *said, g.staff, now())
        except PaperRefused as refused:
            form["kind"].errors = [str(refused)]
        else:
            return redirect(url_for(".key_form", code=code, form_id=begun.public_id, kind="first"), 303)
    page = render_template(
        "paper/begin_conversation.html",
        code=code,
        form=form,
        locale=locale,
        wording=wording,
        direction=direction_of(locale),
        title=questionnaire.title.get(wording, locale),
        introduction=[row.get(locale) for row in questionnaire.introduction.get(wording, ())],
        script=paper_words.script(wording, locale),
    )
    return page, 422 if form.errors else 200


@bp.route("/conversations/code", methods=["GET", "POST"])
@role_required(*KEYERS)
def open_draft(code):
    """Finish with a person what they began on line: they read out their return code."""
    consultation = consultation_of(code)
    form, status = bind(entry.one_of(entry.CodeForm, kind=KIND)), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return _go_on(consultation, form)
            except PaperRefused as refused:
                form[refused.field].errors = [str(refused)]
            except TooManyTries:
                form["q_code"].errors = ["Too many wrong codes. Try again in 5 minutes"]
                status = 429
    page = render_template("paper/open_draft.html", code=code, form=form, script=paper_words.script("standard", "en"))
    return page, status


def _go_on(consultation, form):
    read = return_codes.read(form.text("q_code"))
    if read is None:
        raise PaperRefused("q_code", "A return code has 24 letters and digits. Ask the person to read it again")
    grace = dt.timedelta(hours=current_app.config["GRACE_HOURS"])
    response = calls.find_draft(consultation, read, g.staff, secret_key(), now(), grace)
    said = (form["kind"].data, form.text("q_helper"), form.has_interpreter.data)
    begun = calls.go_on(response, _given(response), *said, g.staff, now())
    return redirect(url_for(".key_form", code=consultation.code, form_id=begun.public_id, kind="first"), 303)


def _given(response):
    """field -> Keyed, of what the person answered on line; what was left blank is asked again."""
    given = {}
    definition = published(response.version_id).definition
    holds = {question.key: question.holds for section in definition.sections for question in section.questions}
    for key, answer in answers.of(response, published(response.version_id)).items():
        if answer.value:
            choices = answer.value if isinstance(answer.value, list) else [answer.value]
            said = {TEXT: {"text": answer.value}, VALUE: {"value": answer.value}}
            given[key] = Keyed(**said.get(holds[key], {"choices": tuple(choices)}))
    who = answers.who_of(response)
    for field, key in ((CAPACITY, who.capacity), (HELPER, who.helper), (ORGANISATION_SIZE, who.size)):
        if key:
            given[field] = Keyed((key,))
    for field, text in ((ORGANISATION, who.name), (ORGANISATION_AREA, who.area)):
        if text:
            given[field] = Keyed(text=text)
    if allowed := tuple(name for name, said in who.consents.items() if said):
        given[CONSENTS] = Keyed(allowed)
    return given
