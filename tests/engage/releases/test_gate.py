"""The gate: what stops a release, in words, with the page on which it is mended."""

import pytest

from engage.extensions import db
from engage.models import Consent, Response
from engage.operations import returning
from engage.operations.codeframes import drafting, starting
from engage.operations.coding import learning
from engage.operations.delivery import submissions
from engage.results import gate, snapshot
from tests.builders import NOW, a_batch, a_codeframe, a_consultation, a_response, many_responses
from tests.engage.releases.prepared import CLOSED, WORDS, a_draft, approved, approver, author, released
from tests.engage.test_codes import code_all, keys_of
from tests.snapshots import a_quote, a_snapshot, words


@pytest.fixture
def ann(app):
    return author()


@pytest.fixture
def codeframe(ann):
    """Twelve people of 40 or over wrote about trees and may be quoted; all are read."""
    consultation = a_consultation()
    for number in range(12):
        one = a_response(consultation, {"streets": ["trees"]}, {"streets": f"Trees {number}"}, {"age_band": "old"})
        db.session.add(Consent(response_id=one.id, quote=True))
    db.session.commit()
    codeframe = a_codeframe(consultation, ann, "Trees", "Buses")
    code_all(codeframe, ann, *keys_of(codeframe))
    return codeframe


@pytest.fixture
def consultation(codeframe):
    return codeframe.consultation


def taken(consultation, now=CLOSED, **more):
    return snapshot.take(consultation, now, **more) | {"words": WORDS}


def kinds(found):
    return [stop.kind.partition(".")[0] for stop in found]


def of_kind(kind, found):
    return next(stop for stop in found if stop.kind.partition(".")[0] == kind)


def with_quote(data, **changes):
    quote = data["themes"][0]["lines"][0]["quotes"][0] | changes
    data["themes"][0]["lines"][0]["quotes"] = [quote]
    return data


def test_lets_out_what_is_whole(consultation):
    assert gate.stops(consultation, taken(consultation)) == ()


def test_every_stop_leads_to_a_page(app, consultation, ann):
    """Also those that cannot be made to come together."""
    a_batch(consultation, ann)
    data = with_quote(taken(consultation, NOW), text="Mrs Bloggs", label=words("90 or over"))
    data["words"] = {"headline": {}}

    found = gate.stops(consultation, data)

    urls = app.url_map.bind("localhost")
    ready = [stop for stop in found if not stop.link.endswith(gate.PREPARE)]
    assert {"open", "name_in_quote", "consent", "label", "words", "paper"} <= set(kinds(found))
    assert all(urls.match(stop.link) for stop in ready)
    assert [stop.can_override for stop in found] == sorted(stop.can_override for stop in found)


def test_stops_figures_from_before_the_end(consultation):
    found = gate.stops(consultation, taken(consultation, NOW))

    assert kinds(found) == ["open"] and not found[0].can_override


@pytest.mark.parametrize("text", ["Mrs Bloggs did it", "Ring 07700 900123", "Ask ann@example.org"])
def test_stops_a_name_or_contact_details_in_a_quote(consultation, text):
    data = with_quote(taken(consultation), text=text)

    stop = of_kind("name_in_quote", gate.stops(consultation, data))

    assert text in stop.words and not stop.can_override


def test_stops_a_quote_whose_consent_was_taken_back(consultation):
    data = taken(consultation)
    assert [quote["text"] for quote in data["themes"][0]["lines"][0]["quotes"]] == ["Trees 0", "Trees 1", "Trees 2"]
    db.session.query(Consent).filter_by(response_id=1).update({"quote": False})
    db.session.commit()

    found = gate.stops(consultation, data)

    assert kinds(found) == ["consent"] and "Trees 0" in found[0].words and not found[0].can_override


def test_stops_a_quote_of_a_response_that_was_withdrawn(consultation):
    data = taken(consultation)
    returning.withdraw(db.session.get(Response, 2), NOW)

    found = gate.stops(consultation, data, taken(consultation))

    assert "consent" in kinds(found) and "changed" in kinds(found)


def test_stops_a_label_that_fewer_than_ten_share(consultation):
    data = with_quote(taken(consultation), label=words("Under 40"))

    found = gate.stops(consultation, data)

    assert kinds(found) == ["label"] and not found[0].can_override


def test_stops_what_was_coded_by_the_machine_alone_and_what_nobody_read(consultation, codeframe):
    """Five more comments come: nobody has read them; then the machine has."""
    for number in range(5):
        a_response(consultation, comments={"streets": f"More trees {number}"})

    before = gate.stops(consultation, taken(consultation))
    learning.propose(codeframe, clock=lambda: NOW)
    after = gate.stops(consultation, taken(consultation))

    unread = of_kind("unread", before)
    assert unread.words.startswith("5 of 17 comments are not read") and unread.can_override
    assert "machine" in kinds(after) and "unread" not in kinds(after)


def test_stops_a_draft_and_comments_without_themes(consultation, codeframe, ann):
    a_response(consultation, comments={"shops": "Longer hours"})
    drafting.begin(consultation, "streets_comment", starting.from_codeframe(codeframe), ann, NOW)

    found = gate.stops(consultation, taken(consultation))

    assert set(kinds(found)) == {"draft", "uncoded"}
    assert "Your shops" in of_kind("uncoded", found).words


def test_stops_a_submission_that_nobody_considered(consultation, ann):
    given = {"received_on": NOW.date(), "received_from": "Friends of the trees", "title": "Letter", "n_pages": 1}
    submissions.register(consultation, given | {"owner": "", "kept_at": ""}, ann, NOW)

    found = gate.stops(consultation, taken(consultation))

    assert [stop.words for stop in found] == ["1 of 1 written submissions were not considered anywhere: 1"]


def test_stops_a_small_number_that_somebody_put_back(consultation):
    data = taken(consultation)
    data["taking"]["by_channel"]["online"] = 12

    stop = of_kind("small_numbers", gate.stops(consultation, data))

    assert "by_channel.online" in stop.words and not stop.can_override


def test_stops_exact_figures_that_changed_by_few_since_the_last_release(consultation, ann):
    first = snapshot.take(consultation, CLOSED, "exact")
    released(approved(a_draft(consultation, ann, first), approver()), ann)
    many_responses(consultation, 2, {"streets": ["trees"]})

    found = gate.stops(consultation, taken(consultation, mode="exact"))
    rounded = gate.stops(consultation, taken(consultation))

    assert "small_numbers" in kinds(found) and "changed by fewer than 5" in of_kind("small_numbers", found).words
    assert "the other rule" in of_kind("small_numbers", rounded).words


def test_five_thousand_themes_are_read_in_one_go(consultation):
    data = taken(consultation)
    line = data["themes"][0]["lines"][1] | {"quotes": []}
    data["themes"][0]["lines"] += [line | {"key": f"T{number}"} for number in range(5000)]

    assert gate.stops(consultation, data) == ()


def test_a_share_needs_its_base(consultation):
    data = a_snapshot(words=WORDS, themes=[])
    data["rankings"][0]["lines"][0]["base"] = None

    assert "bases" in kinds(gate.stops(consultation, data))


def test_a_quote_that_is_not_ours_is_stopped(consultation):
    data = a_snapshot(words=WORDS)
    data["themes"][0]["lines"][0]["quotes"] = [a_quote(label={})]

    assert "consent" in kinds(gate.stops(consultation, data))
