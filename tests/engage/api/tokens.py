"""Tokens of programs for tests, the addresses of their pages, and the rules of their table."""

from engage.api.shape import SCOPES
from engage.models import ApiClient, Role
from engage.operations import api_clients
from tests.builders import NOW

MAKERS = frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER, Role.ANALYST})
#: endpoint -> (method, address, roles that may)
CLIENTS = {
    "clients.list_clients": ("get", "/staff/programs/", MAKERS),
    "clients.make_client": ("get", "/staff/programs/new", MAKERS),
    "clients.show_tables": ("get", "/staff/programs/tables", MAKERS),
    "clients.end_client": ("post", "/staff/programs/{client}/end", MAKERS),
}
RULES_OF_API = [
    ("ck_api_client_expires_after_it_was_made", ApiClient, {"expires_at": NOW.replace(year=2020)}),
    ("ck_api_client_count_not_negative", ApiClient, {"n_in_minute": -1}),
]


def a_token(maker, consultation=None, scopes=tuple(SCOPES), days=90, now=NOW):
    """(ApiClient, its token)"""
    return api_clients.make("Power BI", scopes, consultation, days, maker, now)


def bearing(token):
    return {"headers": {"Authorization": f"Bearer {token}"}}
