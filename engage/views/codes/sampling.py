"""Blind samples: drawing, coding without seeing anything, how far coders agree, and settling differences."""

from flask import abort, g, redirect, render_template, request, url_for

from engage.auth import role_required
from engage.binding import bind
from engage.errors import CodesRefused, NoSuchText, WordsChanged
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import AgreementSample, StaffUser
from engage.operations.coding import deciding, learning, samples
from engage.operations.staff import record
from engage.results import coding as results
from engage.views.codes.address import (
    CODERS,
    NOTHING_TICKED,
    WORDS_CHANGED,
    bp,
    chosen_themes,
    clock,
    lines_of,
    load,
    record_reading,
    where_of,
)
from forms.coding import SampleForm, SettleForm


@bp.route("/samples", methods=["GET", "POST"])
@role_required(*CODERS)
def list_samples(code, asked, number):
    """The samples of this codeframe, and the form that draws another."""
    codeframe = load(code, asked, number)
    coders = [one for one in samples.possible_coders(codeframe.consultation, CODERS) if one.id != g.staff.id]
    form = bind(SampleForm)
    form.second.choices = ["", *(one.public_id for one in coders)]
    if request.method == "POST" and form.validate():
        try:
            sample = _draw(codeframe, form)
        except CodesRefused as error:
            form.n_texts.errors = [str(error)]
        else:
            return redirect(url_for(".code_sample", **where_of(codeframe), sample_id=sample.id), 303)
    found = db.session.query(AgreementSample).filter_by(codeframe_id=codeframe.id).order_by(AgreementSample.id).all()
    page = render_template(
        "codes/list_samples.html", form=form, coders=coders, rows=[(one, *_progress(one)) for one in found]
    )
    return page, 422 if form.errors else 200


@bp.route("/samples/<int:sample_id>", methods=["GET", "POST"])
@role_required(*CODERS)
def code_sample(code, asked, number, sample_id):
    """One text of the sample. Nothing that anybody else said of it is on the page."""
    codeframe = load(code, asked, number)
    sample = _load_sample(codeframe, sample_id)
    if g.staff.id != sample.first_coder_id and sample.second_coder_id not in (None, g.staff.id):
        return render_template("codes/not_yours.html"), 403
    if request.method == "POST":
        return _save(codeframe, sample)
    return _show(codeframe, sample, request.args.get("text"))


@bp.get("/samples/<int:sample_id>/agreement")
@role_required(*CODERS)
def show_agreement(code, asked, number, sample_id):
    """How far the two agreed, and the machine with them; nothing before both have finished."""
    codeframe = load(code, asked, number)
    sample = _load_sample(codeframe, sample_id)
    if not extracts.is_complete(sample):
        return _show_unfinished(sample)
    figures = results.AgreementFigures(sample, learning.newest_run(codeframe))
    record(g.staff, "viewed_agreement", "agreement_sample", str(sample.id), clock(), number=number)
    by_masi, by_jaccard = figures.of_sets
    return render_template(
        "codes/show_agreement.html", sample=sample, figures=figures, by_masi=by_masi, by_jaccard=by_jaccard
    )


@bp.route("/samples/<int:sample_id>/differences", methods=["GET", "POST"])
@role_required(*CODERS)
def settle(code, asked, number, sample_id):
    """The texts on which the two differed, one after another, for a third decision."""
    codeframe = load(code, asked, number)
    sample = _load_sample(codeframe, sample_id)
    if not extracts.is_complete(sample):
        return _show_unfinished(sample)
    form = bind(SettleForm)
    if request.method == "POST" and form.validate():
        theme = next((one for one in codeframe.themes if one.code == form.theme.data), None) or abort(404)
        try:
            samples.settle(
                sample, form.text.data, theme, form.applies.data == "yes", form.reason.data.strip(), g.staff, clock()
            )
        except NoSuchText:
            return render_template("codes/text_gone.html"), 410
        return redirect(url_for(".settle", **where_of(codeframe), sample_id=sample.id), 303)
    figures = results.AgreementFigures(sample, learning.newest_run(codeframe))
    settled = _settled(codeframe, sample)
    waiting = [(key, theme) for key, theme in figures.differences if (key, theme.id) not in settled]
    texts = extracts.texts(codeframe, [key for key, _theme in waiting[:1]])
    record_reading(*texts["key"])
    page = render_template(
        "codes/settle.html",
        sample=sample,
        form=form,
        waiting=waiting,
        n_settled=len(settled),
        text=texts.iloc[0].to_dict() if len(texts) else None,
    )
    return page, 422 if form.errors else 200


def _draw(codeframe, form):
    second = form.second.data and db.session.query(StaffUser).filter_by(public_id=form.second.data).one()
    # the number of samples so far is the seed: the next sample is another one, and can be drawn again
    seed = db.session.query(AgreementSample).filter_by(codeframe_id=codeframe.id).count()
    return samples.draw(codeframe, form.wanted, g.staff, second or None, g.staff, clock(), seed)


def _save(codeframe, sample):
    key = request.form.get("text", "")
    chosen = chosen_themes()
    if "none" in request.form:
        chosen = set()
    elif not chosen:
        return _show(codeframe, sample, key, chosen, NOTHING_TICKED), 422
    try:
        samples.join(sample, g.staff)
        samples.code_blind(sample, key, chosen, g.staff, clock(), request.form.get("read", ""))
    except WordsChanged:
        return _show(codeframe, sample, key, chosen, WORDS_CHANGED), 409
    except CodesRefused as error:
        return _show(codeframe, sample, key, chosen, str(error)), 422
    except NoSuchText:
        return render_template("codes/text_gone.html"), 410
    return redirect(url_for(".code_sample", **where_of(codeframe), sample_id=sample.id), 303)


def _show(codeframe, sample, wanted, chosen=None, wrong=None):
    keys = extracts.keys_there(sample)
    done = extracts.finished(codeframe, sample.id)
    own = [key for key in done.loc[done["coder_id"] == g.staff.id, "key"] if key in keys]
    left = [key for key in keys if key not in own]
    if extracts.is_complete(sample):
        return redirect(url_for(".show_agreement", **where_of(codeframe), sample_id=sample.id), 303)
    key = wanted if wanted in keys else next(iter(left), None)
    if key is None:
        return _show_unfinished(sample)
    said = extracts.decisions(codeframe, sample.id)
    mine = said[(said["coder_id"] == g.staff.id) & (said["key"] == key)]["theme_id"]
    ticked = set(mine) if chosen is None else chosen
    place = own.index(key) if key in own else len(own)
    text = extracts.texts(codeframe, [key]).iloc[0].to_dict()
    record_reading(key)
    return render_template(
        "codes/code_sample.html",
        sample=sample,
        key=key,
        text=text,
        mark=deciding.mark_of(text["text"]),
        rows=lines_of(codeframe, ticked),
        n_done=len(own),
        n_texts=len(keys),
        previous=own[place - 1] if place else None,
        error_list=[(wrong, "themes")] if wrong else [],
    )


def _show_unfinished(sample):
    n_texts, rows = _progress(sample)
    return render_template("codes/not_finished.html", rows=rows, n_texts=n_texts, sample=sample)


def _progress(sample):
    """(texts, ((address, texts finished) of both coders))."""
    keys = extracts.keys_there(sample)
    done = extracts.finished(sample.codeframe, sample.id)
    done = done[done["key"].isin(keys)]
    coders = [one for one in (sample.first_coder, sample.second_coder) if one is not None]
    return len(keys), [(one.email, int((done["coder_id"] == one.id).sum())) for one in coders]


def _settled(codeframe, sample):
    found = extracts.settlements(codeframe)
    return set(found.loc[found["sample_id"] == sample.id, ["key", "theme_id"]].itertuples(index=False, name=None))


def _load_sample(codeframe, sample_id):
    return db.session.query(AgreementSample).filter_by(id=sample_id, codeframe_id=codeframe.id).first() or abort(404)
