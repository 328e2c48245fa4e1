"""What counts. Every extract, result, export and count of responses goes through here, and nothing says it anew."""

from engage.models import Answer, Response


def is_real():
    """The condition that a response is of somebody who took part, and not of somebody who tried a pilot."""
    return Response.is_test.is_(False)


def is_counted():
    """The condition that a response counts: sent, not withdrawn, and real."""
    return Response.submitted_at.is_not(None) & Response.withdrawn_at.is_(None) & is_real()


def is_asked(answer=Answer):
    """The condition that an answer was asked for: on paper people answer sections that are not for them, too.

    answer : Answer, another name for it in the same query, or ProfileChoice
    """
    return answer.problem.is_(None) | (answer.problem != "off_route")


def is_draft():
    """The condition that a real response was begun and not sent."""
    return Response.submitted_at.is_(None) & is_real()


def is_withdrawn():
    """The condition that a real response was sent and taken back."""
    return Response.withdrawn_at.is_not(None) & is_real()
