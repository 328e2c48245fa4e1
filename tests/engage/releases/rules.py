"""What the database refuses of releases, and one row of each of their tables."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import ReleaseFile, ReleaseOverride, ReleaseQuote, ResultsRelease, StaffUser, Theme
from tests.builders import NOW

#: name of the rule, model, changes
RULES_OF_RELEASES = [
    ("ck_results_release_number_from_one", ResultsRelease, {"number": 0}),
    ("ck_results_release_has_a_hash", ResultsRelease, {"sha256": "abc", "approved_sha256": "abc"}),
    ("ck_results_release_approved_by_somebody", ResultsRelease, {"approved_sha256": None}),
    (
        "ck_results_release_approved_by_another", ResultsRelease, {"approved_by_id": ResultsRelease.prepared_by_id},
    ),
    ("ck_results_release_approved_as_it_is", ResultsRelease, {"sha256": "1" * 64}),
    ("ck_results_release_published_by_somebody", ResultsRelease, {"published_by_id": None}),
    (
        "ck_results_release_published_when_approved", ResultsRelease,
        {"approved_at": None, "approved_by_id": None, "approved_sha256": None},
    ),
    ("ck_results_release_taken_back_for_reason", ResultsRelease, {"taken_back_at": NOW}),
    ("ck_release_quote_hidden_for_reason", ReleaseQuote, {"hidden_at": NOW}),
    ("ck_release_override_reason_is_given", ReleaseOverride, {"reason": ""}),
    ("ck_release_override_granted_by_another", ReleaseOverride, {"granted_by_id": ReleaseOverride.asked_by_id}),
    ("ck_release_override_granted_by_somebody", ReleaseOverride, {"granted_by_id": None}),
    ("ck_release_file_has_a_hash", ReleaseFile, {"sha256": ""}),
]  # fmt: skip
ONCE_IN_RELEASES = [
    pytest.param(ResultsRelease, {}, id="one number of a release twice"),
    pytest.param(ReleaseQuote, {}, id="one quote twice under one theme"),
    pytest.param(ReleaseOverride, {}, id="one stop overridden twice"),
    pytest.param(ReleaseFile, {}, id="two files of one name"),
]


def rows_of_releases(consultation, staff):
    """A release that somebody else approved, with a quote, an override and a file."""
    other = db.session.scalars(select(StaffUser).where(StaffUser.id != staff.id).order_by(StaffUser.id)).first()
    theme = db.session.scalars(select(Theme).order_by(Theme.id)).first()
    release = ResultsRelease(
        consultation=consultation, number=1, content=b"{}", sha256="0" * 64, prepared_at=NOW, prepared_by=staff,
        approved_at=NOW, approved_by=other, approved_sha256="0" * 64, published_at=NOW, published_by_id=staff.id,
    )  # fmt: skip
    release.quotes = [ReleaseQuote(theme_id=theme.id, quote_id="0" * 16, text_key="a1")]
    release.overrides = [
        ReleaseOverride(stop="open", words="w", reason="r", asked_at=NOW, asked_by=staff, granted_at=NOW,
                        granted_by=other)
    ]  # fmt: skip
    release.files = [ReleaseFile(kind="csv", name="results.csv", content=b"x", sha256="0" * 64)]
    db.session.add(release)
    db.session.commit()
