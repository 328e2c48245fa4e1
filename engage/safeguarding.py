"""What makes a person look at a text: the lists of cues and the clock, as this council set them."""

import datetime as dt
import logging

from flask import current_app

from analysis.cues import CueError, find_cues

log = logging.getLogger(__name__)

#: what the officer reads above the text
KIND_WORDS = {
    "self_harm": "suicide or harm to oneself",
    "domestic_abuse": "abuse at home",
    "child": "a child in danger",
    "adult": "an adult who is neglected, hurt or used",
}


def kinds_in(text):
    """The kinds of cues in a text, each once. A list of the council's that cannot be read costs nobody their answer."""
    if not text:
        return []
    own_list = current_app.config["SAFEGUARDING_CUES"]
    try:
        found = find_cues(text, own_list)
    except CueError as error:
        log.error("%s Only the lists that came with the product were used.", error)
        found = find_cues(text)
    return list(dict.fromkeys(span.kind for span in found))


def words_of(kinds):
    """As "Words point to abuse at home, a child in danger."."""
    return f"Words point to {', '.join(KIND_WORDS[kind] for kind in kinds)}."


def due_at(now):
    """By when somebody has to have acknowledged a concern that is raised now."""
    return now + dt.timedelta(hours=current_app.config["SAFEGUARDING_HOURS"])
