"""Drafts of codeframes: what people do to themes, side by side, and back again."""

import pytest
from sqlalchemy import select

from engage.errors import CodeframeRefused, DraftChanged
from engage.extensions import db
from engage.models import Answer, AuditEvent, CodeframeChange, Theme, ThemeExample, ThemeOrigin
from engage.operations.codeframes import agreeing, changing, drafting, editing
from forms.codeframes.lines import Line
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user, count


@pytest.fixture
def staff(app):
    return a_staff_user()


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def draft(consultation, staff):
    """T1 Trees, T2 Buses, T3 Benches, T4 Bus stops."""
    return a_codeframe(consultation, staff, "Trees", "Buses", "Benches", "Bus stops", agreed=False)


def labels(codeframe):
    return [theme.label for theme in changing.standing(codeframe)]


def tree(codeframe):
    """Code of each theme -> code of its parent."""
    return {code: state["parent"] for code, state in changing.states(codeframe).items()}


def nest(codeframe, code, parent, staff):
    theme = changing.rows_of(codeframe)[code]
    return editing.describe(codeframe, code, Line(theme.label, parent=parent), staff, NOW, None)


def examples_of(code):
    query = select(ThemeExample).join(Theme, Theme.id == ThemeExample.theme_id).where(Theme.code == code)
    return db.session.scalars(query).all()


def an_example(consultation, codeframe, code, staff):
    a_response(consultation, comments={"streets": "More shade, fewer queues"})
    answer_id = db.session.scalars(select(Answer.id)).all()[-1]
    editing.set_examples(codeframe, code, [("answer", answer_id)], {("answer", answer_id)}, staff, NOW)
    return answer_id


def test_a_draft_begins_with_its_themes_in_order_and_a_change_that_says_so(draft):
    assert labels(draft) == ["Trees", "Buses", "Benches", "Bus stops"]
    assert (draft.number, draft.version) == (1, 1)
    begun = db.session.scalars(select(CodeframeChange)).one()
    assert (begun.verb, begun.before["T1"], begun.after["T1"]["label"]) == ("begun", None, "Trees")


def test_a_question_has_one_draft_at_a_time(draft, consultation, staff):
    with pytest.raises(CodeframeRefused, match="There is a draft already"):
        a_codeframe(consultation, staff)

    assert a_codeframe(consultation, staff, question_key=None, agreed=False).number == 1


def test_two_themes_of_one_name_are_refused_whatever_their_capitals(draft, consultation, staff):
    with pytest.raises(CodeframeRefused, match="Another theme is called “Buses”"):
        editing.add(draft, Line("  bUSES "), staff, NOW)
    with pytest.raises(CodeframeRefused, match="Two themes are called"):
        a_codeframe(consultation, staff, "Straße", "STRASSE", question_key=None)

    assert labels(draft) == ["Trees", "Buses", "Benches", "Bus stops"]


def test_what_is_described_is_kept_with_what_it_was_before(draft, staff):
    line = Line("Street trees", definition="Planting", includes="Shade", excludes="Parks", key_words=("tree", "shade"))

    editing.describe(draft, "T1", line, staff, NOW, draft.version)

    row = db.session.scalars(select(CodeframeChange).order_by(CodeframeChange.id.desc())).first()
    assert (row.verb, row.number, row.made_by_id) == ("described", 2, staff.id)
    assert (row.before["T1"]["label"], row.after["T1"]["label"]) == ("Trees", "Street trees")
    assert row.after["T1"]["key_words"] == ["tree", "shade"]
    assert list(row.after) == ["T1"]


def test_the_later_of_two_editors_of_one_theme_sees_the_change_instead_of_losing_it(draft, staff):
    seen = draft.version
    editing.describe(draft, "T1", Line("Street trees"), staff, NOW, seen)

    with pytest.raises(DraftChanged) as caught:
        editing.describe(draft, "T1", Line("Tree planting"), staff, NOW, seen)
    editing.describe(draft, "T2", Line("Bus services"), staff, NOW, seen)  # another theme is nobody's loss

    assert caught.value.codes == {"T1"}
    assert labels(draft)[:2] == ["Street trees", "Bus services"]


def test_moving_a_theme_is_no_conflict_for_who_describes_it(draft, staff):
    seen = draft.version
    editing.move(draft, "T1", 1, staff, NOW)

    editing.describe(draft, "T1", Line("Street trees"), staff, NOW, seen)

    assert labels(draft) == ["Buses", "Street trees", "Benches", "Bus stops"]


def test_a_merge_keeps_words_examples_and_one_name(draft, consultation, staff):
    editing.describe(draft, "T2", Line("Buses", definition="Services", key_words=("bus",)), staff, NOW, None)
    editing.describe(draft, "T4", Line("Bus stops", definition="Shelters", key_words=("stop", "bus")), staff, NOW, None)
    an_example(consultation, draft, "T4", staff)

    editing.merge(draft, ["T2", "T4"], "T2", "Buses and stops", staff, NOW, draft.version)

    state = changing.states(draft)
    assert list(state) == ["T1", "T2", "T3"]
    assert (state["T2"]["label"], state["T2"]["definition"]) == ("Buses and stops", "Services\nShelters")
    assert state["T2"]["key_words"] == ["bus", "stop"]
    assert len(state["T2"]["examples"]) == 1


def test_a_merge_of_a_theme_with_one_that_stands_under_it_makes_no_circle(draft, staff):
    nest(draft, "T2", "T1", staff)
    nest(draft, "T3", "T2", staff)

    editing.merge(draft, ["T1", "T3"], "T3", "Green seats", staff, NOW, draft.version)

    assert tree(draft) == {"T3": None, "T2": "T3", "T4": None}


def test_a_split_makes_named_parts_in_the_place_of_the_theme(draft, consultation, staff):
    answer_id = an_example(consultation, draft, "T2", staff)
    nest(draft, "T4", "T2", staff)
    example = examples_of("T2")[0]

    parts = [editing.Part(Line("Late buses", key_words=("late",)), (example.id,)), editing.Part(Line("Fares"))]
    editing.split(draft, "T2", parts, staff, NOW, draft.version)

    assert labels(draft) == ["Trees", "Late buses", "Fares", "Bus stops", "Benches"]
    assert tree(draft)["T4"] is None
    assert [row.answer_id for row in examples_of("T5")] == [answer_id]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["Late buses"], "Name two parts or more"),
        (["Late buses", "late  BUSES"], "Give each part a name of its own"),
        (["Late buses", "trees"], "Another theme is called “Trees”"),
    ],
)
def test_a_split_that_cannot_be_is_refused_and_changes_nothing(draft, staff, parts, message):
    with pytest.raises(CodeframeRefused, match=message):
        editing.split(draft, "T2", [editing.Part(Line(label)) for label in parts], staff, NOW, None)

    assert labels(draft) == ["Trees", "Buses", "Benches", "Bus stops"]


def test_a_theme_cannot_stand_under_itself_however_far(draft, staff):
    nest(draft, "T2", "T1", staff)
    nest(draft, "T3", "T2", staff)

    for code, parent in (("T1", "T1"), ("T1", "T3")):
        with pytest.raises(CodeframeRefused, match="cannot stand under itself"):
            nest(draft, code, parent, staff)
    with pytest.raises(CodeframeRefused, match="T9 is not in the draft"):
        nest(draft, "T1", "T9", staff)


def test_themes_are_moved_among_those_beside_them_with_what_stands_under_them(draft, staff):
    nest(draft, "T4", "T2", staff)

    editing.move(draft, "T3", -1, staff, NOW)
    editing.move(draft, "T1", -1, staff, NOW)  # the first stays where it is

    assert labels(draft) == ["Trees", "Benches", "Buses", "Bus stops"]


def test_every_change_can_be_undone_back_to_the_beginning(draft, consultation, staff):
    first = changing.states(draft)
    example = an_example(consultation, draft, "T2", staff)
    with_example = changing.states(draft)
    parts = [editing.Part(Line("Late buses"), (examples_of("T2")[0].id,)), editing.Part(Line("Fares"))]
    steps = [
        lambda: editing.describe(draft, "T1", Line("Shade", definition="d"), staff, NOW, None),
        lambda: editing.add(draft, Line("Trees"), staff, NOW),
        lambda: nest(draft, "T4", "T2", staff),
        lambda: editing.merge(draft, ["T1", "T2"], "T1", "Buses", staff, NOW, None),
        lambda: editing.split(draft, "T1", parts, staff, NOW, None),
        lambda: editing.move(draft, "T3", -1, staff, NOW),
        lambda: editing.remove(draft, "T3", staff, NOW, None),
    ]
    seen = []
    for step in steps:
        seen.append(changing.states(draft))
        step()

    for state in seen[::-1]:
        editing.undo(draft, editing.undoable(draft).number, staff, NOW)
        assert changing.states(draft) == state

    assert editing.undoable(draft) is None
    assert changing.states(draft) == with_example != first
    assert [row.answer_id for row in examples_of("T2")] == [example]


def test_only_the_change_that_was_seen_is_undone(draft, staff):
    editing.remove(draft, "T1", staff, NOW, None)
    number = editing.undoable(draft).number
    editing.remove(draft, "T2", staff, NOW, None)

    with pytest.raises(CodeframeRefused, match="Nothing was undone"):
        editing.undo(draft, number, staff, NOW)

    assert labels(draft) == ["Benches", "Bus stops"]


def test_an_agreed_codeframe_is_never_edited(draft, staff):
    editing.remove(draft, "T1", staff, NOW, None)
    agreeing.agree(draft, staff, NOW, draft.version)

    for edit in (
        lambda: editing.add(draft, Line("New"), staff, NOW),
        lambda: editing.remove(draft, "T2", staff, NOW, None),
        lambda: editing.undo(draft, 2, staff, NOW),
        lambda: agreeing.agree(draft, staff, NOW),
    ):
        with pytest.raises(CodeframeRefused, match="is agreed"):
            edit()

    assert db.session.scalars(select(Theme.label).order_by(Theme.id)).all() == ["Buses", "Benches", "Bus stops"]
    assert db.session.scalars(select(AuditEvent).filter_by(verb="agreed_codeframe")).one().actor_id == staff.id


def test_nobody_agrees_what_changed_since_they_read_it_nor_an_empty_codeframe(draft, consultation, staff):
    seen = draft.version
    editing.remove(draft, "T1", staff, NOW, None)
    with pytest.raises(DraftChanged):
        agreeing.agree(draft, staff, NOW, seen)

    empty = drafting.begin(consultation, None, [], staff, NOW)
    with pytest.raises(CodeframeRefused, match="without themes"):
        agreeing.agree(empty, staff, NOW)

    assert draft.agreed_at is None


def test_five_hundred_themes_of_every_script_keep_their_order_and_codes(consultation, staff):
    names = ["المواصلات", "🚌 buses", "=SUM(A1)", *(f"Theme {n}" for n in range(497))]

    draft = a_codeframe(consultation, staff, *names, agreed=False)
    editing.move(draft, "T500", -1, staff, NOW)

    assert labels(draft)[:3] == names[:3]
    assert [theme.code for theme in changing.standing(draft)][-2:] == ["T500", "T499"]
    assert count(ThemeOrigin) == 0
