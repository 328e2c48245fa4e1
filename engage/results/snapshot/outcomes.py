"""What came of it, as far as the public reads it, and the index of what came in writing."""

from engage import outcomes


def submissions(consultation):
    return [
        {
            "number": one.number,
            "from": one.received_from,
            "title": one.title,
            "received_on": one.received_on.isoformat(),
            "considered": [{"on": row.considered_on.isoformat(), "place": row.place} for row in one.considerations],
        }
        for one in outcomes.submissions(consultation)
    ]


def of(consultation):
    return [_line(one) for one in outcomes.public_lines(consultation)]


def _line(one):
    response = one.response
    return {
        "number": one.number,
        "words": one.texts,
        "body": response.body if response else None,
        # "awaited" until the body has answered; "" while nobody was asked
        "answer": "" if response is None else response.answer or "awaited",
        "reason": response.texts if response else {},
        "actions": [_action(action) for action in one.actions if action.texts],
    }


def _action(action):
    now = action.now
    return {
        "number": action.number,
        "words": action.texts,
        "owner": action.owner_role,
        "state": now.state,
        "due": now.due_on.isoformat() if now.due_on else None,
        "outcome": {"en": {"standard": now.outcome, "easy_read": now.easy_outcome}} if now.outcome else {},
    }
