"""One of every kind of object that an address can name, on one consultation: for the walk over every route.

A new kind of object is made here and given a name; tests/test_access.py then writes addresses with {name}, and tries
each of them with the object of another consultation too.
"""

import io
import re
import string
import uuid

from flask import current_app
from sqlalchemy import select

from engage import jobs, printed_forms, results, scan_store
from engage.extensions import db
from engage.extracts.coding import texts
from engage.models import (
    Activity,
    AgreementSample,
    Answer,
    Response,
    Role,
    ScannedPage,
    StaffRole,
    StaffUser,
    TextCheck,
)
from engage.operations import consultations, outreach, pictures, transaction
from engage.operations.coding import learning
from engage.operations.fieldwork import activities, concerns, keeping, records
from engage.operations.paper import batches, scanning
from engage.operations.staff import find_active
from engage.publishing import newest_version
from forms.fieldwork.document import Document, Promised, Said
from tests.builders import (
    NOW,
    a_batch,
    a_codeframe,
    a_consultation,
    a_questionnaire,
    a_response,
    a_staff_user,
    an_activity,
    keyed,
    printed_serials,
    translated,
)
from tests.engage.api.tokens import a_token
from tests.engage.authoring.rules import a_draft
from tests.engage.data.files import data_files
from tests.engage.delivery.plans import a_plan
from tests.engage.importing.addresses import files_of
from tests.engage.people.addresses import a_person
from tests.engage.plans.prepared import ids_of
from tests.engage.releases.prepared import a_published_row
from tests.engage.test_pictures import a_picture
from tests.engage.webhooks.prepared import a_webhook

#: in addresses, the consultations on which the walkers have their role
OWN = re.compile("/(market-place|park-life)")
#: whoever signs in as a clerk opened the batch; nobody else may open it
CLERK = "data-entry-clerk@example.org"


def walked_places(change=lambda document: document):
    """Two consultations, each with one of every kind of object: code -> what stands in addresses.

    change : what becomes of the text of each questionnaire before it is published
    """
    own, other = (a_walked_consultation(code, change) for code in ("market-place", "other-place"))
    clerk = a_staff_user(CLERK, Role.DATA_ENTRY_CLERK)
    prepared = ids_of(a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER))
    somebody = a_person()
    made = zip((own, other), prepared, strict=True)
    return {place.code: objects_of(place, clerk) | somebody | ids for place, ids in made}


def a_walked_consultation(code, change=lambda document: document):
    """A consultation with a response, in a language that has to be checked."""
    document = change(a_questionnaire(key=code.replace("-", "_")))
    consultation = a_consultation(code, translated(document, "cy"))
    a_response(consultation, {"streets": ["buses"]}, {"streets": f"More buses in {code}. Ask Mr Plum"})
    return consultation


def objects_of(consultation, clerk):
    """Name of a kind of object -> what stands in addresses for the one of this consultation."""
    code = consultation.code
    planner = a_staff_user(f"planner-{code}@example.org", Role.ENGAGEMENT_OFFICER)
    request = outreach.ask(consultation, "paper", code, {"name": "", "reach": "me"}, "a secret", 90, NOW)
    picture = pictures.add_picture(f"park_{code.replace('-', '_')}", a_picture(), "Ann Author", "CC0", None, NOW)
    a_codeframe(consultation, planner, agreed=False)
    a_published_row(consultation, planner, clerk)
    a_draft(consultation, planner)
    return {
        "request": request.public_id,
        "picture": picture.public_id,
        "job": theme_job(consultation).public_id,
        "webhook": a_webhook(planner).public_id,
        "client": a_token(planner, consultation)[0].public_id,
        "checked": checked_text(consultation).public_id,
        "answer": checked_text(consultation).answer_id,
    } | printed(consultation) | fieldwork(consultation, planner) | a_plan(planner, consultation) | coded(
        consultation, planner
    ) | paper(consultation, clerk) | data_files(consultation) | files_of(consultation)  # fmt: skip


def theme_job(consultation):
    question_id = results.question_keys(consultation)["streets_comment"]
    return jobs.enqueue("themes", {"question_id": question_id, "seed": 0, "n_themes": None}, None, NOW)


def checked_text(consultation):
    version = newest_version(consultation)
    query = select(TextCheck).join(Answer, Answer.id == TextCheck.answer_id)
    return db.session.scalars(query.join(Response).where(Response.version_id == version.id)).one()


def printed(consultation):
    """A run of printing that waits, and one that is done."""
    version = newest_version(consultation)
    arguments = {"version_id": version.id, "layout": "standard", "locale": "en", "copies": 1}
    done = jobs.enqueue(printed_forms.KIND, arguments, None, NOW)
    printed_forms.run_job(done, lambda share, stage: None, lambda: NOW)
    jobs.finish(done.id, None, NOW)
    run = jobs.enqueue(printed_forms.KIND, arguments, None, NOW)
    return {"run": run.public_id, "printed": done.public_id}


def fieldwork(consultation, planner):
    """An activity with its record, and what hangs on it."""
    activity = an_activity(consultation, planner, title=f"Talk in {consultation.code}")
    activities.invite(activity, planner, planner, NOW)
    record = str(uuid.uuid5(uuid.NAMESPACE_OID, consultation.code))
    promise = Promised(record, f"We said in {consultation.code}", "", None)
    said = Said(record, None, "quote", "", "More benches", "en", "yes", None, None)
    records.receive(activity, record, 0, Document(promises=(promise,), contributions=(said,)), planner, NOW)
    photograph = keeping.add_photograph(activity.record, a_picture(), "A flip chart", "a secret", 90, planner, NOW)
    participant = keeping.add_participant(activity, "", "me", "a secret", 90, planner, NOW)
    concern, _new = concerns.raise_concern(activity, record, "A worry", "a secret", 24, planner, NOW)
    return {
        "activity": activity.public_id, "record": record, "invited": planner.public_id, "concern": concern.public_id,
        "photograph": photograph.public_id, "participant": participant.public_id,
    }  # fmt: skip


def coded(consultation, planner):
    """A sample of a codeframe that the machine is learning, and the key of a text."""
    codeframe = a_codeframe(consultation, planner, question_key=None)
    jobs.enqueue(learning.KIND, learning.arguments_of(codeframe), None, NOW)
    sample = AgreementSample(codeframe_id=codeframe.id, seed=0, drawn_at=NOW, drawn_by_id=planner.id,
                             first_coder_id=planner.id)  # fmt: skip
    db.session.add(sample)
    db.session.commit()
    return {"sample": sample.id, "text": texts(codeframe)["key"][0]}


def paper(consultation, clerk):
    """A form that two others keyed differently, in a batch of the clerk."""
    others = [
        a_staff_user(f"{name}-{consultation.code}@example.org", Role.DATA_ENTRY_CLERK) for name in ("one", "other")
    ]
    batch = a_batch(consultation, clerk, n=1)
    form = batches.add_printed(batch, printed_serials(consultation, 1)[0], None, False, clerk, NOW)
    keyed(form, others[0], {"age_band": "1"})
    keyed(form, others[1], {"age_band": "2"}, "second")
    return {"batch": batch.public_id, "form": form.public_id} | scanned(batch, clerk)


def scanned(batch, clerk):
    """A file of the batch that waits to be read, and a page of it that was no form of ours."""
    store, code = scan_store.of(current_app), batch.consultation.code
    file = scanning.add_file(batch, "scan.pdf", io.BytesIO(f"%PDF-1.7 {code}".encode()), 1000, store, clerk, NOW)
    job = jobs.enqueue("scan", {"file_id": file.id}, clerk, NOW)
    scanning.attach_job(file, job)
    page = ScannedPage(
        public_id=f"page-{code}", file_id=file.id, position=1, problem="no_code", read_at=NOW, erase_on=NOW.date()
    )
    db.session.add(page)
    db.session.commit()
    store.keep_bytes(code, page.public_id, b"a picture")
    return {"scan": file.public_id, "scanned": page.public_id}


def email_with(role):
    """Of somebody who has the role on the own consultations only; administrators have theirs on every one."""
    email = f"{role.value.replace('_', '-')}@example.org"
    if (person := find_active(email)) is None:
        person = a_staff_user(email, role)
    if role != Role.ADMINISTRATOR:
        with transaction():
            person.roles = [
                StaffRole(role=role.value, consultation=consultations.find_consultation(code), given_at=NOW)
                for code in ("market-place", "park-life")
            ]
    return email


def foreign_addresses(address, own, other, is_everywhere):
    """The address with each object that it names in turn the one of the other consultation; and with all of them."""
    names = [name for _text, name, _spec, _conversion in string.Formatter().parse(address) if name]
    in_code = OWN.search(address)
    found = [address.format(**own | {name: other[name]}) for name in (names if in_code else names[1:])]
    if not is_everywhere and is_foreign(address):
        found.append(OWN.sub("/other-place", address).format(**other))
    return found


def is_foreign(address):
    return "{" in address or OWN.search(address) is not None


def invite(role, public_id):
    """A partner's note-taker opens only what they were invited to."""
    person = db.session.scalars(select(StaffUser).where(StaffUser.having([role]))).first()
    activity = db.session.scalars(select(Activity).filter_by(public_id=public_id)).one()
    activities.invite(activity, person, activity.planned_by, NOW)
