"""What was written elsewhere: the file of a device that never met a connection, and notes that are pasted."""

import uuid

from flask import g, redirect, request, url_for

from analysis.redaction import mask
from engage import field_files, fieldwork
from engage.auth import role_required
from engage.errors import ForeignRecord, NotAllowed, RecordErased
from engage.operations.fieldwork import records
from engage.views.fieldwork.address import bp, clock, load, show
from engage.views.fieldwork.guarding import fault_of, raise_concern
from forms.fields import clean_text
from forms.fieldwork import pasted
from forms.fieldwork.document import LONGEST_NOTES, Document, parse

UNKNOWN = "This activity is not on this server"
OUTCOMES = {
    "created": "Brought in",
    "saved": "Brought in as a new version",
    "known": "Was here already",
    "conflict": "Somebody else changed this record: both versions are kept, for you to choose",
    "concern": "Went to the safeguarding officer",
    "draft": "Half written, so not brought in. Save it on its device, or take the file into another device",
}


@bp.route("/queue", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def take_queue():
    """Everything in the file is checked before any of it is kept. The same file taken twice changes nothing."""
    if request.method != "POST":
        return show("take_queue")
    file, passphrase = request.files.get("file"), request.form.get("passphrase", "")
    content = file.read() if file else b""
    needed = {
        "file": (content, "Choose the file that the device downloaded"),
        "passphrase": (passphrase, "Enter the passphrase of the device that made the file"),
    }
    if faults := {name: text for name, (given, text) in needed.items() if not given}:
        return show("take_queue", faults)
    try:
        entries = field_files.read(content, passphrase, request.host_url.rstrip("/"))
    except field_files.FileRefused as refused:
        return show("take_queue", {refused.field: str(refused)})
    checked, entry_faults = _check(entries)
    if entry_faults:
        text = "Something in the file has to be put right. Nothing was brought in"
        return show("take_queue", {"file": text}, entry_faults=entry_faults)
    versions = {}
    return show("take_queue", outcomes=[_take(*one, versions) for one in checked])


def _check(entries):
    """([(entry, Activity, Document or None)], [(title, what is wrong)])."""
    checked, faults = [], []
    for entry in entries:
        try:
            activity = fieldwork.find_activity(entry.activity[:40], g.staff, g.roles)
        except NotAllowed:
            faults.append((entry.title, "You are not invited to this activity. Ask who planned it"))
            continue
        if activity is None:
            faults.append((entry.title, UNKNOWN))
            continue
        document, found = None, []
        if entry.concern is not None:
            found = [fault_of(entry.concern)]
        elif not entry.is_draft:
            document, wrong = parse(entry.document, clock().date(), fieldwork.guide_of(activity.consultation))
            found = [fault.text for fault in wrong]
        if not entry.is_draft and not _is_whole(entry):
            found.append("The number of this entry was changed. Download the file again")
        if activity.record is not None and activity.record.erased_at is not None:
            found.append("The words of this record were erased. Nothing can be added to it")
        faults += [(entry.title, text) for text in found if text]
        checked.append((entry, activity, document))
    return checked, faults


def _is_whole(entry):
    base = entry.base_version
    try:
        is_uuid = str(uuid.UUID(entry.client_id)) == entry.client_id
    except ValueError:
        is_uuid = False
    return is_uuid and isinstance(base, int) and not isinstance(base, bool) and 0 <= base < 10**9


def _take(entry, activity, document, versions):
    """(title, what became of it, address of where to go on, or None).

    versions : record -> its version, of what came in before it: what was written after that is a change to it
    """
    if entry.is_draft:
        return entry.title, OUTCOMES["draft"], None
    if entry.concern is not None:
        raise_concern(activity, entry.client_id, clean_text(entry.concern).strip())
        return entry.title, OUTCOMES["concern"], None
    base = max(entry.base_version, versions.get(entry.client_id) or 0)
    try:
        receipt = records.receive(activity, entry.client_id, base, document, g.staff, clock())
    except (ForeignRecord, RecordErased):
        return entry.title, "This record belongs to another activity, so it was not brought in", None
    versions[entry.client_id] = receipt.version
    page = ".compare_versions" if receipt.outcome == "conflict" else ".show_activity"
    return entry.title, OUTCOMES[receipt.outcome], url_for(page, public_id=activity.public_id)


@bp.route("/<public_id>/notes", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def paste_notes(public_id):
    """Notes are shown as what they would become; the button under the preview adds them to the record."""
    activity, typed = load(public_id), {"notes": clean_text(request.form.get("notes", ""))}
    if request.method != "POST":
        return _show_notes(activity, typed)
    if not typed["notes"].strip():
        return _show_notes(activity, typed, {"notes": "Paste your notes"})
    if len(typed["notes"]) > LONGEST_NOTES:
        return _show_notes(activity, typed, {"notes": f"The limit is {LONGEST_NOTES:,} characters. Paste it in parts"})
    found, line_faults = pasted.read(typed["notes"], _titles(activity), activity.public_id)
    if line_faults:
        text = "Some lines have to be put right. Nothing was brought in"
        return _show_notes(activity, typed, {"notes": text}, line_faults=line_faults)
    before = records.document_of(activity.record) if activity.record else Document(held_on=_day_of(activity))
    document = pasted.add(before, found, lambda text: mask(text).text)
    document, faults = parse(document.as_json(), clock().date(), fieldwork.guide_of(activity.consultation))
    if faults:
        return _show_notes(activity, typed, {"notes": f"{faults[0].text}. Nothing was brought in"})
    if "keep" not in request.form:
        return _show_notes(activity, typed, found=found)
    record = activity.record
    client_id, version = (record.client_id, record.version) if record else (str(uuid.uuid4()), 0)
    try:
        receipt = records.receive(activity, client_id, version, document, g.staff, clock())
    except RecordErased:
        return _show_notes(activity, typed, {"notes": "The words of this record were erased. Nothing can be added"})
    page = ".compare_versions" if receipt.outcome == "conflict" else ".read_record"
    return redirect(url_for(page, public_id=public_id), 303)


def _day_of(activity):
    return activity.held_on if activity.held_on <= clock().date() else None


def _titles(activity):
    topics = fieldwork.describe_activity(activity)["topics"]
    return {name.casefold(): topic["topic"] for topic in topics for name in (topic["topic"], topic["title"])}


def _show_notes(activity, typed, faults=None, found=None, line_faults=()):
    topics = fieldwork.describe_activity(activity)["topics"]
    titles = {topic["topic"]: topic["title"] for topic in topics} | {pasted.GENERAL: "In general"}
    values = {"activity": activity, "found": found, "line_faults": line_faults, "titles": titles}
    return show("paste_notes", faults, typed, kinds=fieldwork.KIND_NAMES, **values)
