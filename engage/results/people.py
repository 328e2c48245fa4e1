"""The answers of people as pattern tables, cut by how they came, when, and what they said of themselves."""

import pandas as pd

from analysis.answers import read_answers
from analysis.patterns import Characteristic
from analysis.steadiness import halves
from engage.exports.tables import CHANNEL_NAMES, VARIANT_NAMES
from engage.extracts import responses as extracts
from engage.extracts import texts
from engage.fieldwork import option_names
from engage.publishing import published
from engage.results.wordings import LOCALE, VARIANT, Wordings

#: keys of options that say nothing about a person
SAY_NOTHING = ("prefer_not_to_say", "do_not_know")
CAMPAIGNS = "All campaigns together"
EARLY, LATE = "The early half", "The late half"


class People:
    """What people answered, without organisations, and who they are; names of groups are in words."""

    def __init__(self, version):
        questionnaire_id = self.questionnaire_id = version.questionnaire_id
        self.definition = published(version.id).definition
        self.wordings = Wordings(questionnaire_id)
        self.options = extracts.options(questionnaire_id)
        self.offered, self.leading = self.wordings.offered()
        #: with organisations
        self.everybody = frame = extracts.responses(questionnaire_id)
        self.responses = frame[frame["capacity"] != "organisation"].reset_index(drop=True)
        self.picks = self.wordings.counted(extracts.picks(questionnaire_id))
        self.shown = extracts.shown(questionnaire_id)
        said = extracts.groups(questionnaire_id)
        self.said = said[said["response_id"].isin(self.responses["response_id"])]
        self.words = option_names(self.definition)

    def answers(self, response_ids=None, with_all_ticks=False):
        """The Answers of these people; of all without a choice. with_all_ticks: forms with too many ticks too."""
        ids = self.responses["response_id"] if response_ids is None else response_ids
        parts = (part[part["response_id"].isin(ids)] for part in (self.picks, self.shown))
        picks, shown = parts
        return read_answers(picks, self.options, shown, None if with_all_ticks else self.wordings.most, self.offered)

    @property
    def sections(self):
        """(question key, title of its section, words of the question) of each closed question."""
        return [
            (question.key, section.title.get(VARIANT, LOCALE), question.text.get(VARIANT, LOCALE))
            for section, question, _id in self.wordings.closed()
        ]

    def words_of(self, question, option):
        return self.wordings.options[question, option][1].text.get(VARIANT, LOCALE)

    def ways(self, answers):
        """By channel, by wording, and the early half against the late one."""
        known = self.responses.set_index("response_id").reindex(answers.responses)
        time = Characteristic("time", (EARLY, LATE), halves(known["submitted_at"]))
        return [
            _coded("channel", known["channel"], CHANNEL_NAMES),
            _coded("wording", known["variant"], VARIANT_NAMES),
            time,
        ]

    def campaigns(self, answers):
        """One group: those with a text that was sent out to be sent in."""
        theirs = answers.responses.isin(texts.in_campaigns(self.questionnaire_id))
        return Characteristic("campaign", (CAMPAIGNS,), theirs.astype(int) - 1)

    def characteristic(self, question, answers):
        """A question about people: who said nothing of themselves is in no group."""
        rows = self.said[(self.said["characteristic"] == question) & ~self.said["group"].isin(SAY_NOTHING)]
        chosen = rows.set_index("response_id")["group"].reindex(answers.responses)
        return _coded(question, chosen, self.option_words(question))

    def option_words(self, question):
        """option -> words, of a question about people."""
        return {option: words[1] for (key, option), words in self.words.items() if key == question}

    @property
    def asked(self):
        """question -> words, of the questions about people that somebody answered, as the questionnaire has them."""
        there = set(self.said["characteristic"])
        return {key: words[0] for (key, _option), words in self.words.items() if key in there}


def _coded(name, values, words):
    """The Characteristic of values; names of groups in words, in their order, without those that nobody is in."""
    there = [key for key in dict.fromkeys([*words, *values.dropna().unique()]) if (values == key).any()]
    return Characteristic(name, tuple(words.get(key, key) for key in there), pd.Index(there).get_indexer(values))
