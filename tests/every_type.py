"""A questionnaire with a question of every type, for the tests of each outlet."""

import json

from tests.builders import a_questionnaire, both


def options(**texts):
    return [{"key": key, "text": both(text), "picture": "house"} for key, text in texts.items()]


def rating(**texts):
    return [{"key": key, "text": both(text), "picture": "scales"} for key, text in texts.items()]


#: type -> what its question has beside key, text and picture
QUESTIONS = {
    "top_three": {"options": options(buses="Buses", lights="Street lights", trees="Trees", benches="Benches")},
    "multiple": {
        "most": 2,
        "options": [
            *options(walk="On foot", cycle="By bicycle", bus="By bus", car="By car"),
            {"key": "none", "text": both("None of these"), "picture": "cross", "exclusive": True},
        ],
    },
    "rank": {"most": 3, "options": options(parks="Parks", pools="Pools", books="Libraries", gyms="Gyms")},
    "single": {"options": options(often="Often", seldom="Now and then", never="Never")},
    "scale": {
        "lowest": 0, "highest": 10, "low_end": both("Not at all"), "high_end": both("Completely"),
        "not_known": both("I do not know"),
    },
    "rating": {
        "options": rating(green="Green: good", amber="Amber: partly good", red="Red: not good")
        + [{"key": "not_known", "text": both("I do not know"), "picture": "question_mark", "exclusive": True}]
    },
    "number": {"lowest": 0, "highest": 200, "decimals": 1, "unit": both("miles")},
    "date": {"earliest": "2020-01-01", "latest": "today"},
    "free_text": {"max_length": 500},
    "statement": {
        "introduction": {
            "standard": [{"text": {"en": "The council spends 3 million pounds a year on streets."}}],
            "easy_read": [{"picture": "money", "text": {"en": "We spend money on streets."}}],
        }
    },
}  # fmt: skip
#: in which order they are asked: what a statement says comes first
ORDER = ("statement", *(kind for kind in QUESTIONS if kind != "statement"))


def question(kind, **changes):
    asked = {"key": f"a_{kind}", "type": kind, "picture": "check_list", "text": both(f"What about {kind}?")}
    return asked | QUESTIONS[kind] | changes


def document(*kinds, **changes):
    """The small questionnaire with one section of these types (all when none is named) as JSON text."""
    base = json.loads(a_questionnaire())
    section = {
        "key": "types", "purpose": "views", "title": both("Every type"), "picture": "map_pin",
        "questions": [question(kind, **changes.get(kind, {})) for kind in kinds or ORDER],
    }  # fmt: skip
    return json.dumps(base | {"sections": [section, base["sections"][-1]]})
