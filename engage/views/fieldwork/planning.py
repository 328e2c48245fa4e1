"""The engagement calendar: what is planned, changed, cancelled, and who is invited to it."""

from flask import abort, g, redirect, request, url_for
from sqlalchemy import select

from engage import fieldwork
from engage.auth import role_required
from engage.extensions import db
from engage.models import Activity, Consultation, Invitation, Role, StaffUser
from engage.operations.fieldwork import activities, records
from engage.views.fieldwork.address import bp, clock, load, load_consultation, show
from forms.fields import clean_text
from forms.fieldwork import plan

#: a member of staff may lead or take notes; clerks and panel members have other work
FIELD_ROLES = [role.value for role in fieldwork.READERS]
MOST_SHOWN = 500
STATES = ("Planned", "Waiting for its record", "Being written up", "Closed", "Cancelled")


@bp.get("/")
@role_required(*fieldwork.READERS)
def list_activities():
    """All activities that this person may open, newest first; filtered by consultation, type and state."""
    asked, today = request.args, clock().date()
    query = fieldwork.visible_to(g.staff).join(Activity.consultation)
    if asked.get("consultation"):
        query = query.where(Consultation.code == asked["consultation"])
    if asked.get("type"):
        query = query.where(Activity.type == asked["type"])
    if (first := plan.read_day(asked.get("first", "").strip())) is not None:
        query = query.where(Activity.held_on >= first)
    if (last := plan.read_day(asked.get("last", "").strip())) is not None:
        query = query.where(Activity.held_on <= last)
    found = db.session.scalars(query.order_by(Activity.held_on.desc(), Activity.id.desc()).limit(MOST_SHOWN)).all()
    rows = [(activity, fieldwork.state_of(activity, today)) for activity in found]
    if asked.get("state"):
        rows = [row for row in rows if row[1] == asked["state"]]
    consultations, plannable = _consultations(fieldwork.READERS), _consultations(fieldwork.PLANNERS)
    return show(
        "list_activities",
        typed=asked,
        rows=rows,
        consultations=consultations,
        codes=[(consultation.code, consultation.code) for consultation in consultations],
        types=fieldwork.TYPE_NAMES,
        states=[(state, state) for state in STATES],
        plannable=plannable,
        may_record=g.staff.holds(fieldwork.RECORDERS),
    )


@bp.route("/plan/<code>", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def plan_activity(code):
    """A new activity; from the reach table it carries the group that it is meant for (?group=question.option)."""
    consultation = load_consultation(code)
    if request.method == "POST":
        details, faults = _read(consultation)
        if not faults:
            activity = activities.plan(consultation, details, g.staff, clock())
            return redirect(url_for(".show_activity", public_id=activity.public_id), 303)
        return _show_form(consultation, None, request.form, request.form.getlist("support"), faults)
    typed = {"group": request.args.get("group", ""), "type": request.args.get("type", "")}
    return _show_form(consultation, None, typed, [], {})


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def edit_activity(public_id):
    activity = load(public_id)
    if request.method == "POST":
        details, faults = _read(activity.consultation)
        if not faults:
            activities.change(activity, details, g.staff, clock())
            return redirect(url_for(".show_activity", public_id=public_id), 303)
        return _show_form(activity.consultation, activity, request.form, request.form.getlist("support"), faults)
    return _show_form(activity.consultation, activity, _as_typed(activity), activity.support, {})


@bp.get("/<public_id>")
@role_required(*fieldwork.READERS)
def show_activity(public_id):
    return _show_activity(load(public_id))


@bp.route("/<public_id>/cancel", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def cancel_activity(public_id):
    activity, faults = load(public_id), {}
    if request.method == "POST":
        reason = clean_text(request.form.get("reason", "")).strip()
        if reason and len(reason) <= plan.LONGEST_DETAILS:
            activities.cancel(activity, reason, g.staff, clock())
            return redirect(url_for(".show_activity", public_id=public_id), 303)
        faults["reason"] = "Say in a few words why it does not take place"
    return show("cancel_activity", faults, request.form, activity=activity)


@bp.post("/<public_id>/hold")
@role_required(*fieldwork.PLANNERS)
def hold_after_all(public_id):
    activities.hold_after_all(load(public_id), g.staff, clock())
    return redirect(url_for(".show_activity", public_id=public_id), 303)


@bp.post("/<public_id>/invitations")
@role_required(*fieldwork.PLANNERS)
def invite(public_id):
    activity = load(public_id)
    email = request.form.get("email", "").strip().lower()
    person = db.session.scalar(select(StaffUser).filter_by(email=email, disabled_at=None))
    if person is None or not person.holds([Role.NOTE_TAKER], activity.consultation):
        text = "No partner note-taker has this address. An administrator adds them first: flask engage add-staff"
        return _show_activity(activity, {"email": text}, request.form)
    activities.invite(activity, person, g.staff, clock())
    return redirect(url_for(".show_activity", public_id=public_id), 303)


@bp.post("/<public_id>/invitations/<staff_id>/take-back")
@role_required(*fieldwork.PLANNERS)
def take_back_invitation(public_id, staff_id):
    activity = load(public_id)
    found = select(Invitation).join(Invitation.staff).where(StaffUser.public_id == staff_id)
    invitation = db.session.scalar(found.where(Invitation.activity_id == activity.id)) or abort(404)
    activities.take_back_invitation(invitation, g.staff, clock())
    return redirect(url_for(".show_activity", public_id=public_id), 303)


def _show_activity(activity, faults=None, typed=None):
    questionnaire = fieldwork.questionnaire_of(activity.consultation)
    names = fieldwork.option_names(questionnaire) if questionnaire else {}
    invited = select(Invitation).filter_by(activity_id=activity.id).order_by(Invitation.id)
    return show(
        "show_activity",
        faults,
        typed,
        activity=activity,
        state=fieldwork.state_of(activity, clock().date()),
        invitations=db.session.scalars(invited).all(),
        names=names,
        n_copies=len(records.waiting_copies(activity.record)) if activity.record else 0,
        types=fieldwork.TYPE_NAMES,
        support=", ".join(fieldwork.SUPPORT_NAMES[key] for key in activity.support),
        may_plan=g.staff.holds(fieldwork.PLANNERS, activity.consultation),
        may_record=g.staff.holds(fieldwork.RECORDERS, activity.consultation),
    )


def _show_form(consultation, activity, typed, support, faults):
    questionnaire = fieldwork.questionnaire_of(consultation) or abort(404)
    names = fieldwork.option_names(questionnaire)
    ward = fieldwork.ward_question(questionnaire)
    return show(
        "plan_activity",
        faults,
        typed,
        activity=activity,
        consultation=consultation,
        title=questionnaire.title.get("standard", "en"),
        support=support,
        types=list(fieldwork.TYPE_NAMES.items()),
        supports=list(fieldwork.SUPPORT_NAMES.items()),
        wards=[(option, words[1]) for (question, option), words in names.items() if question == ward],
        groups=[(f"{question}.{option}", f"{words[0]} {words[1]}") for (question, option), words in names.items()],
        people=[(person.public_id, person.email) for person in _field_staff(consultation)],
    )


def _read(consultation):
    questionnaire = fieldwork.questionnaire_of(consultation) or abort(404)
    guide, ward = fieldwork.guide_of(consultation), fieldwork.ward_question(questionnaire)
    details, found = plan.read(request.form, request.form.getlist("support"), guide, ward)
    faults = {fault.path: fault.text for fault in reversed(found)}
    people = {person.public_id: person.id for person in _field_staff(consultation)}
    for name in ("facilitator", "note_taker"):
        chosen = request.form.get(name, "")
        if chosen and chosen not in people:
            faults[name] = "This person is no longer here. Choose another one"
        details[f"{name}_id"] = people.get(chosen)
    return details, faults


def _as_typed(activity):
    typed = {name: getattr(activity, name) for name in ("type", *plan.LINES, *plan.DETAILS)}
    typed |= {"held_on": plan.written_day(activity.held_on), "ward": activity.ward}
    typed |= {name: (value := getattr(activity, name)) and value.strftime("%H:%M") for name in ("starts", "ends")}
    typed["group"] = activity.group_question and f"{activity.group_question}.{activity.group_option}"
    for name in ("facilitator", "note_taker"):
        person = getattr(activity, name)
        typed[name] = person and person.public_id
    return typed


def _field_staff(consultation):
    query = select(StaffUser).where(StaffUser.having(FIELD_ROLES, consultation), StaffUser.disabled_at.is_(None))
    return db.session.scalars(query.order_by(StaffUser.email)).all()


def _consultations(roles):
    query = select(Consultation).where(g.staff.within(roles, Consultation.id))
    return db.session.scalars(query.order_by(Consultation.closes_at.desc(), Consultation.id)).all()
