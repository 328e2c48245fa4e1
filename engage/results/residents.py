"""How many of those who live here took part, where the number of residents is known."""

import re
from dataclasses import dataclass

from engage.extracts import fieldwork as extracts

#: key of an option about age, as "age_16_to_24", "age_85_or_over", "under_16"
AGES = re.compile(r"(?:age_)?(\d{1,3})(?:_to_\d{1,3}|_or_over|_and_over|_plus)")
UNDER = re.compile(r"(?:age_)?under_\d{1,3}")
ADULT = 16


@dataclass(frozen=True)
class ShareOfResidents:
    """Residents who took part and did not say that they are younger, of residents aged 16 and over."""

    n_people: int
    n_residents: int
    source: str

    @property
    def share(self):
        return self.n_people / self.n_residents


def of(consultation, questionnaire_id):
    """The ShareOfResidents, or None while nobody brought counts of residents by age that can be cut at 16.

    Professionals, organisations and people who said that they live elsewhere are in neither of its numbers.
    """
    population = extracts.population(consultation.id)
    for question, counts in population.groupby("question", sort=False):
        ages = {option: _age(option) for option in counts["option"]}
        if None in ages.values() or any(age < ADULT and not UNDER.fullmatch(option) for option, age in ages.items()):
            continue
        adults = counts[[ages[option] >= ADULT for option in counts["option"]]]
        if not adults["people"].sum():
            continue
        said = extracts.profiles(questionnaire_id)
        said = said[said["question"] == question]
        younger = said[said["option"].str.fullmatch(UNDER)]
        return ShareOfResidents(
            n_people=extracts.n_residents(questionnaire_id) - int(younger["respondents"].sum()),
            n_residents=int(adults["people"].sum()),
            source=", ".join(dict.fromkeys(adults["source"])),
        )
    return None


def _age(option):
    """The lowest age of an option; None where it says nothing of ages."""
    if UNDER.fullmatch(option):
        return 0
    found = AGES.fullmatch(option)
    return int(found[1]) if found else None
