"""A questionnaire with every type of question that can be printed, and a section that is not for everybody."""

import json

from tests.builders import a_questionnaire, both


def _options(**words):
    return [{"key": key, "text": both(text), "picture": "tick"} for key, text in words.items()]


def _asked(key, kind, text, **settings):
    return {"key": key, "type": kind, "text": both(text), "picture": "bus", **settings}


_COLOURS = {"green": "Green", "amber": "Amber", "red": "Red"}
_USED = _options(walk="On foot", cycle="By cycle", bus="By bus", car="By car")

EVERY_TYPE = json.loads(a_questionnaire()) | {
    "sections": [
        {
            "key": "travel", "purpose": "views", "title": both("Getting about"),
            "questions": [
                _asked("plan", "statement", "Our plan", introduction={
                    "standard": [{"text": {"en": "We want to change the buses."}}],
                    "easy_read": [{"text": {"en": "We want to change the buses."}, "picture": "bus"}],
                }),
                _asked("ways", "multiple", "How do you travel?", most=4,
                       options=[*_USED, {"key": "none_of_these", "text": both("None of these"), "picture": "cross",
                                         "exclusive": True}]),
                _asked("two_ways", "multiple", "Which 2 do you like?", most=2,
                       options=_options(train="Trains", tram="Trams", boat="Boats")),
                _asked("how_easy", "scale", "How easy is it?", lowest=0, highest=4, low_end=both("Hard"),
                       high_end=both("Easy"), not_known=both("I do not know")),
                _asked("how_good", "scale", "How good is it?", lowest=1, highest=5, low_end=both("Bad"),
                       high_end=both("Good")),
                _asked("gap", "rating", "Is there a gap?", options=_options(**_COLOURS)),
            ],
        },
        {
            "key": "buses", "purpose": "views", "title": both("Your buses"),
            "shown_when": {"any": [{"question": "ways", "chosen": "bus"}, {"question": "how_easy",
                                                                           "chosen": "point_0"}]},
            "questions": [_asked("stops", "single", "Which stop?", options=_options(north="North", south="South")),
                          _asked("why", "free_text", "Why?")],
        },
        *json.loads(a_questionnaire())["sections"][2:],
    ],
}  # fmt: skip
