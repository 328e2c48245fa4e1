"""The record of a session on a page of its own, without scripts; and two versions of it side by side."""

import secrets
import uuid

from flask import abort, g, redirect, request, url_for

from engage import fieldwork
from engage.auth import role_required
from engage.errors import ForeignRecord, RecordErased
from engage.models import Activity
from engage.operations.fieldwork import records
from engage.operations.staff import record as write_down
from engage.views.fieldwork.address import bp, clock, load, show
from forms.fieldwork import page, versions
from forms.fieldwork.document import parse, restore
from forms.fieldwork.plan import written_day

#: rows of each kind that stand empty for the next thing to write
NEXT_ROWS = {"contributions": 1, "promises": 1, "signposting": 1, "dot_vote": 0, "topics": 0}
ERASED = "The words of this record were erased on request. Nothing can be added to it"


@bp.route("/<public_id>/record", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def write_record(public_id):
    """Posting saves; a button that adds a row shows the page again with everything that was typed."""
    activity = load(public_id)
    if request.method != "POST":
        if activity.record and activity.record.erased_at:
            return redirect(url_for(".read_record", public_id=public_id), 303)
        return _show_record(activity, _as_typed(activity))
    typed = {name: request.form[name] for name in request.form if name != "csrf_token"}
    if "add" in typed:
        return _show_record(activity, typed, more=typed.pop("add"))
    sent, names = page.document_of(typed)
    document, faults = parse(sent, clock().date(), fieldwork.guide_of(activity.consultation))
    if faults:
        return _show_record(activity, typed, page.place(faults, names))
    client_id, base_version = typed.get("record", ""), typed.get("base_version", "")
    if not (_is_uuid(client_id) and base_version.isdigit() and len(base_version) < 10):
        abort(400)
    try:
        receipt = records.receive(activity, client_id, int(base_version), document, g.staff, clock())
    except ForeignRecord:
        abort(400)
    except RecordErased:
        return _show_record(activity, typed, {"held_on": ERASED})
    if receipt.outcome == "conflict":
        return redirect(url_for(".compare_versions", public_id=public_id), 303)
    return redirect(url_for(".write_record", public_id=public_id, saved=receipt.version), 303)


@bp.get("/<public_id>/read")
@role_required(*fieldwork.READERS)
def read_record(public_id):
    """The record as it was written, for reading and printing. That it was read is written down."""
    activity = load(public_id)
    record = activity.record or abort(404)
    write_down(g.staff, "read_record", "activity", activity.public_id, clock())
    may_erase = g.staff.holds(fieldwork.PLANNERS, activity.consultation)
    return show("read_record", activity=activity, record=record, may_erase=may_erase, **_words(activity))


@bp.route("/<public_id>/versions", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def compare_versions(public_id):
    """What was written on two devices, side by side. A person chooses part by part; nothing was overwritten."""
    activity = load(public_id)
    record = activity.record or abort(404)
    waiting = records.waiting_copies(record)
    if not waiting:
        return redirect(url_for(".show_activity", public_id=public_id), 303)
    copy, kept = waiting[0], records.document_of(record)
    sent = restore(copy.document)
    typed = {one.name: one.suggestion for one in versions.differences(kept, sent)} | dict(request.form)
    faults = {}
    if request.method == "POST":
        faults = _settle(activity, copy, kept, sent, typed)
        if not faults:
            return redirect(url_for(".compare_versions", public_id=public_id), 303)
    return show(
        "compare_versions",
        faults,
        typed,
        activity=activity,
        record=record,
        copy=copy,
        n_more=len(waiting) - 1,
        differences=versions.differences(kept, sent),
        **_words(activity),
    )


def _settle(activity, copy, kept, sent, typed):
    """field -> what is wrong; nothing when the record was put together."""
    names = [one.name for one in versions.differences(kept, sent)]
    if typed.get("version") != str(activity.record.version):
        return {names[0]: "The record was changed while this page was open. Check your choices and save again"}
    document, unanswered = versions.merge(kept, sent, typed)
    if unanswered:
        return dict.fromkeys(unanswered, "Choose which to keep")
    _document, faults = parse(document.as_json(), clock().date(), fieldwork.guide_of(activity.consultation))
    if faults:
        place = faults[0].path if faults[0].path in names else names[0]
        return {place: f"Together this cannot be: {faults[0].text}"}
    if not records.settle(copy, document, g.staff, clock()):
        return {names[0]: "Somebody else settled this meanwhile. Open the record again"}
    return {}


def _show_record(activity: Activity, typed, faults=None, more=None):
    rows = {}
    for name, spare in NEXT_ROWS.items():
        numbers = page.row_numbers(typed, name)
        held = [number for number in numbers if any(typed.get(f"{name}.{number}.{part}") for part in page.ROWS[name])]
        empty = max(numbers, default=-1) + 1
        n_new = (spare if len(held) == len(numbers) else 0) + (more == name)
        rows[name] = [*numbers, *range(empty, empty + n_new)]
    typed = dict(typed)
    for name in ("contributions", "promises"):
        for number in rows[name]:
            typed.setdefault(f"{name}.{number}.id", str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)))
    record = activity.record
    words = _words(activity)
    return show(
        "write_record",
        faults,
        typed,
        activity=activity,
        record=record,
        rows=rows,
        is_stand=activity.type == "outreach_stand",
        saved=request.args.get("saved") if record and request.method == "GET" else None,
        **words,
    )


def _as_typed(activity):
    """The record as the page's fields hold it; of an activity without one, what the plan says."""
    record, words = activity.record, _words(activity)
    typed = {"record": str(uuid.uuid4()), "base_version": "0", "held_on": written_day(activity.held_on)}
    if record is not None:
        document = records.document_of(record).as_json()
        typed = {name: document[name] for name in (*page.COUNTS, *page.TEXTS, "started", "ended")}
        typed["held_on"] = written_day(record.held_on)
        typed |= {"record": record.client_id, "base_version": str(record.version)}
        typed |= {"consent_read": "yes"} if record.consent_read else {}
        for name in ("contributions", "promises"):
            for number, row in enumerate(document[name]):
                typed |= {f"{name}.{number}.{part}": value for part, value in row.items()}
        typed |= {f"promises.{n}.due_on": written_day(row.due_on) for n, row in enumerate(record.promises)}
        typed |= _tallies_as_typed(document["tallies"], words["known"])
    notes = {part.topic: part.notes for part in record.topics} if record else {}
    for number, topic in enumerate({**words["titles"], **notes}):
        typed |= {f"topics.{number}.topic": topic, f"topics.{number}.notes": notes.get(topic, "")}
    return typed


def _tallies_as_typed(tallies, known):
    typed, n_worded = {}, dict.fromkeys(page.WORDED, 0)
    for row in tallies:
        if row["kind"] not in page.WORDED or (row["question"], row["label"]) in known:
            typed[f"tally.{row['kind']}.{row['question']}.{row['label']}"] = row["count"]
            continue
        start = f"{row['kind']}.{n_worded[row['kind']]}"
        n_worded[row["kind"]] += 1
        typed |= {f"{start}.{part}": row[part] for part in ("question", "label", "count")}
    return typed


def _words(activity):
    """What the record's keys are called."""
    described = fieldwork.describe_activity(activity)
    known = {
        (question["question"], option["option"])
        for question in [*described["people"], *(q for topic in described["topics"] for q in topic["questions"])]
        for option in question["options"]
    }
    return {
        "topics": described["topics"],
        "people": described["people"],
        "titles": {topic["topic"]: topic["title"] for topic in described["topics"]},
        "known": known,
        "part_names": fieldwork.PART_NAMES,
        "kinds": fieldwork.KIND_NAMES,
        "consents": fieldwork.CONSENT_NAMES,
        "agreements": fieldwork.AGREEMENT_NAMES,
        "always": fieldwork.ALWAYS_COUNTED_NAMES,
    }


def _is_uuid(text):
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
