"""Who may open what: every endpoint is public by name or carries roles, and every role gets what the table says."""

import pytest

from engage.models import Role
from engage.operations import consultations, outreach
from tests.builders import NOW, a_consultation, a_questionnaire
from tests.engage.api.tokens import CLIENTS
from tests.engage.authoring.rules import AUTHORING
from tests.engage.data.files import ENDPOINTS as DATA
from tests.engage.delivery.plans import ADDRESSES as DELIVERY
from tests.engage.importing.addresses import ENDPOINTS as IMPORTS
from tests.engage.people.addresses import NAMING_PEOPLE, PEOPLE, WAYS_IN
from tests.engage.plans.prepared import PREPARING
from tests.engage.releases.prepared import ADDRESSES as RELEASES
from tests.engage.retention.runs import ENDPOINTS as RETENTION
from tests.engage.test_answer_search import ENDPOINTS as ANSWERS
from tests.engage.test_desk import ENDPOINTS as DESKS
from tests.engage.test_report_files import ENDPOINTS as REPORTS
from tests.engage.test_result_questions import ENDPOINTS as QUESTIONS
from tests.engage.test_text_pages import ENDPOINTS as TEXTS
from tests.engage.webhooks.prepared import WEBHOOKS
from tests.objects import (
    a_walked_consultation,
    email_with,
    foreign_addresses,
    invite,
    is_foreign,
    theme_job,
    walked_places,
)
from tests.pages import Browser

#: anybody may open these; the resident's pages hold their own key
PUBLIC = {"static", "staff.sign_in", "fieldwork.show_device", "fieldwork.send_worker", *WAYS_IN}
#: the tables of "api" ask for a token: tests/engage/api/test_tokens.py walks them for every scope
PUBLIC_BLUEPRINTS = {"responses", "health", "api"}

PLACE = "/staff/consultations/market-place"
PRINT = f"{PLACE}/print"
FRAMES = "/staff/consultations/market-place/codeframes"
FRAME = f"{FRAMES}/streets_comment/1"
THEMES = "/staff/consultations/market-place/themes/streets_comment"
EVERYBODY = frozenset(Role)
ANALYSTS = frozenset({Role.ANALYST})
THEME_EDITORS = frozenset({Role.ANALYST, Role.ENGAGEMENT_OFFICER})
TRANSLATORS = frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER})
KEYERS = frozenset({Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER})
SUPERVISORS = frozenset({Role.ENGAGEMENT_OFFICER})
PAPER = "/staff/consultations/market-place/paper"
BATCH, FORM = f"{PAPER}/batches/{{batch}}", f"{PAPER}/forms/{{form}}"
OUTREACH = frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER})
RECORDERS = SUPERVISORS | {Role.NOTE_TAKER}
REACH_READERS = OUTREACH | {Role.ANALYST}
GUARDIANS = frozenset({Role.SAFEGUARDING_OFFICER})
ACTIVITY = "/staff/fieldwork/{activity}"
CODING = "/staff/consultations/market-place/coding/every-question/1"
FIELD_READERS = RECORDERS | {Role.ANALYST}
#: endpoint -> (method, address, roles that may). An endpoint that is missing here fails the test below.
TABLE = {
    "staff.sign_out": ("post", "/staff/sign-out", EVERYBODY),
    "consultations.show_languages": ("get", "/staff/consultations/market-place/languages", TRANSLATORS),
    "consultations.tick_translation": ("post", "/staff/consultations/market-place/languages/cy", TRANSLATORS),
    "reporting.show_results": ("get", "/staff/consultations/market-place/results", ANALYSTS),
    "reporting.show_steadiness": ("get", "/staff/consultations/market-place/results/steadiness", THEME_EDITORS),
    "reporting.show_groups": ("get", "/staff/consultations/market-place/results/groups", THEME_EDITORS),
    "reporting.download_results": ("get", "/staff/consultations/market-place/download/ranking.csv", ANALYSTS),
    "pictures.list_pictures": ("get", "/staff/pictures/", frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER})),
    "pictures.remove_picture": ("get", "/staff/pictures/{picture}/remove", OUTREACH),
    "contacts.read_contacts": ("get", f"{PLACE}/contacts", SUPERVISORS),
    "requests.list_requests": ("get", "/staff/requests", SUPERVISORS),
    "requests.show_request": ("get", "/staff/requests/{request}", SUPERVISORS),
    "requests.reopen": ("post", "/staff/requests/{request}/reopen", SUPERVISORS),
    "sharing.show_address": ("get", "/staff/consultations/market-place/share", OUTREACH),
    "sharing.draw_qr": ("get", "/staff/consultations/market-place/share/qr.svg", OUTREACH),
    "sharing.download_poster": ("get", "/staff/consultations/market-place/share/poster.png", OUTREACH),
    "printing.show_forms": ("get", PRINT, OUTREACH),
    "printing.show_progress": ("get", f"{PRINT}/runs/{{run}}", OUTREACH),
    "printing.tell_progress": ("get", f"{PRINT}/runs/{{run}}.json", OUTREACH),
    "printing.cancel": ("post", f"{PRINT}/runs/{{run}}/cancel", OUTREACH),
    "printing.download_forms": ("get", f"{PRINT}/runs/{{printed}}/1.pdf", OUTREACH),
    "coding.show_themes": ("get", THEMES, ANALYSTS),
    "coding.show_progress": ("get", f"{THEMES}/jobs/{{job}}", ANALYSTS),
    "coding.tell_progress": ("get", f"{THEMES}/jobs/{{job}}.json", ANALYSTS),
    "fieldwork.show_script": ("get", f"{ACTIVITY}/handouts/script", FIELD_READERS),
    "fieldwork.show_consent": ("get", f"{ACTIVITY}/handouts/consent", FIELD_READERS),
    "fieldwork.show_results_sheet": ("get", f"{ACTIVITY}/handouts/results", FIELD_READERS),
    "codes.show_coding": ("get", CODING, THEME_EDITORS),
    "codes.code_text": ("get", f"{CODING}/text", THEME_EDITORS),
    "codes.undo": ("post", f"{CODING}/undo", THEME_EDITORS),
    "codes.show_history": ("get", f"{CODING}/texts/{{text}}", THEME_EDITORS),
    "codes.learn": ("post", f"{CODING}/learn", THEME_EDITORS),
    "codes.tell_lesson": ("get", f"{CODING}/lesson.json", THEME_EDITORS),
    "codes.list_samples": ("get", f"{CODING}/samples", THEME_EDITORS),
    "codes.code_sample": ("get", f"{CODING}/samples/{{sample}}", THEME_EDITORS),
    "codes.show_agreement": ("get", f"{CODING}/samples/{{sample}}/agreement", THEME_EDITORS),
    "codes.settle": ("get", f"{CODING}/samples/{{sample}}/differences", THEME_EDITORS),
    "codes.show_counts": ("get", f"{CODING}/counts", THEME_EDITORS),
    "fieldwork.list_activities": ("get", "/staff/fieldwork/", FIELD_READERS),
    "fieldwork.plan_activity": ("get", "/staff/fieldwork/plan/market-place", SUPERVISORS),
    "fieldwork.edit_activity": ("get", f"{ACTIVITY}/edit", SUPERVISORS),
    "fieldwork.show_activity": ("get", ACTIVITY, FIELD_READERS),
    "fieldwork.cancel_activity": ("get", f"{ACTIVITY}/cancel", SUPERVISORS),
    "fieldwork.hold_after_all": ("post", f"{ACTIVITY}/hold", SUPERVISORS),
    "fieldwork.invite": ("post", f"{ACTIVITY}/invitations", SUPERVISORS),
    "fieldwork.take_back_invitation": ("post", f"{ACTIVITY}/invitations/{{invited}}/take-back", SUPERVISORS),
    "fieldwork.write_record": ("get", f"{ACTIVITY}/record", RECORDERS),
    "fieldwork.read_record": ("get", f"{ACTIVITY}/read", FIELD_READERS),
    "fieldwork.erase_record": ("get", f"{ACTIVITY}/erase", SUPERVISORS),
    "fieldwork.erase_contribution": ("get", f"{ACTIVITY}/contributions/{{record}}/erase", SUPERVISORS),
    "fieldwork.compare_versions": ("get", f"{ACTIVITY}/versions", RECORDERS),
    "fieldwork.count_at_stand": ("get", f"{ACTIVITY}/stand", RECORDERS),
    "fieldwork.close_record": ("get", f"{ACTIVITY}/close", RECORDERS),
    "fieldwork.reopen_record": ("post", f"{ACTIVITY}/reopen", SUPERVISORS),
    "fieldwork.copy_for_participants": ("get", f"{ACTIVITY}/copy", FIELD_READERS),
    "fieldwork.list_promises": ("get", "/staff/fieldwork/promises", RECORDERS),
    "fieldwork.keep_promise": ("get", f"{ACTIVITY}/promises/{{record}}", RECORDERS),
    "fieldwork.write_concern": ("get", f"{ACTIVITY}/concern", RECORDERS),
    "fieldwork.list_concerns": ("get", "/staff/fieldwork/concerns", GUARDIANS),
    "fieldwork.show_concern": ("get", "/staff/fieldwork/concerns/{concern}", GUARDIANS),
    "fieldwork.show_reach": ("get", "/staff/fieldwork/reach/market-place", REACH_READERS),
    "fieldwork.download_reach": ("get", "/staff/fieldwork/reach/market-place/reach.csv", REACH_READERS),
    "fieldwork.count_population": ("get", "/staff/fieldwork/reach/market-place/population", REACH_READERS),
    "fieldwork.download_population_template": (
        "get", "/staff/fieldwork/reach/market-place/population/template.csv", REACH_READERS,
    ),
    "fieldwork.keep_population": ("post", "/staff/fieldwork/reach/market-place/population/keep", REACH_READERS),
    "fieldwork.remove_population": ("post", "/staff/fieldwork/reach/market-place/population/remove", REACH_READERS),
    "fieldwork.import_sessions": ("get", "/staff/fieldwork/import/market-place", SUPERVISORS),
    "fieldwork.download_template": ("get", "/staff/fieldwork/import/market-place/template.csv", SUPERVISORS),
    "fieldwork.list_photographs": ("get", f"{ACTIVITY}/photographs", RECORDERS),
    "fieldwork.show_photograph": ("get", f"{ACTIVITY}/photographs/{{photograph}}", RECORDERS),
    "fieldwork.erase_photograph": ("post", f"{ACTIVITY}/photographs/{{photograph}}/erase", RECORDERS),
    "fieldwork.list_participants": ("get", f"{ACTIVITY}/participants", RECORDERS),
    "fieldwork.erase_participant": ("post", f"{ACTIVITY}/participants/{{participant}}/erase", RECORDERS),
    "fieldwork.take_queue": ("get", "/staff/fieldwork/queue", RECORDERS),
    "fieldwork.paste_notes": ("get", f"{ACTIVITY}/notes", RECORDERS),
    "fieldwork.show_guide": ("get", f"{ACTIVITY}/guide", FIELD_READERS),
    "fieldwork.tell_token": ("get", "/staff/fieldwork/token", FIELD_READERS),
    "fieldwork.tell_activities": ("get", "/staff/fieldwork/activities.json", RECORDERS),
    "fieldwork.tell_record": ("get", "/staff/fieldwork/records/{record}", FIELD_READERS),
    "fieldwork.keep_record": ("put", "/staff/fieldwork/records/{record}", RECORDERS),
    "fieldwork.keep_concern": ("put", "/staff/fieldwork/concerns/{record}", RECORDERS),
    "codeframes.list_codeframes": ("get", FRAMES, THEME_EDITORS),
    "codeframes.download_template": ("get", f"{FRAMES}/template.csv", THEME_EDITORS),
    "codeframes.begin_draft": ("get", f"{FRAMES}/shops_comment/new", THEME_EDITORS),
    "codeframes.import_codeframe": ("get", f"{FRAMES}/shops_comment/import", THEME_EDITORS),
    "codeframes.show_codeframe": ("get", FRAME, THEME_EDITORS),
    "codeframes.agree_codeframe": ("get", f"{FRAME}/agree", ANALYSTS),
    "codeframes.show_history": ("get", f"{FRAME}/history", THEME_EDITORS),
    "codeframes.download_codeframe": ("get", f"{FRAME}/codeframe.csv", THEME_EDITORS),
    "codeframes.add_theme": ("get", f"{FRAME}/add", THEME_EDITORS),
    "codeframes.edit_theme": ("get", f"{FRAME}/themes/T1", THEME_EDITORS),
    "codeframes.choose_examples": ("get", f"{FRAME}/themes/T1/examples", THEME_EDITORS),
    "codeframes.split_theme": ("get", f"{FRAME}/themes/T1/split", THEME_EDITORS),
    "codeframes.move_theme": ("post", f"{FRAME}/themes/T1/move", THEME_EDITORS),
    "codeframes.remove_theme": ("post", f"{FRAME}/themes/T2/remove", THEME_EDITORS),
    "codeframes.merge_themes": ("post", f"{FRAME}/merge", THEME_EDITORS),
    "codeframes.undo_change": ("post", f"{FRAME}/undo", THEME_EDITORS),
    "coding.cancel": ("post", f"{THEMES}/jobs/{{job}}/cancel", ANALYSTS),
    "paper.list_batches": ("get", PAPER, KEYERS),
    "paper.show_batch": ("get", BATCH, KEYERS),
    "paper.list_scans": ("get", f"{BATCH}/scans", KEYERS),
    "paper.show_scan": ("get", f"{BATCH}/scans/files/{{scan}}", KEYERS),
    "paper.tell_scan": ("get", f"{BATCH}/scans/files/{{scan}}.json", KEYERS),
    "paper.resume_scan": ("post", f"{BATCH}/scans/files/{{scan}}/resume", KEYERS),
    "paper.verify_scans": ("get", f"{BATCH}/scans/verify", KEYERS),
    "paper.show_scanned_page": ("get", f"{BATCH}/scans/pages/{{scanned}}", KEYERS),
    "paper.draw_scanned_page": ("get", f"{BATCH}/scans/pages/{{scanned}}.webp", KEYERS),
    "paper.add_printed": ("post", f"{BATCH}/printed", KEYERS),
    "paper.add_unnumbered": ("post", f"{BATCH}/unnumbered", KEYERS),
    "paper.take_next": ("post", f"{BATCH}/next/first", KEYERS),
    "paper.share_batch": ("post", f"{BATCH}/share", SUPERVISORS),
    "paper.close_batch": ("post", f"{BATCH}/close", KEYERS),
    "paper.show_custody": ("get", f"{BATCH}/custody", KEYERS),
    "paper.download_custody": ("get", f"{BATCH}/custody.csv", KEYERS),
    "paper.list_differences": ("get", f"{BATCH}/differences", KEYERS),
    "paper.show_form": ("get", FORM, KEYERS),
    "paper.take_form": ("post", f"{FORM}/take/text", KEYERS),
    "paper.reopen_form": ("post", f"{FORM}/reopen/first", KEYERS),
    "paper.hold_pages": ("post", f"{FORM}/pages", KEYERS),
    "paper.release_form": ("post", f"{FORM}/release", SUPERVISORS),
    "paper.reject_form": ("post", f"{FORM}/reject", SUPERVISORS),
    "paper.free_form": ("post", f"{FORM}/free/first", SUPERVISORS),
    "paper.key_form": ("get", f"{FORM}/key/first", KEYERS),
    "paper.save_value": ("post", f"{FORM}/key/first/value", KEYERS),
    "paper.finish_form": ("post", f"{FORM}/key/first/finish", KEYERS),
    "paper.key_contact": ("get", f"{FORM}/contact", KEYERS),
    "paper.show_done": ("get", f"{FORM}/done", KEYERS),
    "paper.settle_field": ("get", f"{FORM}/differences/age_band", KEYERS),
    "paper.list_conversations": ("get", f"{PAPER}/conversations", KEYERS),
    "paper.begin_conversation": ("get", f"{PAPER}/conversations/en/standard", KEYERS),
    "paper.open_draft": ("get", f"{PAPER}/conversations/code", KEYERS),
    **REPORTS, **CLIENTS, **WEBHOOKS,
    **DELIVERY, **TEXTS, **PREPARING, **ANSWERS, **PEOPLE, **DESKS, **QUESTIONS, **AUTHORING, **RELEASES, **DATA,
    **IMPORTS,
    **RETENTION,
}
FOREIGN = [
    "/staff/consultations/market-place/coding/streets_comment/1",
    "/staff/consultations/market-place/coding/every-question/1/counts",
    "/staff/consultations/nowhere/coding/streets_comment/1/text",
    "/staff/consultations/nowhere/results",
    "/staff/consultations/nowhere/download/ranking.csv",
    "/staff/consultations/market-place/download/everything.zip",
    "/staff/consultations/nowhere/themes/streets_comment",
    "/staff/consultations/market-place/themes/parks_comment",
    "/staff/consultations/market-place/themes/streets_priorities",
    "/staff/consultations/market-place/themes/streets_comment/jobs/unknown",
    "/staff/consultations/market-place/themes/shops_comment/jobs/{job}",
    "/staff/consultations/other-place/themes/streets_comment/jobs/{job}",
    "/staff/consultations/other-place/themes/streets_comment/jobs/{job}.json",
    "/staff/nothing-here",
]


#: opens what belongs to no consultation, so that a foreign object of it does not exist
COUNCIL_WIDE = {"pictures.remove_picture", *NAMING_PEOPLE}
#: a device makes the number in the address; the body names the activity
NAMED_IN_BODY = {"fieldwork.keep_record", "fieldwork.keep_concern"}


@pytest.fixture
def places(app, set_up):
    """Two consultations, each with one of every kind of object: code -> what stands in addresses."""
    app.config["CONTACT_KEY"] = "a secret"
    return set_up(walked_places)


@pytest.fixture
def ids(places):
    return places["market-place"]


@pytest.fixture
def job(app):
    consultation = a_walked_consultation("market-place")
    a_consultation("other-place", a_questionnaire(key="other_place"))
    return theme_job(consultation).public_id


def roles_by_endpoint(app):
    return {name: getattr(view, "roles", None) for name, view in app.view_functions.items()}


def test_every_endpoint_is_public_by_name_or_carries_roles(app):
    unmarked = [
        name
        for name, roles in roles_by_endpoint(app).items()
        if not roles and name not in PUBLIC and name.partition(".")[0] not in PUBLIC_BLUEPRINTS
    ]
    assert unmarked == []


def test_the_table_names_every_endpoint_with_roles_and_says_the_same(app):
    marked = {name: roles for name, roles in roles_by_endpoint(app).items() if roles}
    assert marked == {name: roles for name, (_method, _address, roles) in TABLE.items()}


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_the_table_says(app, staff, ids, role):
    """Nobody but administrators has the role on more than the consultation that is walked over."""
    browser = staff(role, email_with(role))
    invite(role, ids["activity"])
    token = _token(browser)

    last = {"fieldwork.erase_photograph", "fieldwork.erase_participant", "staff.sign_out"}
    for name, (method, address, roles) in sorted(TABLE.items(), key=lambda item: (item[0] in last, item[0])):
        reply = browser.client.open(address.format(**ids), method=method.upper(), data={"csrf_token": token})
        is_wide = app.view_functions[name].everywhere and role != Role.ADMINISTRATOR
        wanted = (200, 303, 422) if role in roles and not is_wide else (403,)  # 422: it was opened, nothing was typed
        assert reply.status_code in wanted, f"{role} at {name}: {reply.status_code}"


@pytest.mark.parametrize("role", Role)
def test_a_role_on_one_consultation_opens_no_object_of_another(app, staff, places, role):
    """Every address that names something, with what is foreign in each place of it. It is told like what is not."""
    browser = staff(role, email_with(role))
    invite(role, places["market-place"]["activity"])
    token, opened = _token(browser), []

    for name, (method, address, roles) in TABLE.items():
        if role not in roles or name in COUNCIL_WIDE | NAMED_IN_BODY:
            continue
        for foreign in foreign_addresses(address, *places.values(), is_everywhere=role == Role.ADMINISTRATOR):
            reply = browser.client.open(foreign, method=method.upper(), data={"csrf_token": token})
            if reply.status_code != 404:
                opened.append(f"{role} at {name}: {reply.status_code} for {foreign}")

    assert opened == []


def test_every_address_that_names_something_is_tried_with_something_foreign(app):
    naming = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments} & set(TABLE)

    assert [name for name in naming if not is_foreign(TABLE[name][1])] == []
    assert all(app.view_functions[name].everywhere for name in COUNCIL_WIDE)


def test_a_device_that_names_a_foreign_activity_is_answered_as_if_there_were_none(staff, places):
    own, other = places["market-place"], places["other-place"]
    browser = staff(Role.ENGAGEMENT_OFFICER, email_with(Role.ENGAGEMENT_OFFICER))
    headers = {"X-CSRFToken": browser.client.get("/staff/fieldwork/token").json["csrf_token"]}
    body = {"activity": other["activity"], "text": "A worry"}

    concern = browser.client.put(f"/staff/fieldwork/concerns/{own['record']}", json=body, headers=headers)
    body = {"activity": other["activity"], "base_version": 1, "document": {}}
    record = browser.client.put(f"/staff/fieldwork/records/{other['record']}", json=body, headers=headers)
    body["activity"], body["document"] = own["activity"], None
    stolen = browser.client.put(f"/staff/fieldwork/records/{other['record']}", json=body, headers=headers)

    assert [reply.status_code for reply in (concern, record, stolen)] == [404, 404, 422]


def test_lists_show_nothing_of_a_consultation_on_which_one_has_no_role(app, staff, places):
    own, other = ({str(value) for value in place.values()} for place in places.values())
    foreign = ["other-place", *(value for value in other - own if len(value) > 5)]
    for role in set(Role) - {Role.ADMINISTRATOR}:
        browser = staff(role, email_with(role))
        for name, (method, address, roles) in TABLE.items():
            if role in roles and method == "get" and not is_foreign(address) and name not in COUNCIL_WIDE:
                shown = browser.client.get(address).get_data(as_text=True)
                assert [word for word in foreign if word in shown] == [], f"{role} at {name}"


def test_a_stranger_is_sent_to_sign_in(app, ids):
    browser = Browser(app.test_client())
    token = _token(browser, "/staff/sign-in")

    for name, (method, address, _roles) in TABLE.items():
        reply = browser.client.open(address.format(**ids), method=method.upper(), data={"csrf_token": token})

        if app.view_functions[name].in_json:
            assert (reply.status_code, reply.json["reason"]) == (401, "sign_in"), name
        else:
            assert reply.status_code == 303, name
            assert reply.location.startswith("/staff/sign-in"), name


OUTREACH_FOREIGN = [
    "/staff/requests/unknown",
    "/staff/pictures/unknown/remove",
    "/staff/consultations/nowhere/releases",
    "/staff/consultations/nowhere/share",
    "/staff/consultations/nowhere/share/qr.svg",
    "/staff/consultations/market-place/share/qr.svg?via=unknown",
    "/staff/consultations/market-place/share/poster.png?via=other-code",
]


@pytest.mark.parametrize("address", OUTREACH_FOREIGN)
def test_an_officer_finds_nothing_that_is_not_there_or_belongs_elsewhere(staff, job, address):
    other = consultations.find_consultation("other-place")
    outreach.add_channel_code(other, "other-code", "Elsewhere", None, NOW)

    assert staff(Role.ENGAGEMENT_OFFICER).get(address).status == 404


def test_a_refused_role_is_told_in_words(staff, job):
    page = staff(Role.ADMINISTRATOR).get("/staff/consultations/market-place/results")

    assert page.status == 403
    assert page.h1 == "Your role does not open this page"
    assert page.link("Go to your desk").h1 == "Your desk"


@pytest.mark.parametrize("address", FOREIGN)
def test_what_is_not_there_or_belongs_elsewhere_is_not_found(staff, job, address):
    assert staff(Role.ANALYST).get(address.format(job=job)).status == 404


@pytest.mark.parametrize(("method", "address"), [
    ("get", "/staff/sign-out"),
    ("put", "/staff/sign-in"),
    ("post", "/staff/consultations/market-place/results"),
    ("get", "/staff/consultations/market-place/themes/streets_comment/jobs/{job}/cancel"),
])  # fmt: skip
def test_a_wrong_method_changes_nothing(staff, job, method, address):
    client = staff(Role.ANALYST).client

    assert client.open(address.format(job=job), method=method.upper()).status_code in (400, 405)


def _token(browser, address="/staff/"):
    page = browser.get(address)
    return next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
