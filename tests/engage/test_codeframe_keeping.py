"""A new number of a codeframe keeps what people decided on the old one, and guesses nothing."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.extracts.codeframes import carrying
from engage.models import AgreementSample, Answer, CodeAssignment, CodedText, SampleText, Settlement, Theme
from engage.operations.codeframes import agreeing, drafting, editing, starting
from forms.codeframes.lines import Line
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user


@pytest.fixture
def staff(app):
    return a_staff_user()


@pytest.fixture
def agreed(staff):
    """T1 Trees, T2 Buses, T3 Benches, T4 Lights; three answers."""
    consultation = a_consultation()
    for _n in range(3):
        a_response(consultation, comments={"streets": "More trees"})
    return a_codeframe(consultation, staff, "Trees", "Buses", "Benches", "Lights")


def texts():
    return db.session.scalars(select(Answer.id).order_by(Answer.id)).all()


def decide(codeframe, code, place, coder, applies=True, **more):
    theme_id = db.session.scalars(select(Theme.id).filter_by(codeframe_id=codeframe.id, code=code)).one()
    row = CodeAssignment(
        theme_id=theme_id, answer_id=texts()[place], coder_id=coder.id, applies=applies, assigned_at=NOW, **more
    )
    db.session.add(row)
    db.session.commit()
    return row


def next_number(codeframe, staff):
    return drafting.begin(
        codeframe.consultation, codeframe.question_key, starting.from_codeframe(codeframe), staff, NOW
    )


def carried(codeframe):
    """(code, place of the text, applies, id of the old decision) of each decision on this number."""
    rows = db.session.execute(
        select(Theme.code, CodeAssignment)
        .join(CodeAssignment, CodeAssignment.theme_id == Theme.id)
        .where(Theme.codeframe_id == codeframe.id)
        .order_by(Theme.code, CodeAssignment.answer_id, CodeAssignment.coder_id)
    )
    return [(code, texts().index(row.answer_id), row.applies, row.carried_from_id) for code, row in rows]


def test_the_next_number_begins_with_the_themes_of_the_last_and_knows_it(agreed, staff):
    new = next_number(agreed, staff)

    assert new.number == 2
    assert [theme.code for theme in new.themes] == ["T1", "T2", "T3", "T4"]
    assert [[origin.id for origin in theme.origins] for theme in new.themes] == [[theme.id] for theme in agreed.themes]


def test_a_decision_follows_a_theme_that_was_renamed_with_where_it_came_from(agreed, staff):
    yes, no = decide(agreed, "T1", 0, staff), decide(agreed, "T2", 0, staff, applies=False)
    new = next_number(agreed, staff)
    editing.describe(new, "T1", Line("Street trees"), staff, NOW, None)

    found = agreeing.agree(new, staff, NOW)

    assert carried(new) == [("T1", 0, True, yes.id), ("T2", 0, False, no.id)]
    assert (found.n_carried, found.asked, found.left) == (2, [], [])
    assert {row.replaced_at for row in (yes, no)} == {None}


def test_in_a_merge_a_yes_to_one_is_a_yes_and_a_no_needs_all(agreed, staff):
    second = a_staff_user("second@example.org")
    yes = decide(agreed, "T1", 0, staff)
    decide(agreed, "T2", 0, staff, applies=False)
    no = decide(agreed, "T1", 1, staff, applies=False)
    decide(agreed, "T2", 1, staff, applies=False)
    half = decide(agreed, "T2", 2, second, applies=False)
    new = next_number(agreed, staff)
    editing.merge(new, ["T1", "T2"], "T1", "Green travel", staff, NOW, None)

    found = agreeing.agree(new, staff, NOW)

    assert carried(new) == [("T1", 0, True, yes.id), ("T1", 1, False, no.id)]
    assert (found.n_carried, [one.assignment_id for one in found.asked]) == (4, [half.id])


def test_a_split_is_asked_again_and_a_removed_theme_keeps_its_decisions_on_the_old_number(agreed, staff):
    split, gone = decide(agreed, "T2", 0, staff), decide(agreed, "T3", 0, staff)
    new = next_number(agreed, staff)
    editing.split(new, "T2", [editing.Part(Line("Late buses")), editing.Part(Line("Fares"))], staff, NOW, None)
    editing.remove(new, "T3", staff, NOW, None)

    shown = carrying(new)
    found = agreeing.agree(new, staff, NOW)

    assert carried(new) == []
    assert [one.assignment_id for one in shown.asked] == [one.assignment_id for one in found.asked] == [split.id]
    assert [one.assignment_id for one in found.left] == [gone.id]
    assert len(carried(agreed)) == 2


def test_what_was_settled_is_carried_in_place_of_the_blind_codes(agreed, staff):
    second = a_staff_user("second@example.org")
    sample = AgreementSample(
        codeframe=agreed, seed=0, drawn_at=NOW, drawn_by=staff, first_coder=staff, second_coder=second
    )
    db.session.add(sample)
    db.session.commit()
    decide(agreed, "T1", 0, staff, sample_id=sample.id)
    decide(agreed, "T1", 0, second, applies=False, sample_id=sample.id)
    theme_id = agreed.themes[0].id
    settled = Settlement(sample=sample, theme_id=theme_id, answer_id=texts()[0], applies=False, settled_at=NOW,
                         settled_by=second)  # fmt: skip
    db.session.add(settled)
    db.session.commit()
    new = next_number(agreed, staff)

    agreeing.agree(new, staff, NOW)

    row = db.session.scalars(select(CodeAssignment).filter_by(theme_id=new.themes[0].id)).one()
    assert (row.applies, row.coder_id, row.settlement_id, row.sample_id) == (False, second.id, settled.id, None)


@pytest.mark.parametrize(("adds", "stay"), [(False, 2), (True, 0)])
def test_a_finished_text_stays_finished_unless_the_new_number_asks_more(agreed, staff, adds, stay):
    db.session.add_all(CodedText(codeframe=agreed, answer_id=id_, coder=staff, finished_at=NOW) for id_ in texts()[:2])
    db.session.commit()
    new = next_number(agreed, staff)
    if adds:
        editing.add(new, Line("Bins"), staff, NOW)

    found = agreeing.agree(new, staff, NOW)

    rows = db.session.scalars(select(CodedText).filter_by(codeframe_id=new.id)).all()
    assert (len(rows), found.n_read_again) == (stay, 2 - stay)


def test_decisions_survive_from_number_to_number(agreed, staff):
    decide(agreed, "T1", 0, staff)
    frame = agreed
    for _n in range(3):
        frame = next_number(frame, staff)
        agreeing.agree(frame, staff, NOW)

    assert [(code, place, applies) for code, place, applies, _old in carried(frame)] == [("T1", 0, True)]


@pytest.mark.parametrize(("both_finish", "themes", "texts_done"), [(True, ["T1"], 1), (False, [], 0)])
def test_of_a_blind_sample_only_what_two_people_agree_on_is_carried(agreed, staff, both_finish, themes, texts_done):
    """Both give T1 to the first text, one alone gives T2 to the second. While the sample is open nothing is carried."""
    second = a_staff_user("second@example.org")
    sample = AgreementSample(
        codeframe=agreed, seed=0, drawn_at=NOW, drawn_by=staff, first_coder=staff, second_coder=second
    )
    for place, id_ in enumerate(texts()[:2]):
        sample.texts.append(SampleText(position=place, stratum="online, short", answer_id=id_))
        for coder in (staff, second) if both_finish else (staff,):
            row = CodedText(codeframe=agreed, answer_id=id_, coder=coder, finished_at=NOW)
            db.session.add(sample)
            db.session.flush()
            row.sample_id = sample.id
            db.session.add(row)
    db.session.commit()
    for coder in (staff, second):
        decide(agreed, "T1", 0, coder, sample_id=sample.id)
    decide(agreed, "T2", 1, staff, sample_id=sample.id)
    new = next_number(agreed, staff)

    agreeing.agree(new, staff, NOW)

    assert sorted({code for code, _place, _applies, _old in carried(new)}) == themes
    done = db.session.scalars(select(CodedText.answer_id).filter_by(codeframe_id=new.id))
    assert len(set(done)) == texts_done
