"""What administrators type about people who work here."""

from collections.abc import Collection

from forms.delivery.typed import Typed

LONGEST_EMAIL = 254


def read_email(typed: Typed) -> str:
    """Return the e-mail address of somebody who is invited."""
    email = typed.words("email", "Enter an email address", LONGEST_EMAIL).lower()
    local, at, domain = email.partition("@")
    is_whole = local and at and "." in domain and email.isprintable() and not any(sign in email for sign in " ,;<>")
    if email and not is_whole:
        typed.faults.setdefault("email", "Enter an email address in the correct format, like name@example.com")
    return email


def read_role(typed: Typed, roles: Collection[str]) -> str:
    """Return the role that was chosen."""
    return typed.choice("role", roles, "Choose what this person does")
