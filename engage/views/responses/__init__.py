"""Pages for residents, one blueprint: `address` says which draft a page is of, the other modules hold the pages."""

from engage.views.responses import (
    came_of_it,
    credits,
    feeds,
    information,
    journey,
    keeping,
    notices,
    piloting,
    promises,
    respondent_words,
    respondents,
    results,
    returning,
    videos,
)
from engage.views.responses.address import bp

__all__ = [
    "bp", "came_of_it", "credits", "feeds", "information", "journey", "keeping", "notices", "piloting", "promises",
    "respondent_words", "respondents", "results", "returning", "videos",
]  # fmt: skip
