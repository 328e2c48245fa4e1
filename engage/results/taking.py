"""How many took part, and how."""

from collections import Counter
from dataclasses import dataclass

from engage.extracts import responses as extracts


@dataclass(frozen=True)
class Taking:
    """How many took part, and how."""

    submitted: int
    #: of those: sent after the closing time, inside the time of grace
    late: int
    #: begun and not sent; not counted anywhere else
    drafts: int
    #: sent and taken back; not counted anywhere else
    withdrawn: int
    #: of those sent: on purpose, from a browser that had sent one before
    second: int
    #: (channel, variant) -> number of responses
    ways: dict[tuple[str, str], int]
    #: capacity, "blank" or "not_asked" -> number of responses
    capacities: dict[str, int]
    #: code of a poster or link -> number of responses; None: by none
    vias: dict[str | None, int]

    @property
    def organisations(self):
        return self.capacities.get("organisation", 0)

    @property
    def people(self):
        """Everybody who does not answer for an organisation."""
        return self.submitted - self.organisations

    def by_channel(self, channel):
        return sum(n for (way, _variant), n in self.ways.items() if way == channel)

    def by_variant(self, variant):
        return sum(n for (_channel, wording), n in self.ways.items() if wording == variant)


def count(frame, consultation, questionnaire_id):
    late = int((frame["submitted_at"] >= consultation.closes_at).sum()) if len(frame) else 0
    ways = frame.groupby(["channel", "variant"], sort=True).size()
    capacities, vias = Counter(frame["capacity"]), Counter(frame["via"].dropna())
    if vias:
        vias[None] = len(frame) - vias.total()
    return Taking(
        submitted=len(frame),
        late=late,
        drafts=extracts.n_drafts(questionnaire_id),
        withdrawn=extracts.n_withdrawn(questionnaire_id),
        second=extracts.n_second(questionnaire_id),
        ways={key: int(n) for key, n in ways.items()},
        capacities=dict(capacities),
        vias=dict(vias),
    )
