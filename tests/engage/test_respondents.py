"""Who is answering, what they allow and how to reach them: asked once, stored apart, counted apart."""

import datetime as dt

import pytest
from sqlalchemy import text

from engage import results
from engage.errors import CannotUnseal
from engage.exports import download, tables
from engage.extensions import db
from engage.models import AuditEvent, Consent, ContactDetails, Organisation, Respondent, Response, Role
from engage.operations import outreach, respondents, responses
from engage.sealing import seal, unseal
from tests.builders import GRACE, NOW, a_consultation, a_response, a_staff_user
from tests.conftest import SECRET_KEY
from tests.engage.retention.runs import erase_due
from tests.journey import FORM, PRIORITIES, draft_of, open_page, start

WORDINGS = ("standard", "easy-read")
CONTACT = {"q_name": "Ania", "q_email": "ania@example.org", "q_phone": ""}


def page_of(browser, name, variant="standard"):
    return open_page(browser, name, variant)


def raw(page, body, **headers):
    return page.browser.post(page.path, data=body, content_type=FORM, headers=headers)


def one(model):
    return db.session.query(model).one()


def n_of(model):
    return db.session.query(model).count()


# who is answering


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize(("capacity", "heading"), [
    ("resident", None), ("professional", None), ("on_behalf", "Who are you"), ("with_help", "Who helps you"),
    ("organisation", "Your"),
])  # fmt: skip
def test_every_capacity_is_kept_and_those_that_need_more_have_a_page_of_their_own(browser, wording, capacity, heading):
    page = page_of(browser, "who", wording)
    following = page.submit({"choice": capacity})

    assert page.ticked == []
    assert one(Respondent).capacity == capacity
    if heading is None:
        assert following.path.endswith("/sections")
        assert "Who is answering Not started" not in following.text
    else:
        assert following.h1.startswith(heading)


def test_left_blank_and_not_asked_are_two_things(browser):
    page = page_of(browser, "who")
    assert n_of(Respondent) == 0

    page.submit()

    assert one(Respondent).capacity is None


@pytest.mark.parametrize("wording", WORDINGS)
def test_an_organisation_gives_its_name_size_and_area(browser, wording):
    page = page_of(browser, "who", wording).submit({"choice": "organisation"})

    kept = page.submit({"q_name": " Friends of Bootle \u2665 ", "q_area": "Bootle", "size": "1_to_9"})

    row = one(Organisation)
    assert (row.name, row.size, row.area) == ("Friends of Bootle \u2665", "1_to_9", "Bootle")
    assert kept.path.endswith("/sections")


def test_who_can_be_changed_from_the_check_and_what_belonged_to_the_old_answer_goes(browser):
    page = page_of(browser, "who").submit({"choice": "organisation"})
    sections = page.submit({"q_name": "Friends of Bootle"})

    check = sections.link("Check your answers")
    changed = check.link("Change Who is answering?").submit({"choice": "with_help"}).submit({"choice": "carer"})

    assert "Friends of Bootle" in check.text
    assert changed.path.endswith("/check")
    assert "with help from somebody" in changed.text and "Friends of Bootle" not in changed.text
    assert n_of(Organisation) == 0
    assert (one(Respondent).capacity, one(Respondent).helper) == ("with_help", "carer")


@pytest.mark.parametrize("name", ["who/helper", "who/organisation", "reach"])
def test_a_page_that_was_not_asked_for_leads_to_where_it_is_asked(browser, name):
    assert not page_of(browser, name).path.endswith(name)


@pytest.mark.parametrize(("body", "status"), [
    (b"choice=mayor&end=1", 422), (b"choice=resident&choice=professional&end=1", 422), (b"choice=resid", 400),
    (b"choice=%FF&end=1", 422), (b"choice=" + b"x" * 3_000_000, 413),
])  # fmt: skip
def test_what_is_no_answer_is_refused_in_words_and_stores_nothing(browser, body, status):
    page = raw(page_of(browser, "who"), body)

    assert page.status == status
    assert n_of(Respondent) == 0


@pytest.mark.parametrize("name", ["who", "send"])
def test_another_site_cannot_answer_for_somebody(browser, name):
    page = raw(page_of(browser, name), b"choice=resident&quote=yes&end=1", **{"Sec-Fetch-Site": "cross-site"})

    assert page.status == 403
    assert n_of(Respondent) == n_of(Consent) == 0


def test_wrong_bytes_and_too_long_a_name_are_errors_that_keep_the_rest(browser):
    page = page_of(browser, "who").submit({"choice": "organisation"})

    bytes_ = raw(page, b"q_name=Friends+%FF&q_area=Bootle&end=1")
    long = page.submit({"q_name": "x" * 201, "q_area": "Bootle"})
    cut = raw(page, b"q_name=Friends&q_area=Boo")

    assert bytes_.status == long.status == 422 and cut.status == 400
    assert all("Boo" in found.html and found.errors for found in (bytes_, long, cut))
    assert n_of(Organisation) == 0


# the three permissions


def to_send(browser, wording="standard"):
    page = open_page(browser, PRIORITIES, wording).submit({"q_streets_priorities": ["buses"]})
    return browser.get(f"{draft_of(page)}/send")


@pytest.mark.parametrize("wording", WORDINGS)
def test_nothing_is_ticked_and_nothing_is_allowed_unless_somebody_says_so(browser, wording):
    page = to_send(browser, wording)
    receipt = page.submit()

    assert page.ticked == []
    assert receipt.path.endswith("/sent")
    assert n_of(Consent) == n_of(ContactDetails) == 0


@pytest.mark.parametrize("given", [
    {"quote": "yes"}, {"quote": "no", "contact": "no", "outcome": "no"}, {"quote": "yes", "contact": "no"},
])  # fmt: skip
def test_each_permission_is_kept_by_itself_and_asks_for_no_address(browser, given):
    receipt = to_send(browser).submit(given)

    row = one(Consent)
    kept = {name: getattr(row, name) for name in respondents.CONSENTS}
    assert receipt.path.endswith("/sent")
    assert kept == {name: {"yes": True, "no": False}.get(given.get(name)) for name in respondents.CONSENTS}
    assert n_of(ContactDetails) == 0


def test_who_gives_no_way_to_be_reached_can_send_all_the_same(browser):
    page = to_send(browser, "standard").submit({"contact": "yes"})

    receipt = page.submit().submit()

    assert receipt.path.endswith("/sent")
    assert n_of(ContactDetails) == 0


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("wanted", ["contact", "outcome"])
def test_who_wants_to_hear_is_asked_how_before_sending(browser, wording, wanted):
    page = to_send(browser, wording).submit({wanted: "yes"})
    assert page.h1 == "How can we reach you?"

    wrong = page.submit(CONTACT | {"q_email": "ania at home"})
    send = wrong.submit(CONTACT)
    receipt = send.submit()

    assert wrong.errors == ["Enter an email address in the correct format, like name@example.com"]
    assert "ania at home" in wrong.html and "Ania" in wrong.html
    assert send.ticked == ["yes"]
    assert receipt.path.endswith("/sent")
    row = one(ContactDetails)
    assert b"ania" not in row.sealed.lower()
    assert row.erase_on == (NOW + dt.timedelta(days=21 + 365)).date()


def test_a_changed_mind_erases_the_address_before_sending(browser):
    page = to_send(browser).submit({"contact": "yes"}).submit(CONTACT)
    assert n_of(ContactDetails) == 1

    receipt = page.submit({"contact": "no"})

    assert receipt.path.endswith("/sent")
    assert n_of(ContactDetails) == 0


def test_a_permission_that_is_not_yes_or_no_sends_nothing(browser):
    page = to_send(browser).submit({"quote": "perhaps"})

    assert (page.status, page.errors) == (422, ["Choose one of the options"])
    assert one(Response).submitted_at is None


def test_permissions_that_were_cut_on_their_way_send_nothing(browser):
    page = raw(to_send(browser), b"quote=yes&contact=y")

    assert page.status == 400
    assert one(Response).submitted_at is None


def test_once_sent_no_page_shows_who_answered_or_how_to_reach_them(browser):
    page = to_send(browser).submit({"contact": "yes"}).submit(CONTACT)
    draft = draft_of(page)
    page.submit()

    for name in ("who", "who/helper", "who/organisation", "reach"):
        found = browser.get(f"{draft}/{name}")
        assert found.path.endswith("/sent") and "Ania" not in found.html


# how it is kept


def test_no_address_stands_in_the_database_in_clear(browser):
    to_send(browser).submit({"contact": "yes"}).submit(CONTACT)

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f'select * from "{table.name}"')):  # noqa: S608 - names of our tables
            assert "ania" not in repr(tuple(row)).lower(), table.name


def test_a_look_at_an_address_is_written_down_and_needs_the_key(app, browser):
    to_send(browser).submit({"contact": "yes"}).submit(CONTACT)
    response, officer = one(Response), a_staff_user()

    responses.submit(response, NOW, GRACE)
    consultation = response.version.questionnaire.consultation
    seen = respondents.read_contacts(consultation, "contact", "For the letter", officer, SECRET_KEY, NOW)

    assert [(one["name"], one["email"], one["phone"]) for one in seen] == [("Ania", "ania@example.org", "")]
    looks = db.session.query(AuditEvent).filter_by(verb="read_contact")
    assert [(event.object_id, event.actor_id) for event in looks] == [(response.public_id, officer.id)]
    app.config["CONTACT_KEY"] = "another key that is long enough to be one"
    with pytest.raises(CannotUnseal):
        respondents.read_contacts(consultation, "contact", "For the letter", officer, SECRET_KEY, NOW)


@pytest.mark.parametrize(("secret", "purpose", "place"), [
    ("other", "place", "row"), ("secret", "other", "row"), ("secret", "place", "other"),
])  # fmt: skip
def test_what_is_sealed_opens_with_its_own_key_in_its_own_row_only(secret, purpose, place):
    sealed = seal("secret", "place", "row", {"name": "\u0628"})

    assert unseal("secret", "place", "row", sealed) == {"name": "\u0628"}
    with pytest.raises(CannotUnseal):
        unseal(secret, purpose, place, sealed)
    with pytest.raises(CannotUnseal):
        unseal("secret", "place", "row", sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_addresses_are_erased_when_their_day_comes_and_not_before(app, browser):
    to_send(browser).submit({"contact": "yes"}).submit(CONTACT).submit()
    outreach.ask(None, "paper", "", {"name": "", "reach": "me"}, SECRET_KEY, 10, NOW)
    last = one(ContactDetails).erase_on

    early = erase_due(NOW)
    app.config["CLOCK"] = lambda: dt.datetime.combine(last, dt.time(1), dt.UTC)
    done = app.test_cli_runner().invoke(args=["engage", "erase-contacts"])

    assert early == {}
    assert "2 were erased" in done.output
    assert n_of(ContactDetails) == 0
    assert n_of(Response) == 1


def test_a_withdrawn_response_can_lose_all_of_it(browser):
    page_of(browser, "who").submit({"choice": "organisation"}).submit({"q_name": "Friends"})
    respondents.save_consents(one(Response), {"quote": True}, NOW, GRACE)

    respondents.erase(one(Response))
    db.session.commit()

    assert [n_of(model) for model in (Respondent, Organisation, Consent, ContactDetails)] == [0, 0, 0, 0]


# how it is counted


def of_kinds():
    """Two people and one organisation, who want different things."""
    consultation = a_consultation()
    for capacity, pick in (("resident", "buses"), (None, "buses"), ("organisation", "trees")):
        response = a_response(consultation, {"streets": [pick]}, submitted=False)
        respondents.save_capacity(response, capacity, NOW, GRACE)
        if capacity == "organisation":
            respondents.save_organisation(response, "=Friends", "volunteers", "Bootle", NOW, GRACE)
        responses.submit(response, NOW, GRACE)
    a_response(consultation, {"streets": ["lights"]})
    return consultation


def test_organisations_are_never_mixed_into_people(app):
    found = results.of(of_kinds())

    assert found.taking.capacities == {"resident": 1, "blank": 1, "organisation": 1, "not_asked": 1}
    assert (found.taking.people, found.taking.organisations) == (3, 1)
    people, organisations = found.rankings[0], found.organisation_rankings[0]
    assert {line.words: line.count for line in people.lines if line.count} == {"Buses": 2, "Street lights": 1}
    assert {line.words: line.count for line in organisations.lines if line.count} == {"Trees": 1}
    assert (people.answered, organisations.answered) == (3, 1)


def test_the_results_page_and_the_files_say_who_answered_and_the_rule(staff):
    consultation = of_kinds()

    page = staff(Role.ANALYST).get("/staff/consultations/market-place/results")
    found = results.of(consultation)
    cover = dict(tables.cover(found, NOW).rows)

    for words in ("Resident 1", "Did not say 1", "Organisation 1", "=Friends", "not in the figures above"):
        assert words in page.text
    assert cover["Who answered: Organisation"] == 1
    assert "Organisations are counted apart" in cover["People and organisations"]
    assert b"Trees,1" in download.make(found, "organisations.csv", NOW)
    assert b"Trees,0" in download.make(found, "ranking.csv", NOW)


def test_no_address_and_no_permission_is_in_any_file(browser):
    to_send(browser).submit({"contact": "yes"}).submit(CONTACT).submit()
    found = results.of(one(Response).version.questionnaire.consultation)

    for file in download.FILES:
        if file.endswith("csv"):
            assert b"ania" not in download.make(found, file, NOW).lower()


def test_the_list_leads_to_who_is_answering_first_and_holds_nobody_up(browser):
    a_consultation()
    sections = start(browser)

    assert sections.submit().h1 == "Who is answering?"
    assert sections.link("Your streets").h1 == "Which matter most in your streets?"


@pytest.mark.parametrize("wording", WORDINGS)
def test_beside_a_free_text_stands_what_not_to_write_and_where_help_is(browser, wording):
    page = open_page(browser, "answer/streets/streets_comment", wording)

    area = page.tree.find(".//textarea")
    notice = next(e for e in page.tree.iter() if e.get("id") == "q_streets_comment-notice")
    words = " ".join("".join(notice.itertext()).split())
    assert "q_streets_comment-notice" in area.get("aria-describedby").split()
    assert "Do not write names" in words and "We cannot reply here." in words and "999" in words
