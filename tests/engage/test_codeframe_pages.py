"""The pages on which people agree what the themes are, from the first name to the agreed number."""

import io

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import Answer, AuditEvent, CodeAssignment, Codeframe, Question, Role, Theme
from engage.operations import coding
from engage.operations.codeframes import agreeing, editing
from forms.codeframes.lines import Line
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user, answer_saying

LIST = "/staff/consultations/market-place/codeframes"
FRAME = f"{LIST}/streets_comment/1"


@pytest.fixture
def consultation(app):
    consultation = a_consultation()
    for text in ("More trees", "The bus is late", "The bus stop has no seat"):
        a_response(consultation, comments={"streets": text})
    return consultation


@pytest.fixture
def draft(consultation):
    return a_codeframe(consultation, a_staff_user("first@example.org"), "Trees", "Buses", "Bus stops", agreed=False)


@pytest.fixture
def analyst(consultation, staff):
    return staff(Role.ANALYST)


@pytest.fixture
def officer(consultation, staff):
    return staff(Role.ENGAGEMENT_OFFICER)


def labels():
    db.session.expire_all()
    return [theme.label for theme in db.session.scalars(select(Codeframe).order_by(Codeframe.id.desc())).first().themes]


def test_a_codeframe_is_written_from_nothing_and_agreed(analyst):
    page = analyst.get("/staff/").link("The market place").link("Codeframes: agree what the themes are")
    page = page.link("Draft a codeframe: Your streets").submit({"source": "nothing"}, button="Begin the draft")
    assert "There are no themes yet" in page.text

    page = page.link("Add a theme").submit({"label": "Late buses", "definition": "Buses that do not come"})
    page = page.link("Check and agree")
    assert "Nothing: every theme has a name of its own and a definition." in page.text
    page = page.submit(button="Agree codeframe 1")

    assert page.h1 == "Codeframe 1"
    assert "Agreed by analyst@example.org" in page.text
    assert "Buses that do not come" in page.text
    assert page.link("Code texts in this codeframe").status == 200
    assert analyst.get(f"{FRAME}/add").status == 404


def test_what_is_missing_is_listed_and_agreed_only_on_purpose(analyst, draft):
    page = analyst.get(f"{FRAME}/agree")
    assert "“Trees” has no definition" in page.text

    page = page.submit(button="Agree codeframe 1")
    assert (page.status, page.errors) == (422, ["Mend what is missing, or tick that you agree all the same"])
    page = page.submit({"despite": "yes"}, button="Agree codeframe 1")

    assert page.h1 == "Codeframe 1"


def test_an_engagement_officer_edits_and_an_analyst_agrees(officer, draft):
    page = officer.get(FRAME)

    assert "An analyst agrees the codeframe" in page.text
    assert officer.get(f"{FRAME}/agree").status == 403
    page.link("Change Trees").submit({"label": "Street trees"})
    assert labels()[0] == "Street trees"


def test_a_draft_begins_with_what_the_machine_found(analyst, consultation):
    question = db.session.scalars(select(Question).filter_by(key="streets_comment")).first()
    run = coding.run_themes(question, n_themes=2, now=NOW)

    page = analyst.get("/staff/consultations/market-place/themes/streets_comment")
    page = page.link("Draft a codeframe from these themes").submit(button="Begin the draft")

    assert labels() == [candidate.label for candidate in run.candidates]
    theme = db.session.scalars(select(Theme)).first()
    assert theme.key_words == run.candidates[0].terms
    assert theme.candidate_id == run.candidates[0].id
    assert len(theme.examples) >= 1
    assert page.h1 == "Codeframe 1, draft"


def test_a_wrong_name_keeps_everything_that_was_typed(analyst, draft):
    page = analyst.get(f"{FRAME}/themes/T1").submit({"label": "buses", "definition": "Planting 🌳 أشجار"})

    assert page.status == 422
    assert page.errors == ["Another theme is called “Buses”. Give this one a name of its own"]
    assert page.typed == "Planting 🌳 أشجار"
    assert page.submit({"label": ""}).errors == ["Enter the name of the theme"]


def test_the_second_of_two_editors_sees_both_versions_and_decides(analyst, draft, officer):
    mine, theirs = analyst.get(f"{FRAME}/themes/T1"), officer.get(f"{FRAME}/themes/T1")
    theirs.submit({"label": "Street trees", "definition": "Planting"})

    page = mine.submit({"label": "Parks", "definition": "Green space"})

    assert page.status == 409
    assert "engagement-officer@example.org changed this theme while you wrote" in page.errors[0]
    for words in ("Street trees", "Planting", "Parks", "Green space"):
        assert words in page.text
    assert labels()[0] == "Street trees"
    page.submit({"label": "Parks and street trees"})
    assert labels()[0] == "Parks and street trees"


def test_who_changes_a_theme_that_was_taken_out_meanwhile_keeps_their_words(analyst, draft, officer):
    mine = analyst.get(f"{FRAME}/themes/T1")
    officer.get(FRAME).submit(button="Remove Trees")

    page = mine.submit({"label": "Parks", "definition": "Green space"})

    assert page.status == 409
    assert "engagement-officer@example.org took this theme out while you wrote" in page.errors[0]
    page.submit()
    assert labels() == ["Buses", "Bus stops", "Parks"]


def test_words_that_were_typed_while_another_agreed_are_shown_again(analyst, draft):
    mine = analyst.get(f"{FRAME}/themes/T1")
    agreeing.agree(draft, draft.drafted_by, NOW)

    page = mine.submit({"definition": "Green space"})

    assert (page.status, page.typed) == (409, "Green space")
    assert "was agreed while you wrote" in page.errors[0]


def test_ticked_themes_are_merged_under_one_name_and_it_can_be_undone(analyst, draft):
    page = analyst.get(FRAME).submit(button="Merge the ticked themes")
    assert page.errors == ["Tick two themes or more to merge"]

    page = page.submit({"themes": ["T2", "T3"]}, button="Merge the ticked themes")
    assert page.h1 == "Merge 2 themes"
    page = page.submit({"label": "Trees", "themes": ["T2", "T3"]}, button="Merge")
    assert page.errors == ["Another theme is called “Trees”. Give this one a name of its own"]
    page = page.submit({"label": "Bus stops", "themes": ["T2", "T3"]}, button="Merge")
    assert labels() == ["Trees", "Bus stops"]
    assert "Last change: Merged" in page.text

    page.submit(button="Undo this change")
    assert labels() == ["Trees", "Buses", "Bus stops"]


def test_a_theme_is_split_into_named_parts_with_their_key_words(analyst, draft):
    page = analyst.get(FRAME).link("Split Buses")
    page = page.submit({"label-1": "Late buses", "key_words-2": "fare"})
    assert page.errors == ["Enter the name of this part"]

    page.submit({"label-2": "Fares", "key_words-2": "fare, ticket"})

    assert labels() == ["Trees", "Late buses", "Fares", "Bus stops"]
    assert db.session.scalars(select(Theme).filter_by(label="Fares")).one().key_words == ["fare", "ticket"]


def test_themes_are_nested_moved_and_removed_without_dragging(analyst, draft):
    page = analyst.get(f"{FRAME}/themes/T3").submit({"parent": "T2"})
    assert "Under Buses" in page.text

    page = page.submit(button="Up: Buses")
    assert labels() == ["Buses", "Bus stops", "Trees"]
    page = page.submit(button="Remove Buses")
    assert labels() == ["Bus stops", "Trees"]
    page.submit(button="Undo this change")

    assert labels() == ["Buses", "Bus stops", "Trees"]


def test_examples_are_found_by_words_and_ticked(analyst, draft):
    page = analyst.get(f"{FRAME}/themes/T2/examples?words=bus")
    assert "The bus is late" in page.text
    answer_id = answer_saying("The bus is late")

    page = page.submit({"examples": [f"answer-{answer_id}"]}, button="Save examples")

    theme = db.session.scalars(select(Theme).filter_by(code="T2")).one()
    assert [row.answer_id for row in theme.examples] == [answer_id]
    page.submit({"examples": []}, button="Save examples")
    db.session.expire_all()
    assert theme.examples == []


def test_only_texts_of_the_codeframe_become_examples(analyst, draft):
    """Whatever is posted: the words of another consultation, of a draft that was never sent, or of no text at all."""
    other = a_consultation("other-place")
    a_response(other, comments={"streets": "Words of another place"})
    foreign = answer_saying("Words of another place")
    a_response(draft.consultation, comments={"streets": "Never sent"}, submitted=False)
    unsent = answer_saying("Never sent")
    own = answer_saying("More trees")
    page = analyst.get(f"{FRAME}/themes/T2/examples?words=e")
    values = " ".join(f"answer-{id_}" for id_ in (own, unsent, foreign, "9" * 15))

    shown = page.submit({"examples": values, "offered": values}, button="Save examples")

    theme = db.session.scalars(select(Theme).filter_by(code="T2")).one()
    assert [row.answer_id for row in theme.examples] == [own]
    assert "Words of another place" not in shown.text and "Never sent" not in shown.text


def test_who_looked_at_texts_for_a_theme_is_written_down(analyst, draft):
    answer_id = answer_saying("The bus is late")

    def views():
        rows = db.session.scalars(select(AuditEvent).filter_by(verb="viewed_text", object_id=str(draft.id)))
        return sum(f"a{answer_id}" in row.detail["texts"] for row in rows)

    page = analyst.get(f"{FRAME}/themes/T2/examples?words=bus")
    assert views() == 1
    page.submit({"examples": [f"answer-{answer_id}"]}, button="Save examples")
    assert views() == 2
    analyst.get(f"{FRAME}/themes/T2/split").submit({"label-1": ""})
    assert views() == 4


def test_the_counts_of_what_is_kept_are_shown_before_agreeing_and_what_waits_after(analyst, consultation):
    person = a_staff_user("first@example.org")
    old = a_codeframe(consultation, person, "Trees", "Buses", "Bus stops")
    answers = db.session.scalars(select(Answer.id)).all()
    for theme, answer_id in zip(old.themes, answers, strict=True):
        row = CodeAssignment(theme_id=theme.id, answer_id=answer_id, coder_id=person.id, assigned_at=NOW)
        db.session.add(row)
    db.session.commit()
    page = analyst.get(FRAME).link("Draft the next number").submit({"source": "last"}, button="Begin the draft")
    new = db.session.scalars(select(Codeframe).filter_by(number=2)).one()
    editing.split(new, "T2", [editing.Part(Line("Late buses")), editing.Part(Line("Fares"))], person, NOW, None)
    editing.remove(new, "T3", person, NOW, None)

    page = analyst.get(page.path).link("Check and agree")
    for words in ("1 decision is carried over.", "1 decision is asked again", "1 decision stays on codeframe 1 only"):
        assert words in page.text
    page = page.submit({"despite": "yes"}, button="Agree codeframe 2")

    assert "1 decision on codeframe 1 waits to be made again" in page.text


def test_the_history_says_who_changed_what(analyst, draft):
    analyst.get(f"{FRAME}/themes/T1").submit({"label": "Street trees", "key_words": "tree, shade"})

    page = analyst.get(FRAME).link("History")

    assert "2. Described" in page.text
    assert "analyst@example.org" in page.text
    assert "Name: Trees became Street trees" in " ".join(page.text.split())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_five_hundred_themes_fit_on_a_page_that_can_be_used(analyst, consultation):
    names = ["=HYPERLINK(1)", "مواصلات عامة", "🚌", *(f"Theme number {n}" for n in range(497))]
    a_codeframe(consultation, a_staff_user("first@example.org"), *names, agreed=False)

    page = analyst.get(FRAME)

    assert "500 themes" in page.text
    assert page.submit({"themes": [f"T{n}" for n in range(1, 501)]}, button="Merge the ticked themes").status == 200


def upload(analyst, content, name="frame.csv"):
    page = analyst.get(f"{LIST}/streets_comment/import")
    return page.submit({"file": (io.BytesIO(content), name)}, button="Show a preview")


def test_a_file_is_shown_before_a_draft_is_made_of_it(analyst):
    content = b"code,theme,definition,parent\nB,Buses,Services,\nS,Stops,Shelters,B\n"

    page = upload(analyst, content)
    assert "Preview: nothing has been brought in yet" in page.text
    assert db.session.scalars(select(Codeframe)).all() == []
    page = page.submit(button="Draft a codeframe with 2 themes")

    assert page.h1 == "Codeframe 1, draft"
    assert labels() == ["Buses", "Stops"]


def test_one_wrong_row_and_nothing_comes_in(analyst):
    page = upload(analyst, b"theme,parent\nBuses,\nbuses,\nStops,Trams\n")

    assert page.status == 422
    assert "Row 3: Two themes have this name. The other is in row 2" in page.text
    assert "Row 4: The parent “Trams” is not in the table" in page.text
    assert "Buses" in page.typed
    assert db.session.scalars(select(Codeframe)).all() == []


@pytest.mark.parametrize("kind", ["csv", "qdc"])
def test_a_file_of_ours_goes_on_from_the_same_themes(analyst, consultation, kind):
    person = a_staff_user("first@example.org")
    old = a_codeframe(consultation, person, "Trees", "=Buses", agreed=True)
    file = analyst.client.get(f"{FRAME}/codeframe.{kind}")
    assert f"codeframe-market-place-streets-comment-1.{kind}" in file.headers["Content-Disposition"]

    page = upload(analyst, file.data.replace(b"Trees", b"Street trees"), f"frame.{kind}")
    assert "Goes on from Trees" in page.text
    page.submit(button="Draft a codeframe with 2 themes")

    assert labels() == ["Street trees", "=Buses"]
    new = db.session.scalars(select(Codeframe).filter_by(number=2)).one()
    assert [[one.id for one in theme.origins] for theme in new.themes] == [[theme.id] for theme in old.themes]


@pytest.mark.parametrize("address", [
    f"{LIST}/parks_comment/new", f"{LIST}/streets_priorities/new", f"{LIST}/streets_comment/7",
    f"{FRAME}/themes/T9", f"{FRAME}/codeframe.exe", "/staff/consultations/nowhere/codeframes",
])  # fmt: skip
def test_what_is_not_there_is_not_found(analyst, draft, address):
    assert analyst.get(address).status == 404
