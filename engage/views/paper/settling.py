"""What two people keyed differently: a third one looks at the page and decides."""

from flask import abort, g, redirect, render_template, request, url_for

from engage.auth import role_required
from engage.binding import bind
from engage.errors import PaperRefused
from engage.extracts import paper as extracts
from engage.operations.paper import keying
from engage.operations.paper.asked import last_day, questions_of
from engage.operations.staff import record
from engage.views.paper.address import BATCH, FORM, KEYERS, MISSING_NAMES, batch_of, bp, form_of, now, secret_key
from engage.views.paper.words import direction_of, show, with_pictures
from forms.paper import entry
from forms.paper.keys import MISSING_KEYS, Keyed, KeyRefused, read, written


@bp.get(f"{BATCH}/differences")
@role_required(*KEYERS)
def list_differences(code, batch_id):
    """Which fields differ. What was keyed is shown only to who keyed neither."""
    batch = batch_of(code, batch_id)
    record(g.staff, "viewed_differences", "paper_batch", batch.public_id, now())
    found = extracts.comparison(batch)
    rows = [(one, _number(one), keying.may_settle(one.form, g.staff)) for one in found.differences]
    return render_template("paper/list_differences.html", code=code, batch=batch, rows=rows, compared=found)


@bp.route(f"{FORM}/differences/<field>", methods=["GET", "POST"])
@role_required(*KEYERS)
def settle_field(code, form_id, field):
    form = form_of(code, form_id)
    found = next((one for one in extracts.compare([form]).differences if one.field == field), None) or abort(404)
    if not keying.may_settle(form, g.staff):
        reason = "You keyed this form. What differs in it is settled by a third person"
        return render_template("paper/refused.html", code=code, form=form, reason=reason), 403
    asked = next(one for one in questions_of(form) if one.field == field)
    typed = bind(
        entry.one_of(entry.SettleForm, decision=(("first", "second", "other"), "Choose what is on the page")),
    )
    if request.method == "POST" and typed.validate():
        try:
            keyed = _decided(found, asked, typed)
            keying.settle(form, field, keyed, typed.text("q_reason"), g.staff, secret_key(), now())
        except KeyRefused as refused:
            typed["q_codes"].errors = [str(refused)]
        except PaperRefused as refused:
            typed["decision"].errors = [str(refused)]
        else:
            return redirect(url_for(".list_differences", code=code, batch_id=form.batch.public_id), 303)
    record(g.staff, "viewed_differences", "paper_form", form.public_id, now(), field=field)
    page = render_template(
        "paper/settle_field.html",
        code=code,
        form=form,
        batch=form.batch,
        typed=typed,
        shown=with_pictures(form, show(form, [asked], {}))[0],
        direction=direction_of(form.locale),
        values=[(name, _words(asked, value)) for name, value in (("first", found.first), ("second", found.second))],
        settled=found.settled,
        settled_words=_words(asked, found.settled) if found.settled else "",
        missing_keys=[(key, MISSING_NAMES[reason]) for key, reason in MISSING_KEYS.items()],
    )
    return page, 422 if typed.errors else 200


def _decided(found, asked, typed):
    value = {"first": found.first, "second": found.second}.get(typed["decision"].data)
    if value is not None:
        return Keyed(tuple(value.choices), value.text, value.value, value.missing)
    keyed = read(asked, typed.text("q_codes"), found.form.locale, last_day(found.form))
    if keyed is None:
        raise KeyRefused("Type the codes that are ticked, or 0 when none is")
    return keyed


def _words(asked, value):
    codes = written(asked, value.choices, value.text, value.missing, value.value)
    return MISSING_NAMES[value.missing] if value.missing else codes


def _number(found):
    return next(one.number for one in questions_of(found.form) if one.field == found.field)
