"""What came from activities, beside the survey and never added to it: activities are counted, not people."""

from engage.extracts import fieldwork as extracts
from engage.results.snapshot.wording import both


def of(found, people, print_):
    """The keys groups, activities and n_present."""
    meetings = extracts.meetings(found.consultation.id)
    types = meetings["type"].value_counts()
    locales = people.definition.locales
    titles = {section.key: section.title for section, _question, _id in people.wordings.questions.values()}
    return {
        "groups": {
            "choices": [_choices(key, part, people) for key, part in found.fieldwork.choices.items()],
            "topics": [
                {
                    "section": topic.key,
                    "titles": both(titles[topic.key], locales) if topic.key in titles else {},
                    "n_raised": topic.n_raised,
                    "n_activities": topic.n_activities,
                    "n_contributions": topic.n_contributions,
                }
                for topic in found.fieldwork.topics
            ],
        },
        "activities": [
            {"type": kind, "n": int(n)} for kind, n in sorted(types.items(), key=lambda one: (-one[1], one[0]))
        ],
        "n_present": print_.alone(int(meetings["n_people"].sum())) if len(meetings) else 0,
    }


def _choices(key, part, people):
    section, question, _id = people.wordings.questions[key]
    locales = people.definition.locales
    return {
        "key": key,
        "titles": both(section.title, locales),
        "question": both(question.text, locales),
        "n_groups": part.n_choosing,
        "lines": [
            {
                "option": line.option,
                "words": both(people.wordings.options[key, line.option][1].text, locales),
                "n_groups": line.n_groups,
            }
            for line in part.lines
            if (key, line.option) in people.wordings.options
        ],
    }
