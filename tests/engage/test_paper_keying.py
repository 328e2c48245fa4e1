"""Keying: nothing is lost or overwritten, the second person is blind, a third settles, and paper counts as the web."""

import pytest
from sqlalchemy import select

from engage import results
from engage.errors import PaperRefused
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import (
    Answer,
    AnswerChoice,
    Consent,
    KeyedValue,
    Organisation,
    ProfileChoice,
    Respondent,
    Role,
)
from engage.operations import hold_snapshot, returning
from engage.operations.paper import batches, keying
from engage.operations.paper.asked import keyed_in
from engage.publishing import published
from engage.return_codes import fingerprint, make
from forms.paper.keys import Keyed
from tests.builders import NOW, SECRET, a_batch, a_consultation, a_response, a_staff_user, count, keyed, printed_serials


@pytest.fixture
def people(app):
    """Three clerks and an officer."""
    clerks = [a_staff_user(f"clerk{n}@example.org", Role.DATA_ENTRY_CLERK) for n in (1, 2, 3)]
    return (*clerks, a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER))


@pytest.fixture
def first(people):
    return people[0]


def forms_of(consultation, actor, n=1):
    batch = a_batch(consultation, actor, n=n)
    serials = printed_serials(consultation, n)
    return [batches.add_printed(batch, serial, None, False, actor, NOW) for serial in serials]


def one_form(actor, consultation=None):
    return forms_of(consultation or a_consultation(), actor)[0]


def chosen(response, key):
    rows = db.session.scalars(select(Answer).filter_by(response_id=response.id)).all()
    answer = next(a for a in rows if a.question_id == question_id(response, key))
    return answer


def question_id(response, key):
    return published(response.version_id).questions[key]


def test_a_keyed_form_is_a_response_that_its_slip_opens(first):
    form = keyed(one_form(first), first, {"streets_priorities": "13", "age_band": "2", "who.capacity": "1"})

    response = form.response

    assert (response.channel, response.variant, response.locale) == ("paper", "standard", "en")
    assert response.submitted_at.isoformat() == "2026-10-07T12:00:00+00:00"
    assert response.reference
    assert response.code_fingerprint == fingerprint(SECRET, make(SECRET, form.printed_form.public_id))
    assert (
        returning.open_by_code(make(SECRET, form.printed_form.public_id), "a browser", SECRET, NOW, NOW - NOW)
        == response
    )
    assert db.session.get(Respondent, response.id).capacity == "resident"
    assert db.session.scalar(select(ProfileChoice.option_id)) is not None


def test_the_same_answers_on_the_web_and_on_paper_give_equal_results(people, app):
    """Two consultations, each answered by the same four people: on line in one, keyed from paper in the other."""
    given = [
        (["buses", "trees"], "More trees", "old"),
        (["buses"], "", "young"),
        ([], "", None),
        (["buses", "lights", "benches"], "=1+1 & <b>", "prefer_not_to_say"),
    ]
    web, paper = a_consultation(), a_consultation("paper-place")
    codes = {
        "buses": "1",
        "lights": "2",
        "trees": "3",
        "benches": "4",
        "young": "1",
        "old": "2",
        "prefer_not_to_say": "3",
    }
    for picks, comment, age in given:
        picked = {"streets": picks, "shops": []}
        a_response(web, picked, {"streets": comment, "shops": ""}, {"age_band": age})
    for form, (picks, comment, age) in zip(forms_of(paper, people[0], 4), given, strict=True):
        typed = {"streets_priorities": " ".join(codes[pick] for pick in picks) or "0", "age_band": codes.get(age, "0")}
        keyed(form, people[0], typed)
        keyed(form, people[1], {"streets_comment": comment or "0"}, "text")

    hold_snapshot()
    one, other = results.of(web), results.of(paper)

    assert one.rankings == other.rankings
    assert [asked.n_comments for asked in one.comments] == [asked.n_comments for asked in other.comments]
    texts = select(Answer.text).where(Answer.text.is_not(None)).order_by(Answer.id)
    assert db.session.scalars(texts).all() == ["More trees", "=1+1 & <b>"] * 2


def test_more_than_three_ticks_are_kept_and_are_in_no_share(first):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})
    form = keyed(one_form(first, consultation), first, {"streets_priorities": "1234"})

    hold_snapshot()
    ranked = results.of(consultation).rankings[0]

    assert chosen(form.response, "streets_priorities").problem == "over_ticked"
    assert count(AnswerChoice) == 5
    assert (ranked.answered, ranked.over_ticked, ranked.blank) == (1, 1, 0)
    assert [(line.words, line.count, line.base) for line in ranked.lines][0] == ("Buses", 1, 1)


@pytest.mark.parametrize(
    ("key", "problem"), [("/", "illegible"), ("*", "spoiled"), ("-", "page_missing"), ("+", "refused")]
)
def test_each_missing_code_is_counted_apart_from_a_blank_answer(first, key, problem):
    consultation = a_consultation()
    blank, bad = forms_of(consultation, first, 2)
    keyed(blank, first, {})
    keyed(bad, first, {"streets_priorities": key, "age_band": key})

    hold_snapshot()
    ranked = results.of(consultation).rankings[0]

    assert (ranked.answered, ranked.blank, ranked.not_shown, ranked.problems) == (0, 1, 0, {problem: 1})
    assert [row.problem for row in db.session.scalars(select(ProfileChoice))] == [None, problem]


def test_two_ticks_in_one_choice_are_kept_and_counted_for_neither(first):
    form = keyed(one_form(first), first, {"age_band": "12", "who.capacity": "12"})

    assert [(row.option_id, row.problem) for row in db.session.scalars(select(ProfileChoice))] == [
        (None, "over_ticked")
    ]
    assert db.session.get(Respondent, form.response_id).capacity is None
    kept = db.session.scalars(select(KeyedValue).filter_by(field="age_band")).one()
    assert kept.choices == ["young", "old"]


def test_an_organisation_and_its_permissions_are_recorded(people):
    form = one_form(people[0])
    keyed(form, people[0], {"who.capacity": "5", "who.size": "2", "who.consents": "13"})
    keyed(form, people[1], {"who.organisation": "Friends of the trees", "who.area": "Town"}, "text")

    row = db.session.get(Organisation, form.response_id)
    allowed = db.session.get(Consent, form.response_id)
    assert (row.name, row.size, row.area) == ("Friends of the trees", "1_to_9", "Town")
    assert (allowed.quote, allowed.contact, allowed.outcome) == (True, None, True)


def test_text_keeps_the_language_of_the_writing_and_who_typed_it(people):
    form = keyed(one_form(people[0]), people[0], {})
    keying.take(form, "text", people[1], NOW)

    keying.save(form, "text", "streets_comment", Keyed(text="Mwy o goed"), "cy", "very small", people[1], NOW)
    for asked in keyed_in(form, "text"):
        if asked.field != "streets_comment":
            keying.save(form, "text", asked.field, Keyed(missing="none"), None, None, people[1], NOW)
    keying.finish(form, "text", people[1], SECRET, NOW)

    answer = chosen(form.response, "streets_comment")
    value = db.session.scalars(select(KeyedValue).filter_by(field="streets_comment")).one()
    assert (answer.text, answer.locale) == ("Mwy o goed", "cy")
    assert (value.note, value.keyed_by_id) == ("very small", people[1].id)


def test_a_form_is_finished_only_when_every_question_was_keyed(first):
    form = one_form(first)
    keyed(form, first, {}, finish=False)
    db.session.delete(db.session.scalars(select(KeyedValue).filter_by(field="age_band")).one())
    db.session.commit()

    assert keying.finish(form, "first", first, SECRET, NOW) == ["age_band"]
    assert form.response_id is None


def test_the_same_value_twice_is_one_row_and_another_is_added(first):
    form = one_form(first)
    keying.take(form, "first", first, NOW)

    for choices in (("young",), ("young",), ("old",), ("old",), ("young",)):
        keying.save(form, "first", "age_band", Keyed(choices), None, None, first, NOW)

    rows = db.session.scalars(select(KeyedValue).order_by(KeyedValue.id)).all()
    assert [row.choices for row in rows] == [["young"], ["old"], ["young"]]


def test_the_second_clerk_on_a_form_is_told_who_has_it(people):
    form = one_form(people[0])
    keyed(form, people[0], {"age_band": "1"}, finish=False)

    with pytest.raises(PaperRefused, match="clerk1@example.org is keying this form"):
        keying.take(form, "first", people[1], NOW)
    with pytest.raises(PaperRefused, match="clerk1@example.org is keying this form"):
        keying.save(form, "first", "age_band", Keyed(("old",)), None, None, people[1], NOW)
    assert extracts.newest(form.id, "first")["age_band"].choices == ["young"]


def test_a_supervisor_lets_somebody_else_go_on_with_what_is_there(people):
    form = one_form(people[0])
    keyed(form, people[0], {"age_band": "1"}, finish=False)

    batches.hand_over(batches.keying_of(form, "first"), people[3], NOW)
    keying.take(form, "first", people[1], NOW)

    assert keying.unkeyed(form, "first") == []
    with pytest.raises(PaperRefused, match="given this form to somebody else|is keying this form"):
        keying.save(form, "first", "age_band", Keyed(("old",)), None, None, people[0], NOW)
    keying.finish(form, "first", people[1], SECRET, NOW)
    with pytest.raises(PaperRefused, match="You keyed this form first"):
        keying.take(form, "second", people[0], NOW)


def test_who_keyed_a_form_mends_it_until_it_is_keyed_again(people):
    form = keyed(one_form(people[0]), people[0], {"streets_priorities": "1"})
    keying.reopen(form, "first", people[0], NOW)
    keying.save(form, "first", "streets_priorities", Keyed(("trees",)), None, None, people[0], NOW)
    keying.finish(form, "first", people[0], SECRET, NOW)
    assert [choice.option_id for choice in chosen(form.response, "streets_priorities").choices] == [
        option(form, "trees")
    ]

    keying.take(form, "second", people[1], NOW)

    with pytest.raises(PaperRefused, match="second keying of this form has begun"):
        keying.reopen(form, "first", people[0], NOW)


def option(form, key):
    return published(form.version_id).options["streets_priorities"][key]


def test_the_sample_is_twenty_forms_or_a_tenth_and_the_same_at_each_look(people):
    consultation = a_consultation()
    forms = forms_of(consultation, people[0], 23)
    for form in forms:
        keyed(form, people[0], {})
    batch = forms[0].batch

    drawn = extracts.sample(batch)

    assert len(drawn) == 20
    assert drawn == extracts.sample(batch)
    with pytest.raises(PaperRefused, match="not keyed a second time"):
        keying.take(next(form for form in forms if form not in drawn), "second", people[1], NOW)


def test_nobody_keys_a_second_time_while_first_passes_go_on(people):
    forms = forms_of(a_consultation(), people[0], 2)
    keyed(forms[0], people[0], {})

    assert extracts.to_key_again(forms[0].batch) == []
    with pytest.raises(PaperRefused, match="not keyed a second time"):
        keying.take(forms[0], "second", people[1], NOW)


def test_a_sample_that_fails_brings_the_whole_batch(people):
    """22 forms of 7 fields: 20 are drawn, 140 fields; 1 that differs is 0.7%, over 0.5%."""
    forms = forms_of(a_consultation(), people[0], 22)
    for form in forms:
        keyed(form, people[0], {})
    batch = forms[0].batch
    drawn = extracts.sample(batch)
    for place, form in enumerate(drawn):
        assert len(extracts.sample(batch)) == 20
        keyed(form, people[1], {"age_band": "1"} if place == 0 else {}, "second")

    assert len(extracts.sample(batch)) == 22
    assert len(extracts.to_key_again(batch)) == 2


def test_a_third_person_settles_and_the_answer_follows(people):
    form = keyed(one_form(people[0]), people[0], {"streets_priorities": "1"})
    keyed(form, people[1], {"streets_priorities": "12"}, "second")
    (found,) = extracts.compare([form]).differences
    assert (found.first.choices, found.second.choices) == (["buses"], ["buses", "lights"])

    for keyer in people[:2]:
        with pytest.raises(PaperRefused, match="third person"):
            keying.settle(form, "streets_priorities", Keyed(("buses",)), "I know", keyer, SECRET, NOW)
    said = Keyed(("buses", "lights"))
    keying.settle(form, "streets_priorities", said, "Two clear ticks", people[2], SECRET, NOW)

    rows = db.session.scalars(select(KeyedValue).filter_by(field="streets_priorities").order_by(KeyedValue.id)).all()
    assert [(row.source, row.choices, row.keyed_by_id, row.reason) for row in rows] == [
        ("first", ["buses"], people[0].id, None),
        ("second", ["buses", "lights"], people[1].id, None),
        ("settled", ["buses", "lights"], people[2].id, "Two clear ticks"),
    ]
    assert len(chosen(form.response, "streets_priorities").choices) == 2
    compared = extracts.comparison(form.batch)
    assert (compared.n_fields, compared.n_differing, compared.n_wrong, compared.waiting) == (7, 1, 1, ())


def test_what_the_person_changed_with_their_code_is_not_overwritten_by_settling(people):
    form = keyed(one_form(people[0]), people[0], {"streets_priorities": "1"})
    keyed(form, people[1], {"streets_priorities": "2"}, "second")
    question = next(asked.question for asked in keyed_in(form, "first") if asked.field == "streets_priorities")
    returning.correct(form.response, question, ["trees"], "standard", "en", NOW)

    keying.settle(form, "streets_priorities", Keyed(("lights",)), "Clear", people[2], SECRET, NOW)

    assert [row.option_id for row in chosen(form.response, "streets_priorities").choices] == [option(form, "trees")]


def test_a_correction_of_the_person_clears_what_could_not_be_read(first):
    form = keyed(one_form(first), first, {"streets_priorities": "/"})
    question = next(asked.question for asked in keyed_in(form, "first") if asked.field == "streets_priorities")

    returning.correct(form.response, question, ["trees"], "standard", "en", NOW)

    assert chosen(form.response, "streets_priorities").problem is None


def test_withdrawing_erases_what_was_keyed_and_keeps_that_a_form_was_there(people):
    form = keyed(one_form(people[0]), people[0], {"streets_priorities": "1"})
    keyed(form, people[1], {"streets_comment": "Trees, trees"}, "text")

    returning.withdraw(form.response, NOW)

    rows = db.session.scalars(select(KeyedValue)).all()
    assert rows
    assert {(tuple(row.choices), row.text, row.missing, row.note) for row in rows} == {((), None, None, None)}
    assert count(Answer) == 0
    assert form.response.withdrawn_at is not None
    assert [who for _at, who, verb, *_more in extracts.custody(form.batch) if verb == "finished_keying"] == [
        "clerk1@example.org",
        "clerk2@example.org",
    ]
    assert extracts.tallies(form.batch)[0].agrees


def test_a_closed_batch_can_be_keyed_no_more(people):
    form = one_form(people[0])
    batches.close(form.batch, "Enough", people[3], NOW)

    with pytest.raises(PaperRefused, match="closed"):
        keying.take(form, "first", people[0], NOW)
