"""The field log without a connection: every word arrives once, whatever happens to the line, the tab or the tablet."""

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    ActivityRecord,
    ConflictCopy,
    RecordVersion,
    Role,
    SafeguardingConcern,
    StaffSession,
    StaffUser,
)
from engage.operations.consultations import find_consultation
from engage.operations.fieldwork import records
from tests.browser.checks import check_axe, check_fits
from tests.browser.device import PASSPHRASE, Device, forgive
from tests.browser.serving import CODE
from tests.builders import PASSWORD, a_staff_user, an_activity

EMAIL = "officer@example.org"
NOTES = "Nobody can read the timetable at Bootle New Strand"


@pytest.fixture
def field(site):
    """The site with an officer and two activities."""

    def plan():
        officer = a_staff_user(EMAIL, Role.ENGAGEMENT_OFFICER)
        for title in ("Carers at the library", "Young people on the pier"):
            an_activity(find_consultation(CODE), officer, title=title)

    site.do(plan)
    return site


@pytest.fixture
def device(field, open_page):
    """A phone on which an officer has opened the log once, while connected."""
    device = Device(open_page(320), field, EMAIL).begin()
    yield device
    forgive(device.page.context)


@pytest.fixture
def second(field, open_page):
    device = Device(open_page(), field, EMAIL).begin()
    yield device
    forgive(device.page.context)


def stored(site):
    """Every record on the server, as the document that it is."""

    def read():
        rows = db.session.scalars(select(ActivityRecord).order_by(ActivityRecord.id)).all()
        return [(row.activity.title, records.document_of(row).as_json()) for row in rows]

    return site.do(read)


def n_of(site, model):
    return site.do(lambda: len(db.session.scalars(select(model.id)).all()))


def write_session(device):
    """A whole session: numbers, notes, two things said, a count, a promise."""
    for name, text in {"started": "14:00", "ended": "15:30", "n_present": "9", "n_spoke": "7"}.items():
        device.fill(name, text)
    device.page.locator("[data-row=topics] textarea").first.fill(NOTES)
    for number, text in enumerate(("The 62 never comes 🚌", "الحافلة لا تأتي"), 1):
        device.press("Add something that was said").fill("text", text).fill("speaker", str(number))
    device.press("Add a promise").fill("owner", "Transport team")
    device.page.locator("[data-row=promises] textarea").fill("Ask the bus company")
    return device.fill("remarks", "Quiet at first")


def check_session(document):
    assert (document["started"], document["ended"]) == ("14:00", "15:30")
    assert (document["n_present"], document["n_spoke"]) == (9, 7)
    assert [row["notes"] for row in document["topics"]] == [NOTES]
    said = [(row["text"], row["speaker"]) for row in document["contributions"]]
    assert said == [("The 62 never comes 🚌", "speaker 1"), ("الحافلة لا تأتي", "speaker 2")]
    assert [(row["text"], row["owner"]) for row in document["promises"]] == [("Ask the bus company", "Transport team")]
    assert document["remarks"] == "Quiet at first"


def test_a_session_written_without_a_connection_arrives_once_with_every_word(field, device):
    device.disconnect().log("Carers at the library")
    write_session(device).says("half written")

    device.reopen().log("Carers at the library").save().says("saved on this device, not sent")
    device.reopen().state("No connection").says("saved on this device, not sent")
    device.connect().state("Everything is sent").is_sent()

    [(title, document)] = stored(field)
    assert title == "Carers at the library"
    check_session(document)
    assert n_of(field, RecordVersion) == 1


def test_an_answer_that_is_lost_after_the_server_kept_the_record_makes_no_second_one(field, device):
    """Even when the person goes on writing before the answer comes."""
    lost = []

    def lose(route):
        if route.request.method == "PUT" and len(lost) < 2:
            lost.append(route.fetch().status)
            return route.abort()
        return route.continue_()

    device.page.context.route("**/records/*", lose)
    device.log("Carers at the library").fill("remarks", "First").save().state("The server does not answer")
    device.fill("remarks", "Second").save().state("Everything is sent")

    assert lost == [201, 200]
    [(_title, document)] = stored(field)
    assert document["remarks"] == "Second"
    assert (n_of(field, RecordVersion), n_of(field, ConflictCopy)) == (2, 0)


def test_two_devices_that_changed_one_record_keep_both_until_a_person_chooses(field, device, second):
    device.log("Carers at the library").fill("remarks", "As first written").save().is_sent()
    second.log("Carers at the library")
    expect(second.page.locator("[name=remarks]")).to_have_value("As first written")

    device.disconnect().fill("remarks", "From the phone").fill("n_present", "9").save().says("not sent")
    second.fill("remarks", "From the tablet").fill("absent", "Nobody under 30").save().is_sent()
    device.connect().says("needs checking: also changed on another device")
    assert stored(field)[0][1]["remarks"] == "From the tablet"

    device.list().disconnect().page.get_by_role("link", name="Carers at the library").click()
    page = device.page
    for name, here, there in (("Remarks", "From the phone", "From the tablet"), ("People who were there", "9", "–")):
        part = page.locator(".app-difference", has=page.get_by_role("heading", name=name))
        expect(part.locator(".app-answer")).to_have_text([here, there])
    check_fits(page)
    check_axe(page)
    device.connect()
    page.get_by_role("link", name="Open both and choose").click()
    page.wait_for_url("**/versions")
    both = page.locator("main").inner_text()
    assert "From the phone" in both and "From the tablet" in both
    for legend, side in {"Remarks": "From the device", "People who were there": "From the device",
                         "Who was not there": "On the server"}.items():  # fmt: skip
        page.get_by_role("group", name=legend).get_by_role("radio", name=side).check()
    device.press("Save the record")

    device.open().unlock().state("Everything is sent").is_sent()
    [(_title, document)] = stored(field)
    assert document["remarks"] == "From the phone"
    assert (document["n_present"], document["absent"]) == (9, "Nobody under 30")


def test_who_is_signed_out_keeps_everything_and_sends_after_signing_in(field, device):
    field.do(lambda: (db.session.query(StaffSession).delete(), db.session.commit()))

    device.log("Carers at the library")
    write_session(device).save().state("Sign in again to send. Everything is kept on this device.")
    assert stored(field) == []
    device.reopen().state("Sign in again to send").says("saved on this device, not sent")
    device.page.get_by_role("link", name="Sign in again to send").click()
    device.page.get_by_label("Email address").fill(EMAIL)
    device.page.get_by_label("Password").fill(PASSWORD)
    device.sign_in().unlock().state("Everything is sent")

    check_session(stored(field)[0][1])


def test_what_lies_on_the_device_cannot_be_read_without_the_passphrase(field, device):
    device.disconnect().log("Carers at the library")
    write_session(device).save().says("saved on this device, not sent")
    device.fill("remarks", "half a sentence").says("half written")

    lying = json.dumps(device.raw)
    assert len(device.raw) == 3
    for word in (NOTES, "timetable", "never comes", "half a sentence", "library", "officer@"):
        assert word not in lying.replace(device.raw[0]["id"], "")
    assert all(row["iterations"] == 600_000 for row in device.raw if row["id"] == "vault")
    device.page.reload()
    device.unlock("another four words").alerts("This is not the passphrase of this device")
    device.unlock().says("half written")


def test_the_cache_holds_an_empty_page_and_no_answer_of_the_server(field, device):
    device.log("Carers at the library").fill("remarks", "Kept nowhere else").save().is_sent()

    kept = device.page.evaluate(
        """async () => {
            const cache = await caches.open('engage-fieldwork')
            const texts = []
            for (const key of await cache.keys()) texts.push([key.url, await (await cache.match(key)).text()])
            return texts
        }"""
    )

    assert {url.split("/staff/")[1] for url, _text in kept if "/dist/" not in url} == {"fieldwork/device"}
    [page] = [text for url, text in kept if url.endswith("/device")]
    assert EMAIL not in page and "Carers" not in page and "csrf" not in page


def test_what_waits_goes_to_another_device_in_a_file_that_nobody_else_can_read_or_change(
    field, device, second, tmp_path
):
    device.disconnect().log("Carers at the library")
    write_session(device).save().says("not sent")
    device.list()
    with device.page.expect_download() as download:
        device.press("Download what waits")
    path = tmp_path / "waiting.json"
    download.value.save_as(path)
    whole = json.loads(path.read_text())
    assert NOTES not in path.read_text() and "timetable" not in path.read_text()

    def take(content, passphrase=PASSPHRASE):
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        second.page.get_by_label("File from another device").set_input_files(path)
        second.page.get_by_label("Passphrase of the device that made the file").fill(passphrase)
        return second.press("Take in the file")

    take("not json at all").alerts("This is not a file that this page made")
    take({"program": "other"}).alerts("This is not a file that this page made")
    take(whole | {"origin": "https://engage.example.org"}).alerts("made on another server")
    take(whole, "not the passphrase").alerts("The passphrase does not open this file")
    data = whole["sealed"]["data"]
    edited = whole["sealed"] | {"data": ("B" if data[0] == "A" else "A") + data[1:]}
    take(whole | {"sealed": edited}).alerts("The file was changed after the device made it")
    assert stored(field) == []
    take(whole).alerts("Taken in from the file: 1").state("Everything is sent")
    check_session(stored(field)[0][1])

    page = second.page
    page.goto(f"{field.address}/staff/fieldwork/queue")
    path.write_text(json.dumps(whole))
    page.get_by_label("File of the device").set_input_files(path)
    page.get_by_label("Passphrase of that device").fill(PASSPHRASE)
    page.get_by_role("button", name="Take in the file").click()
    expect(page.get_by_role("main")).to_contain_text("Carers at the library: Was here already")
    device.connect().state("Everything is sent")
    assert (len(stored(field)), n_of(field, RecordVersion), n_of(field, ConflictCopy)) == (1, 1, 0)


def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(field, device):
    device.log("Carers at the library").fill("n_present", "3").fill("n_spoke", "5").fill("remarks", "Kept").save()

    device.says("needs checking")
    device.list().log("Carers at the library")
    link = device.page.get_by_role("link", name="More people spoke than came")
    link.click()
    assert device.page.evaluate("document.activeElement.name") == "n_spoke"
    assert stored(field) == []
    device.fill("n_spoke", "2").save().is_sent()
    assert stored(field)[0][1]["remarks"] == "Kept"


def test_a_concern_waits_apart_from_the_notes_and_leaves_the_device_once_sent(field, device):
    device.disconnect().log("Carers at the library")
    device.page.get_by_label("What worries you").fill("A child said that nobody is at home at night")
    device.press("Save the concern").state("Waiting on this device: 1")

    device.connect().state("Everything is sent")

    assert n_of(field, SafeguardingConcern) == 1
    assert [row["id"] for row in device.raw if row.get("state")] == []


def test_signing_out_is_held_back_while_something_is_not_sent_and_deletes_nothing(field, device):
    device.disconnect().log("Carers at the library").fill("remarks", "Waiting").save().says("not sent")
    device.page.context.route("**/fieldwork/token", lambda route: route.abort())
    device.connect().page.goto(f"{field.address}/staff/")
    device.press("Sign out")

    warning = device.page.get_by_role("alert")
    expect(warning).to_contain_text("Not sent from this device: 1")
    device.press("Sign out")
    expect(device.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    device.page.context.unroute("**/fieldwork/token")
    device.open().unlock().state("Sign in again to send").says("saved on this device, not sent")


def test_each_record_sent_five_times_at_once_is_one_record(field, device):
    device.log("Carers at the library")
    statuses = device.page.evaluate(
        """async () => {
            const token = (await (await fetch('token')).json()).csrf_token
            const { activities } = await (await fetch('activities.json')).json()
            const put = activity => fetch(`records/${activity.record}`, {
                method: 'PUT', headers: { 'X-CSRFToken': token },
                body: JSON.stringify({ activity: activity.id, base_version: 0, document: { remarks: activity.title } })
            }).then(reply => reply.status)
            for (const activity of activities) activity.record = crypto.randomUUID()
            return Promise.all(activities.flatMap(activity => [1, 2, 3, 4, 5].map(() => put(activity))))
        }"""
    )

    assert sorted(set(statuses)) == [200, 201] and statuses.count(201) == 2
    assert len(stored(field)) == 2 and n_of(field, ConflictCopy) == 0


def test_a_tablet_whose_clock_is_wrong_is_told_and_the_server_decides(field, open_page):
    page = open_page(320)
    page.clock.set_system_time("2031-01-01T09:00:00")
    device = Device(page, field, EMAIL).begin().state("The clock of this device is wrong")

    device.log("Carers at the library").fill("remarks", "Written in 2031").save().is_sent()
    device.page.reload()
    device.unlock().is_sent()

    assert "2031" not in device.page.locator("main").inner_text()
    assert stored(field)[0][1]["remarks"] == "Written in 2031"
    forgive(page.context)


def test_what_was_sent_leaves_the_device_after_a_week(field, device):
    device.log("Carers at the library").fill("remarks", "Sent").save().is_sent()
    device.list().log("Young people on the pier").fill("remarks", "Not sent").says("half written")
    device.list()
    assert len([row for row in device.raw if row.get("state")]) == 2

    device.page.clock.set_system_time("2027-06-01T09:00:00")
    device.page.evaluate(
        """async () => {
            const open = indexedDB.open('engage-fieldwork')
            await new Promise(done => { open.onsuccess = done })
            const rows = open.result.transaction('rows', 'readwrite').objectStore('rows')
            const all = rows.getAll()
            await new Promise(done => { all.onsuccess = done })
            for (const row of all.result) if (row.sent) rows.put({ ...row, sent: row.sent - 8 * 864e5 })
            open.result.close()
        }"""
    )
    device.page.reload()
    device.unlock().says("half written").says("not begun")

    assert [row["state"] for row in device.raw if row.get("state")] == ["draft"]


def test_without_scripts_or_a_safe_place_the_page_leads_to_the_plain_form(field, open_page):
    page = open_page(320, javascript=False)
    Device(page, field, EMAIL).sign_in()

    page.get_by_role("link", name="Fieldwork").last.click()

    assert page.locator("h1").inner_text() == "Fieldwork"


def test_50_records_saved_without_a_connection_are_50_records(field, open_page):
    titles = [f"Stand number {number:02}" for number in range(50)]

    def plan():
        consultation = find_consultation(CODE)
        planner = db.session.scalars(select(StaffUser)).first()
        for title in titles:
            an_activity(consultation, planner, title=title, type="outreach_stand")

    field.do(plan)
    device = Device(open_page(), field, EMAIL).begin().disconnect()
    for number, title in enumerate(titles):
        device.log(title).fill("n_engaged", str(number)).save().says("saved on this device, not sent").list()

    device.reopen().state("Waiting on this device: 50")
    device.connect().state("Everything is sent")

    engaged = {title: document["n_engaged"] for title, document in stored(field)}
    assert engaged == dict(zip(titles, range(50), strict=True))
    forgive(device.page.context)


@pytest.mark.parametrize("width", [320, 1280])
def test_each_state_of_the_log_can_be_read_by_everybody(field, open_page, width):
    device = Device(open_page(width), field, EMAIL).sign_in()
    page = device.page

    def look():
        check_fits(page)
        check_axe(page)

    look()
    device.unlock("too short").alerts("Use 12 characters or more")
    look()
    device.unlock().log("Carers at the library")
    write_session(device).fill("n_spoke", "10")
    page.locator("[data-log] summary").first.click()
    device.save().says("needs checking")
    look()
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    device.list()
    look()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    device.log("Carers at the library")
    look()
    forgive(page.context)
