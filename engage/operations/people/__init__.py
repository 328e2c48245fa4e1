"""Who may work here: inviting, roles, sessions and second factors of staff. Every write is in the audit trail."""
