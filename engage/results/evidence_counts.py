"""What evidence for a recommendation rests on: how often each option was chosen, and as it may be printed."""

import pandas as pd

from analysis import disclosure, ranking
from engage.extracts import responses as extracts
from engage.models import CHANNELS
from engage.publishing import newest_version
from engage.results.rankings import part_of
from engage.results.wordings import Wordings

#: whatever the channel
EVERYBODY = "all"


def count(consultation):
    """(question, option) -> {"all" or channel: (count, base)}: true figures, of people and not of organisations."""
    questionnaire_id = newest_version(consultation).questionnaire_id
    offered, leading = Wordings(questionnaire_id).offered()
    frame = extracts.responses(questionnaire_id)
    parts = extracts.picks(questionnaire_id), extracts.shown(questionnaire_id), extracts.problems(questionnaire_id)
    picks, shown, _problems, _n = part_of(frame, *parts, organisations=False)
    listed = extracts.options(questionnaire_id)
    ways = frame.set_index("response_id")["channel"]
    found = {}
    for way in (EVERYBODY, *(channel for channel in CHANNELS if (ways == channel).any())):
        own = ways.index if way == EVERYBODY else ways.index[ways == way]
        of_way = [part[part["response_id"].isin(own)] for part in (picks, shown)]
        ranked = ranking.rank(of_way[0], listed, of_way[1], offered=offered, leading=leading).ranks
        for row in ranked.to_dict("records"):
            found.setdefault((row["section"], row["option"]), {})[way] = (int(row["count"]), int(row["base"]))
    return found


def rounded(pairs):
    """name -> [count, base] as they may be printed."""
    if not pairs:
        return {}
    names = list(pairs)
    table = pd.DataFrame({"count": [pairs[name][0] for name in names]}, index=names)
    printed = disclosure.round_table(table, pd.Series([pairs[name][1] for name in names], index=names))
    return {name: [_plain(printed.counts.loc[name, "count"]), _plain(printed.bases[name])] for name in names}


def _plain(value):
    return None if pd.isna(value) else int(value)
