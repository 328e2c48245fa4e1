"""Printing paper forms: the layout of a version, made at the first print, and files of numbered forms made from it.

No file with return codes lies on the server: each is stamped anew from the kept layout and the rows when it is taken.
"""

import datetime as dt

from flask import current_app
from sqlalchemy import select

from engage import paper_words, return_codes
from engage.assets import DIST
from engage.errors import CannotPrint
from engage.extensions import db
from engage.i18n import offered
from engage.models import Job, OwnPicture, PaperLayout, PrintedForm, QuestionnaireVersion, StaffUser
from engage.operations.paper import printing
from engage.publishing import published
from forms.definition import OWN
from forms.paper import geometry, layout, stamping
from forms.paper.identity import Identity

FONTS = DIST / "fonts"
KIND = "print_forms"
MOST_COPIES = 5000
#: files of a run can be taken this long: who has a return code can read what was answered with it
FILES_FOR = dt.timedelta(days=14)
#: formats that are promised to the public and made here
FORMATS = ("large_print", "paper", "easy_read_paper")


def lacking():
    """In words what stands in the way of printing any form; an empty list when nothing does."""
    config = current_app.config
    needed = {
        "ENGAGE_FREEPOST_ADDRESS: where people send the form without a stamp": config["FREEPOST_ADDRESS"],
        "ENGAGE_CONTACT_PHONE or ENGAGE_CONTACT_EMAIL: who to ask for help": config["CONTACT_PHONE"]
        or config["CONTACT_EMAIL"],
    }
    faults = [name for name, value in needed.items() if not value]
    if not layout.has_fonts(FONTS):
        faults.append("the fonts for printing: make setup")
    return faults


def formats_ready():
    """Which of the promised formats this installation can make."""
    return () if lacking() else FORMATS


def layout_of(version, kind, locale, now):
    """The PaperLayout of a version: the kept one, or made now and kept. CannotPrint says what is missing."""
    kept = printing.find_layout(version, kind, locale)
    if kept is not None:
        return kept
    if faults := lacking():
        raise CannotPrint(f"Forms cannot be printed. Not set: {'; '.join(faults)}")
    questionnaire = published(version.id).definition
    locales = offered(questionnaire)
    if locale not in locales:
        raise CannotPrint(f"{locale} is not one of the languages of this questionnaire: {', '.join(locales)}")
    words = paper_words.furniture(version.questionnaire.consultation, version.number, kind, locale, locales)
    pictures = _pictures() if kind == "easy_read" else {}
    try:
        printed = layout.make(questionnaire, kind, locale, words, pictures, FONTS)
    except layout.NotPrintable as error:
        raise CannotPrint(str(error)) from error
    return printing.keep_layout(version, kind, locale, printed, now)


def proof(consultation, questionnaire, kind, locale):
    """The pages of a questionnaire that is not published, without numbers or codes; nothing is kept."""
    if faults := lacking():
        raise CannotPrint(f"Forms cannot be printed. Not set: {'; '.join(faults)}")
    locales = offered(questionnaire)
    if locale not in locales:
        raise CannotPrint(f"{locale} is not offered yet: our own pages are not complete in it")
    words = paper_words.furniture(consultation, questionnaire.version, kind, locale, locales)
    try:
        return layout.make(questionnaire, kind, locale, words, _pictures() if kind == "easy_read" else {}, FONTS).pdf
    except layout.NotPrintable as error:
        raise CannotPrint(str(error)) from error


def blank(paper_layout):
    """One form without a number and without a code, for showing and copying."""
    return _stamped(paper_layout, [])


def numbered(paper_layout, forms):
    """One PDF of these PrintedForms, each with its serial and the return code on its slip."""
    secret = current_app.config["SECRET_KEY"]
    return _stamped(
        paper_layout,
        [stamping.Numbered(form.serial, return_codes.make(secret, form.public_id)) for form in forms],
    )


def run_job(job, report, clock):
    """Do a job of kind KIND: the layout, then the serials. A job that is done again goes on where it stopped."""
    arguments, now = job.arguments, clock()
    report(0.0, "Making the pages")
    version = db.session.get_one(QuestionnaireVersion, arguments["version_id"])
    paper_layout = layout_of(version, arguments["layout"], arguments["locale"], now)
    actor = job.asked_by_id and db.session.get(StaffUser, job.asked_by_id)
    printing.number_forms(paper_layout, arguments["copies"], now, job, actor, report)


def files_of(job, now):
    """How many files a finished run has; none once their time is over."""
    if job.finished_at is None or job.failure or now >= job.finished_at + FILES_FOR:
        return 0
    return -(-printing.n_of_run(job) // printing.PORTION)


def file_of(job, number):
    """The PDF of one portion of a run, counted from 1."""
    forms = db.session.scalars(
        select(PrintedForm)
        .where(PrintedForm.job_id == job.id)
        .order_by(PrintedForm.id)
        .offset((number - 1) * printing.PORTION)
        .limit(printing.PORTION)
    ).all()
    return numbered(forms[0].paper_layout, forms)


def portions(paper_layout, form_ids):
    """For the command line: (number, PDF) for each hundred of the forms."""
    for start in range(0, len(form_ids), printing.PORTION):
        chosen = form_ids[start : start + printing.PORTION]
        forms = db.session.scalars(select(PrintedForm).where(PrintedForm.id.in_(chosen)).order_by(PrintedForm.id)).all()
        yield start // printing.PORTION + 1, numbered(paper_layout, forms)


def file_name(paper_layout, what):
    code = paper_layout.version.questionnaire.consultation.code
    return f"{code}-{paper_layout.layout.replace('_', '-')}-{paper_layout.locale.replace('_', '-')}-{what}.pdf"


def runs_of(consultation):
    """The runs of a consultation, newest first."""
    version_ids = set(
        db.session.scalars(
            select(QuestionnaireVersion.id)
            .join(QuestionnaireVersion.questionnaire)
            .filter_by(consultation_id=consultation.id)
        )
    )
    jobs = db.session.scalars(select(Job).where(Job.kind == KIND).order_by(Job.id.desc()))
    return [job for job in jobs if job.arguments["version_id"] in version_ids]


def _stamped(paper_layout: PaperLayout, forms):
    version = paper_layout.version
    code = version.questionnaire.consultation.code
    identity = Identity(code, version.number, paper_layout.layout, paper_layout.locale, None, 1)
    return stamping.stamp(paper_layout.master, geometry.from_document(paper_layout.geometry), identity, forms)


def _pictures():
    """name -> file of every picture, those that come with Engage and the council's own."""
    shipped = {path.stem: path.read_bytes() for path in (DIST / "pictures").glob("*.svg")}
    own = db.session.execute(select(OwnPicture.name, OwnPicture.content)).all()
    return shipped | {f"{OWN}{name}": content for name, content in own}
