"""Who opens which page about people, for tests; and a row of each of their tables."""

from engage.extensions import db
from engage.models import RecoveryCode, Role, StaffInvitation, StaffRole
from engage.operations import transaction
from tests.builders import NOW, a_staff_user

ADMINISTRATORS, EVERYBODY = frozenset({Role.ADMINISTRATOR}), frozenset(Role)
PERSON = "/staff/people/{person}"
#: endpoint -> (method, address, roles that may)
PEOPLE = {
    f"people.{endpoint}": (method, address, roles)
    for endpoint, method, address, roles in [
        ("list_people", "get", "/staff/people/", ADMINISTRATORS),
        ("invite", "get", "/staff/people/invite", ADMINISTRATORS),
        ("show_person", "get", PERSON, ADMINISTRATORS),
        ("give_role", "post", f"{PERSON}/roles", ADMINISTRATORS),
        ("take_role", "post", f"{PERSON}/roles/take", ADMINISTRATORS),
        ("end_sessions", "post", f"{PERSON}/sessions/end", ADMINISTRATORS),
        ("renew_link", "post", f"{PERSON}/link", ADMINISTRATORS),
        ("close_account", "post", f"{PERSON}/close", ADMINISTRATORS),
        ("reopen_account", "post", f"{PERSON}/reopen", ADMINISTRATORS),
        ("show_own", "get", "/staff/account", EVERYBODY),
        ("end_own_sessions", "post", "/staff/account/sessions/end", EVERYBODY),
        ("change_password", "get", "/staff/account/password", EVERYBODY),
        ("renew_codes", "get", "/staff/account/recovery-codes", EVERYBODY),
    ]
}
#: whoever gave the password, or holds a link, opens these
WAYS_IN = {"people.accept_invitation", "people.give_code", "people.set_up_factor", "people.draw_factor",
           "people.leave_for_identity", "people.come_back", "people.make_first"}  # fmt: skip
#: a person belongs to no consultation
NAMING_PEOPLE = {name for name, (_method, address, _roles) in PEOPLE.items() if "{person}" in address}


def a_person():
    return {"person": a_staff_user("somebody@example.org", Role.PANEL_MEMBER).public_id}


#: (name, table, values that break it)
RULES_OF_PEOPLE = [
    ("ck_staff_invitation_expires_after_it_was_made", StaffInvitation, {"expires_at": NOW.replace(year=2020)}),
    ("ck_staff_role_role_is_known", StaffRole, {"role": "mayor"}),
    ("ck_staff_role_administrators_of_all", StaffRole, {"role": "administrator", "consultation_id": 1}),
    ("ck_staff_role_ends_after_it_was_given", StaffRole, {"ends_at": NOW.replace(year=2020)}),
]


def rows_of_people(staff):
    link = StaffInvitation(staff_id=staff.id, token_sha256="0" * 64, made_at=NOW, expires_at=NOW.replace(year=2030))
    with transaction():
        db.session.add_all([link, RecoveryCode(staff_id=staff.id, code_hmac="0" * 64)])
