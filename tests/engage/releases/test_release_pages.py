"""The officer's way from the desk to the public page, the second person's, and what goes wrong on it."""

import pytest

from engage import report_files
from engage.extensions import db
from engage.models import Consent, Role
from engage.operations import releases
from engage.operations.consultations import find_consultation
from tests.builders import a_codeframe, a_consultation, a_response, a_staff_user, many_responses
from tests.engage.releases.prepared import CLOSED, HERE
from tests.engage.test_codes import code_all, keys_of
from tests.journey import set_clock

TYPED = {
    "headline_en_standard": "Buses came first", "headline_en_easy_read": "Most people want buses.",
    "next_en_standard": "The Board decides in December", "next_en_easy_read": "The Board says more in December.",
    "next_on": "3/12/2026", "mode": "rounded",
}  # fmt: skip


@pytest.fixture
def consultation(app):
    """Thirty people chose; eleven wrote about trees and may be quoted; one of them names somebody."""
    consultation = a_consultation()
    many_responses(consultation, 19, {"streets": ["buses"]}, {"age_band": "old"})
    for number in range(11):
        text = "Mrs Bloggs planted trees" if number == 10 else f"Trees {number}"
        one = a_response(consultation, {"streets": ["trees"]}, {"streets": text}, {"age_band": "old"})
        db.session.add(Consent(response_id=one.id, quote=True))
    db.session.commit()
    reader = a_staff_user("reader@example.org")
    codeframe = a_codeframe(consultation, reader, "Trees")
    code_all(codeframe, reader, *keys_of(codeframe))
    set_clock(app, CLOSED)
    return consultation


def prepared(staff, **changes):
    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{HERE}/draft")
    return page.submit(TYPED | changes)


def approved(staff, role=Role.ANALYST):
    return staff(role).get(f"{HERE}/1").submit(button="Approve these results")


def published(staff):
    prepared(staff)
    approved(staff)
    return staff(Role.ENGAGEMENT_OFFICER).get(f"{HERE}/1").submit(button="Publish these results")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PANEL_MEMBER])
def test_results_go_from_the_desk_to_the_public_page_with_two_people(consultation, staff, browser, role):
    desk = staff(Role.ENGAGEMENT_OFFICER).get("/staff/consultations/market-place/desk")
    draft = desk.link("Releases: prepare, approve and publish results").link("Prepare a release").submit(TYPED)
    own = draft.text
    approved(staff, role)

    done = draft.browser.get(draft.path).submit(button="Publish these results")

    assert "Nothing." in own and "other than you has to approve" in own
    assert "Published" in done.text and "Buses came first" in browser.get("/market-place/en/standard").text
    assert releases.newest_published(find_consultation("market-place")).number == 1


def test_files_are_kept_at_publishing_and_made_again_they_are_the_same_to_the_byte(consultation, staff, browser):
    published(staff)
    release = releases.newest_published(find_consultation("market-place"))
    kept = {file.name: file.content for file in release.files}

    again = {name: content for _kind, name, content in report_files.to_keep(release, release.published_at)}

    assert kept == again and len(kept) == len(report_files.KEPT)
    page = browser.get("/market-place/en/standard/results")
    for name, content in kept.items():
        assert name in page.text
        assert browser.client.get(f"/market-place/results/{name}").data == content


def test_quotes_are_offered_and_one_with_a_name_is_marked_and_stopped(consultation, staff):
    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{HERE}/draft")
    values = [box.get("value") for box in page.tree.iter("input") if box.get("name") == "quotes"]

    draft = page.submit(TYPED | {"quotes": [values[-1]]})

    assert len(values) == 10 and len([value for value in page.ticked if ":" in value]) == 3
    assert "May hold a name" not in page.text  # it is the eleventh
    assert "Trees 9" in draft.text


def test_typed_words_are_kept_when_something_is_missing(consultation, staff):
    page = prepared(staff, headline_en_easy_read="", next_on="soon", link="example.org")

    assert page.status == 422
    assert page.errors == [
        "Write it in Easy Read too", "Enter the day, as 7/10/2026",
        "Enter the whole address of the report, from https:// on, or leave it empty",
    ]  # fmt: skip
    assert page.typed.strip() == "Buses came first" and 'value="soon"' in page.html
    assert releases.find_draft(consultation) is None


def test_a_long_sentence_is_not_easy_to_read(consultation, staff):
    page = prepared(staff, next_en_easy_read="word " * 16)

    assert page.errors == [f"This sentence is too long for Easy Read: {('word ' * 16).strip()}"]


def test_a_stop_is_asked_over_by_one_and_agreed_by_another(consultation, staff):
    a_response(consultation, comments={"shops": "Longer hours"})
    page = prepared(staff)
    refused = page.submit({"reason_uncoded.shops_comment": " "}, button="Ask")
    asked = refused.submit({"reason_uncoded.shops_comment": "It came on the last day"}, button="Ask")
    own = asked.submit(button="Agree: publish all the same")
    not_yet = approved(staff)

    agreed = staff(Role.ANALYST).get(page.path).submit(button="Agree: publish all the same")

    assert "1 comment on “Your shops” has no agreed themes" in page.text
    assert refused.errors == ["Say why the results may be published all the same"]
    assert "It came on the last day" in asked.text
    assert own.status == 422 and "You asked for this yourself. Somebody else has to agree." in own.text
    assert not_yet.status == 422 and "Something still stands between these results and the public" in not_yet.text
    assert "Passed over by two people" in agreed.text
    assert releases.find_draft(consultation).data["overrides"][0]["reason"] == "It came on the last day"


def test_answers_that_come_after_the_draft_stop_it(consultation, staff):
    prepared(staff)
    many_responses(consultation, 10, {"streets": ["lights"]})

    page = staff(Role.ANALYST).get(f"{HERE}/1")

    assert "changed since these results were prepared" in page.text
    assert page.submit(button="Approve these results").status == 422


def test_a_consent_taken_back_after_release_is_told_and_acted_on(consultation, staff):
    published(staff)
    before = releases.newest_published(consultation).sha256
    db.session.query(Consent).update({"quote": False})
    db.session.commit()
    officer = staff(Role.ENGAGEMENT_OFFICER)

    desk = officer.get("/staff/consultations/market-place/desk")
    page = officer.get(HERE).link("have to be taken off the public page")
    empty = page.submit(button="Take this quote off")
    quote = releases.newest_published(consultation).data["themes"][0]["lines"][0]["quotes"][0]
    done = empty.submit({f"why_{quote['id']}": "Consent was taken back"}, button="Take this quote off")

    release = releases.newest_published(consultation)
    assert "3 quotes have to be taken off the public page" in desk.text
    assert empty.errors == ["Say why the quote is taken off"]
    assert "Taken off the page" in done.text
    assert len(releases.public_data(release)["themes"][0]["lines"][0]["quotes"]) == 2
    assert release.sha256 == before


def test_after_a_withdrawal_the_release_stays_the_next_differs_and_both_are_explained(consultation, staff):
    published(staff)
    many_responses(consultation, 20, {"streets": ["lights"]})
    officer = staff(Role.ENGAGEMENT_OFFICER)

    now = officer.get(f"{HERE}/1/changes")
    officer.get(f"{HERE}/draft").submit({"next_en_standard": "The Board decides in January"})
    then = officer.get(f"{HERE}/2/changes")

    for page in (now, then):
        assert "The number of people who answered was 30 and is 50" in page.text
        assert "Street lights was number 3= with 0 and is number 1= with 20" in page.text
    assert "This release stays as it was published" in now.text
    assert "What happens next was written anew" in then.text


def test_the_frozen_data_can_be_had_to_the_byte(consultation, staff):
    published(staff)

    reply = staff(Role.ANALYST).client.get(f"{HERE}/1/results.json")

    assert reply.data == releases.newest_published(consultation).content


def test_taken_back_with_a_reason_it_is_public_no_more(consultation, staff, browser):
    page = published(staff)
    refused = page.submit(button="Take them back")

    done = refused.submit({"why": "A wrong table"}, button="Take them back")

    assert refused.errors == ["Say why the results are taken back"]
    assert "A wrong table" in done.text
    assert browser.get("/market-place/en/standard").h1 == "This consultation has closed"


def test_a_draft_is_thrown_away(consultation, staff):
    page = prepared(staff)

    done = page.submit(button="Throw this draft away")

    assert "Nothing was released yet" in done.text
