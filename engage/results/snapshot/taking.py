"""Who took part, as it may be printed: counts of people; organisations are counted apart."""

from engage.results.people import SAY_NOTHING
from engage.results.snapshot.wording import both


def of(found, people, print_):
    frame, sent = people.responses, found.taking
    n_people = len(frame)
    total, organisations = print_.total(n_people), print_.alone(sent.organisations)
    is_hidden = total is None or organisations is None
    late = int((frame["submitted_at"] >= found.consultation.closes_at).sum()) if n_people else 0
    return {
        # with the number of people beside it, the total would tell a small number of organisations
        "responses": None if is_hidden else print_.total(sent.submitted),
        "people": total,
        "organisations": organisations,
        "by_channel": _by(frame, "channel", print_),
        "by_wording": _by(frame, "variant", print_),
        "by_language": _by(frame, "locale", print_),
        "late": print_.part(late, n_people),
        "drafts": print_.alone(sent.drafts),
        "withdrawn": print_.alone(sent.withdrawn),
        "residents": _residents(found, n_people, print_),
    }


def _by(frame, column, print_):
    counts = frame[column].value_counts().sort_index()
    return print_.parts({str(name): int(n) for name, n in counts.items()}, len(frame))


def _residents(found, n_people, print_):
    residents = found.residents
    if residents is None:
        return None
    return {
        "n_people": print_.part(residents.n_people, n_people) if residents.n_people <= n_people else None,
        "n_residents": residents.n_residents,
        "source": residents.source,
    }


def about(people, print_):
    """Each question about people that somebody answered: who said nothing of themselves is outside its base."""
    listed = []
    asked = {
        question.key: question for section in people.definition.of_purpose("profile") for question in section.questions
    }
    for key in (key for key in asked if key in people.asked):
        chosen = people.said.loc[people.said["characteristic"] == key, "group"].value_counts()
        # an option of an earlier version has no words in this one: it is no group of its own
        counts = {option.key: int(chosen.get(option.key, 0)) for option in asked[key].options}
        listed.append(_about(asked[key], counts, people, print_))
    return listed


def _about(question, counts, people, print_):
    locales = people.definition.locales
    base, printed = print_.profile(counts, len(people.responses))
    return {
        "key": question.key,
        "titles": both(question.text, locales),
        "base": base,
        "lines": [
            {
                "option": option.key,
                "words": both(option.text, locales),
                "says_nothing": option.key in SAY_NOTHING,
                "count": printed[option.key].count,
                "share": printed[option.key].share,
                "mark": printed[option.key].mark,
            }
            for option in question.options
        ],
    }
