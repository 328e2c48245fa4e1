"""Bad input, D18: codes that are mistyped, unknown, withdrawn or too late, and many of them."""

import pytest
from sqlalchemy import select

from engage import return_codes
from engage.extensions import db
from engage.models import CodeFailure
from tests.builders import NOW, count
from tests.engage.test_returning import CLOSES_AT, HOUR, MINUTE, a_draft, a_sent_response, another, code_of, come_back
from tests.journey import set_clock, start


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("", "Enter your return code", id="nothing"),
        pytest.param("ABCD 1234", "You entered 8", id="too short"),
        pytest.param("0000 0000 0000 0000 0000 0001", "There is a mistake in the code.", id="mistyped"),
        pytest.param("UUUU UUUU UUUU UUUU UUUU UUUU", "There is a mistake in the code.", id="no such letter"),
    ],
)
def test_a_mistyped_code_is_explained_and_not_counted(browser, typed, said, variant):
    refused = come_back(browser, typed, f"/come-back/en/{variant}")

    assert refused.status == 422
    assert len(refused.errors) == 1
    assert variant == "easy-read" or said in refused.errors[0]
    assert next(box.get("value") for box in refused.tree.iter("input") if box.get("name") == "code") == typed
    assert count(CodeFailure) == 0


def an_unknown_code(n=0):
    return return_codes.make("another secret", str(n))


def test_an_unknown_a_withdrawn_and_a_lapsed_code_get_the_same_answer(app, browser):
    a_sent_response(browser)
    withdrawn = code_of()
    page = come_back(another(app), withdrawn)
    page.link("Withdraw what you sent").submit()
    start(browser)
    lapsed = code_of(1)
    set_clock(app, CLOSES_AT + 24 * HOUR)

    told = [come_back(another(app), code) for code in (an_unknown_code(), withdrawn, lapsed)]

    assert [(page.status, page.errors) for page in told] == [(422, ["We cannot find that code"])] * 3


def test_after_ten_wrong_codes_a_wrong_one_has_to_wait(app, browser):
    replies = [come_back(browser, an_unknown_code(n)) for n in range(11)]

    set_clock(app, NOW + 5 * MINUTE)
    after = come_back(browser, an_unknown_code(12))

    assert [reply.status for reply in replies] == [422] * 10 + [429]
    assert "Wait 5 minutes" in replies[-1].text
    assert replies[-1].headers["Retry-After"] == "300"
    assert after.status == 422


def test_wrong_codes_lock_nobody_out(app, browser):
    """Neither the one who finds the right paper at last, nor anybody else."""
    a_draft(another(app))
    for n in range(12):
        come_back(browser, an_unknown_code(n))

    assert come_back(another(app), an_unknown_code()).status == 422
    assert come_back(browser, code_of()).h1 == "Choose a section"


def test_what_is_counted_of_wrong_codes_is_no_code_no_key_and_no_address(browser):
    come_back(browser, an_unknown_code())
    key = browser.client.get_cookie("engage").value

    [failure] = db.session.scalars(select(CodeFailure)).all()

    assert len(failure.bucket_hmac) == 64
    assert key not in failure.bucket_hmac
    assert {column.name for column in CodeFailure.__table__.columns} == {"id", "bucket_hmac", "failed_at"}
