"""Days as plans write them: three styles, and what can mean two days is never guessed."""

import datetime as dt

import pytest

from forms.delivery.days import last_day_of, looks_like_a_day, read_days


@pytest.mark.parametrize("text", [
    "31/3/2027", "31.03.2027", "31-3-27", "2027-03-31", "2027-03-31T00:00:00", "31 March 2027", "31st Mar 2027",
    "March 31, 2027",
])  # fmt: skip
def test_a_day_that_can_only_be_one(text):
    assert read_days(text).days == (dt.date(2027, 3, 31),)
    assert looks_like_a_day(text)


def test_a_day_that_can_be_two_is_both_until_somebody_says_which():
    april, march = dt.date(2027, 4, 3), dt.date(2027, 3, 4)

    assert read_days("3/4/2027").days == (march, april)
    assert read_days("3/4/2027", day_first=True).day == april
    assert read_days("3/4/2027", day_first=False).day == march
    assert read_days("4/4/2027").day == dt.date(2027, 4, 4)


@pytest.mark.parametrize("text", ["31/2/2027", "2027-13-40", "32 March 2027"])
def test_a_day_that_there_is_not_looks_like_one_and_is_none(text):
    assert looks_like_a_day(text)
    assert read_days(text).days == ()


@pytest.mark.parametrize("text", ["2027", "Ongoing", "2023/24 – launch in January 2024", "launch 2027", ""])
def test_what_is_no_day_does_not_look_like_one(text):
    assert not looks_like_a_day(text)
    assert read_days(text).days == ()


@pytest.mark.parametrize(("text", "day"), [
    ("2027", dt.date(2027, 12, 31)), ("2026/27", dt.date(2027, 3, 31)), ("2025-27", dt.date(2027, 12, 31)),
    ("2025 – 2027", dt.date(2027, 12, 31)), ("March 2027", dt.date(2027, 3, 31)), ("Dec 2026", dt.date(2026, 12, 31)),
    ("Sept 2026", dt.date(2026, 9, 30)), ("2026/29", None), ("2027-25", None), ("Ongoing", None),
])  # fmt: skip
def test_a_time_that_is_no_day_has_a_last_one(text, day):
    assert last_day_of(text) == day
