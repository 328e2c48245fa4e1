"""A draft is saved, merged, undone and published; nothing that anybody wrote is lost."""

import json

import pytest
from sqlalchemy import func, select

from engage.errors import DraftMoved
from engage.extensions import db
from engage.models import Answer, DraftSave, Role
from engage.operations import consultations
from engage.operations.authoring import drafts
from engage.publishing import newest_version
from forms.authoring.document import read
from tests.builders import NOW, a_consultation, a_response, a_staff_user


@pytest.fixture
def ann(app):
    return a_staff_user("ann@example.org", Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def ben(app):
    return a_staff_user("ben@example.org", Role.ADMINISTRATOR)


@pytest.fixture
def draft(ann):
    return drafts.start_draft(a_consultation(), ann, NOW)


def titled(draft, title, locale_path=("sections", 0)):
    document = read(draft.document)
    part = document
    for step in locale_path:
        part = part[step]
    part["title"]["standard"]["en"] = title
    return document


def title_of(draft, section=0):
    return read(draft.document)["sections"][section]["title"]["standard"]["en"]


def test_a_draft_begins_with_what_is_published_under_the_next_number(draft):
    assert title_of(draft) == "Your streets"
    assert read(draft.document)["version"] == 2
    assert draft.version == 1


def test_a_consultation_without_a_questionnaire_begins_with_an_empty_one(ann):
    midnight = NOW.replace(hour=0, minute=0)
    consultation = consultations.open_consultation("parks", midnight, midnight.replace(year=2027))

    document = read(drafts.start_draft(consultation, ann, NOW).document)

    assert (document["key"], document["version"], document["sections"]) == ("parks", 1, [])


def test_a_consultation_has_one_draft(draft, ben):
    assert drafts.start_draft(draft.consultation, ben, NOW) is draft


def test_two_authors_in_two_places_are_both_kept(draft, ann, ben):
    mine = titled(draft, "My streets")
    drafts.save_draft(draft, 1, titled(draft, "Their shops", ("sections", 1)), ben, NOW)

    saved = drafts.save_draft(draft, 1, mine, ann, NOW)

    assert (title_of(draft), title_of(draft, 1)) == ("My streets", "Their shops")
    assert saved.others == ("ben@example.org",)


def test_two_authors_of_one_text_are_shown_both_and_the_rest_is_kept(draft, ann, ben):
    mine = titled(draft, "Mine")
    mine["sections"][1]["title"]["standard"]["en"] = "My shops"
    drafts.save_draft(draft, 1, titled(draft, "Theirs"), ben, NOW)

    saved = drafts.save_draft(draft, 1, mine, ann, NOW)

    [conflict] = saved.conflicts
    assert (conflict.mine, conflict.theirs, saved.others) == ("Mine", "Theirs", ("ben@example.org",))
    assert (title_of(draft), title_of(draft, 1)) == ("Theirs", "My shops")


def test_what_changes_nothing_is_no_save(draft, ann):
    drafts.save_draft(draft, 1, read(draft.document), ann, NOW)

    assert draft.version == 1


def test_undo_goes_back_step_by_step_and_redo_forward(draft, ann):
    for title in ("One", "Two"):
        drafts.save_draft(draft, draft.version, titled(draft, title), ann, NOW)

    seen = []
    for step in (drafts.undo, drafts.undo, drafts.undo, drafts.redo, drafts.redo, drafts.redo):
        step(draft, draft.version, ann, NOW)
        seen.append(title_of(draft))

    assert seen == ["One", "Your streets", "Your streets", "One", "Two", "Two"]


def test_a_save_after_undoing_is_undone_to_what_it_began_with(draft, ann):
    for title in ("One", "Two"):
        drafts.save_draft(draft, draft.version, titled(draft, title), ann, NOW)
    drafts.undo(draft, draft.version, ann, NOW)
    drafts.save_draft(draft, draft.version, titled(draft, "Three"), ann, NOW)

    drafts.undo(draft, draft.version, ann, NOW)
    after_undoing = title_of(draft)
    drafts.redo(draft, draft.version, ann, NOW)

    assert (after_undoing, title_of(draft)) == ("One", "Three")


def test_undo_of_a_page_that_is_old_is_refused(draft, ann, ben):
    drafts.save_draft(draft, 1, titled(draft, "Theirs"), ben, NOW)

    with pytest.raises(DraftMoved):
        drafts.undo(draft, 1, ann, NOW)

    assert title_of(draft) == "Theirs"


def test_only_so_many_saves_are_kept_and_an_older_page_is_asked_about(draft, ann, ben, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_SAVES", 2)
    mine = titled(draft, "Mine")
    for title in ("One", "Two", "Three"):
        drafts.save_draft(draft, draft.version, titled(draft, title), ben, NOW)

    saved = drafts.save_draft(draft, 1, mine, ann, NOW)

    assert saved.conflicts[0].mine == "Mine"
    assert db.session.scalar(select(func.count(DraftSave.id))) == 2


def test_a_published_draft_is_the_text_that_was_approved_and_touches_no_answer(draft, ann):
    a_response(draft.consultation, comments={"streets": "More trees"})
    first = newest_version(draft.consultation)
    document = titled(draft, "Your roads")
    document["sections"].pop(1)
    drafts.save_draft(draft, 1, document, ann, NOW)

    version = consultations.publish(draft.consultation, draft.document, NOW)

    assert (version.number, version.sha256) == (2, draft.sha256)
    assert db.session.scalars(select(Answer.text)).all() == ["More trees"]
    assert json.loads(first.definition)["sections"][1]["key"] == "shops"
