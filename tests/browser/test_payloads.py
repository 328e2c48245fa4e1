"""Words that try to become a program, in every column there is: no page runs them, whoever opens it."""

import shutil

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import ChannelCode, Extension, Organisation, Respondent, Response, Role, WordingFix
from engage.operations.consultations import find_consultation
from engage.publishing import newest_version
from tests.browser.serving import serving
from tests.builders import NOW, PASSWORD, a_staff_user
from tests.objects import email_with, invite, walked_places
from tests.payloads import WITHOUT_ROW, columns_of_words, poison, poisoned
from tests.rows import rows_of_fieldwork
from tests.test_access import TABLE

PLACE = "market-place"
#: a browser keeps these and shows no page
FILES = ("csv", "ics", "json", "pdf", "png", "svg", "vtt", "xlsx", "xml", "zip")


@pytest.fixture(scope="module")
def poisoned_site(tmp_path_factory, sqlite_template):
    """It is only looked at, so that every test may have the same."""
    path = tmp_path_factory.mktemp("poisoned") / "engage.sqlite3"
    shutil.copy(sqlite_template, path)
    with serving(path, CLOCK=lambda: NOW, CONTACT_KEY="a secret") as site:
        site.ids = site.do(fill)
        site.written = site.do(poison)
        yield site


def fill():
    """One of every kind of object, and more rows beside them where words can stand that those left out."""
    ids = walked_places(poisoned)[PLACE]
    consultation, officer = find_consultation(PLACE), a_staff_user("author@example.org", Role.ENGAGEMENT_OFFICER)
    db.session.add_all(rows_of_fieldwork(consultation, officer))
    version, here = newest_version(consultation), {"consultation_id": consultation.id}
    texts = {"reason": "r", "easy_reason": "r"}
    response_id = db.session.scalars(select(Response.id).where(Response.version_id == version.id)).first()
    db.session.add_all([
        ChannelCode(**here, code="library", place="Library"),
        Extension(**here, **texts, old_closes_at=NOW, new_closes_at=NOW.replace(year=2027), made_at=NOW),
        WordingFix(version_id=version.id, changes=[], reason="r", made_by_id=officer.id, made_at=NOW),
        Respondent(response_id=response_id, capacity="organisation"),
        Organisation(response_id=response_id, name="Friends", size="volunteers", area="North"),
    ])  # fmt: skip
    db.session.commit()
    return ids


class Walker:
    """Opens addresses, and keeps what should not have happened on them."""

    def __init__(self, page, site):
        self.page, self.site, self.dialogs, self.opened, self.broken = page, site, [], [], []
        page.on("dialog", self.refuse)

    def refuse(self, dialog):
        self.dialogs.append((self.page.url, dialog.message))
        dialog.dismiss()

    def open(self, address):
        if address.rpartition(".")[2] in FILES:
            return
        reply = self.page.request.get(f"{self.site.address}{address}", max_redirects=0)
        is_page = reply.headers.get("content-type", "").startswith("text/html")
        if reply.status == 200 and is_page and "content-disposition" not in reply.headers:
            self.page.goto(f"{self.site.address}{address}")
            self.opened.append(address)
        elif reply.status >= 500:
            self.broken.append((address, reply.status))


@pytest.mark.parametrize("role", Role)
def test_no_page_of_staff_runs_what_somebody_wrote(poisoned_site, open_page, role):
    site, walker = poisoned_site, Walker(open_page(), poisoned_site)
    email = site.do(lambda: email_with(role))
    site.do(lambda: invite(role, site.ids["activity"]))
    walker.page.goto(f"{site.address}/staff/sign-in")
    walker.page.get_by_label("Email address").fill(email)
    walker.page.get_by_label("Password").fill(PASSWORD)
    walker.page.get_by_role("button", name="Sign in", exact=True).click()

    for method, address, roles in TABLE.values():
        if role in roles and method == "get":
            walker.open(address.format(**site.ids))

    assert (walker.dialogs, walker.broken) == ([], [])
    assert len(walker.opened) > 3, walker.opened


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_no_page_of_residents_runs_what_somebody_wrote(poisoned_site, open_page, variant):
    site, walker = poisoned_site, Walker(open_page(), poisoned_site)
    walker.page.goto(f"{site.address}/{PLACE}/en/{variant}")
    walker.page.get_by_role("button").first.click()
    draft = walker.page.url.split("/")[6]
    known = {"code": PLACE, "locale": "en", "variant": variant.replace("-", "_"), "draft": draft,
             "section_key": "streets", "question_key": "streets_comment", "number": 1}  # fmt: skip

    for rule in site.app.url_map.iter_rules():
        if rule.endpoint.startswith("responses.") and "GET" in rule.methods and rule.arguments <= set(known):
            with site.app.test_request_context():
                walker.open(rule.build(known, append_unknown=False)[1])

    assert (walker.dialogs, walker.broken) == ([], [])
    assert len(walker.opened) > 20, walker.opened


def test_every_column_of_words_holds_payloads(poisoned_site):
    columns = {f"{model.__tablename__}.{name}" for model, name, _length in columns_of_words()}

    left = columns - poisoned_site.written - WITHOUT_ROW
    assert left == set(), sorted(left)
