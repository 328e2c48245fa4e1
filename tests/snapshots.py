"""What may be published of a small consultation, as engage.results.snapshot.take() gives it: for what prints it."""

from copy import deepcopy


def words(text, *locales):
    """The same text in both wordings of English and of more languages, marked with the language."""
    return {
        locale: {
            "standard": text if locale == "en" else f"({locale}) {text}",
            "easy_read": f"{text}." if locale == "en" else f"({locale}) {text}.",
        }
        for locale in ("en", *locales)
    }


def a_line(option, text, rank, count, base, places=(None, None, None, ""), mark="", **changes):
    """A line of a ranking; `places`: best, worst, band, top."""
    share = None if count is None or not base else round(count / base, 4)
    around = (None, None) if share is None else (round(max(0, share - 0.08), 3), round(min(1, share + 0.08), 3))
    best, worst, band, top = places
    line = {"option": option, "words": words(text), "rank": rank, "count": count, "base": base, "share": share,
            "low": around[0], "high": around[1], "best": best, "worst": worst, "band": band, "top": top, "only_in": "",
            "mark": mark}  # fmt: skip
    return line | changes


def a_theme(key, name, n_comments, n_activities, share, *quotes, mark="", parent=None):
    return {
        "key": key, "name": name, "description": f"What people said about {name.lower()}", "parent": parent,
        "n_comments": n_comments, "n_activities": n_activities, "share": share, "mark": mark, "is_about": False,
        "agreement": {"people": 0.82, "machine": None, "verdict": None}, "quotes": list(quotes),
    }  # fmt: skip


def a_quote(id_="0123456789abcdef", text="More trees would keep the street cool", label=None, **changes):
    quote = {"id": id_, "text": text, "locale": "en", "label": label if label is not None else words("40 or over")}
    return quote | {"source": "comment"} | changes


SNAPSHOT = {
    "format": 1,
    "code_version": "0.1.0",
    "counted_at": "2026-10-29T09:00:00+00:00",
    "data_sha256": "ab" * 32,
    "consultation": {
        "code": "market-place",
        "titles": words("The market place"),
        "locales": ["en"],
        "opened_on": "2026-09-30",
        "closed_on": "2026-10-27",
        "versions": [{"number": 1, "published_on": "2026-09-30"}],
    },
    "disclosure": {"mode": "rounded", "base": 10, "threshold": 8},
    "taking": {
        "responses": 160,
        "people": 150,
        "organisations": 10,
        "by_channel": {"online": 120, "paper": 30, "telephone": None},
        "by_wording": {"easy_read": 25, "standard": 125},
        "by_language": {"en": 150},
        "late": None,
        "drafts": 20,
        "withdrawn": 0,
        "residents": {"n_people": 140, "n_residents": 230_000, "source": "Census 2021"},
    },
    "about": [
        {
            "key": "age_band",
            "titles": words("How old are you?"),
            "base": 130,
            "lines": [
                {"option": "young", "words": words("Under 40"), "says_nothing": False, "count": 40, "share": 0.3077,
                 "mark": ""},
                {"option": "old", "words": words("40 or over"), "says_nothing": False, "count": 90, "share": 0.6923,
                 "mark": ""},
                {"option": "prefer_not_to_say", "words": words("Prefer not to say"), "says_nothing": True,
                 "count": None, "share": None, "mark": "c"},
            ],
        }
    ],
    "rankings": [
        {
            "key": "streets_priorities",
            "section": "streets",
            "titles": words("Your streets"),
            "question": words("Which matter most in your streets?"),
            "type": "top_three",
            "most": 3,
            "answered": 145,
            "blank": None,
            "lines": [
                a_line("buses", "Buses", "1", 100, 145, (1, 1, 1, "in")),
                a_line("lights", "Street lights", "2=", 60, 145, (2, 3, 2, "in")),
                a_line("trees", "Trees", "2=", 60, 145, (2, 3, 2, "in")),
                a_line("benches", "Benches", "", None, 145, mark="c"),
            ],
        },
        {
            "key": "shops_priorities",
            "section": "shops",
            "titles": words("Your shops"),
            "question": words("Which matter most in your shops?"),
            "type": "top_three",
            "most": 3,
            "answered": 20,
            "blank": 0,
            "lines": [
                a_line("bakers", "Bakers", "1", 15, 20, (1, 3, 1, "in"), "z", share=None, low=None, high=None),
                a_line("markets", "Market stalls", "2", 10, 20, (1, 3, 1, "in"), "z", share=None, low=None, high=None),
                a_line("banks", "Banks", "3", 0, 20, (1, 3, 1, "in"), "z", share=None, low=None, high=None),
            ],
        },
    ],
    "measures": [],
    "themes": [
        {
            "question": "streets_comment",
            "section": "streets",
            "titles": words("Your streets"),
            "codeframe": 1,
            "n_comments": 60,
            "n_activities": 3,
            "lines": [
                a_theme("T1", "Trees and shade", 25, 2, 0.4167, a_quote(),
                        a_quote("fedcba9876543210", "Shade at the bus stop", {}, source="focus_group")),
                a_theme("T2", "Buses", 15, 1, 0.25),
                a_theme("T3", "Parking", None, 0, None, mark="c"),
            ],
        }
    ],
    "groups": {
        "choices": [
            {
                "key": "streets_priorities",
                "titles": words("Your streets"),
                "question": words("Which matter most in your streets?"),
            "type": "top_three",
            "most": 3,
                "n_groups": 3,
                "lines": [{"option": "buses", "words": words("Buses"), "n_groups": 2}],
            }
        ],
        "topics": [
            {"section": "streets", "titles": words("Your streets"), "n_raised": 2, "n_activities": 3,
             "n_contributions": 14}
        ],
    },
    "activities": [{"type": "focus_group", "n": 2}, {"type": "drop_in", "n": 1}],
    "n_present": 35,
    "submissions": [
        {
            "number": 1,
            "from": "Market traders' association",
            "title": "Letter on the closing hours",
            "received_on": "2026-10-12",
            "considered": [{"on": "2026-10-28", "place": "Health and Wellbeing Board, item 4"}],
        }
    ],
    "outcomes": [
        {
            "number": 1,
            "words": words("Plant street trees along the market"),
            "body": "Borsetshire Council",
            "answer": "accepted",
            "reason": words("People asked for shade"),
            "actions": [
                {"number": 1, "words": words("Plant forty trees"), "owner": "Head of Parks", "state": "under_way",
                 "due": "2027-03-31", "outcome": {}}
            ],
        }
    ],
    "method": {
        "exclusions": [
            {"key": "streets_priorities", "over_ticked": None, "not_shown": 0, "unreadable": 0},
            {"key": "shops_priorities", "over_ticked": 0, "not_shown": 120, "unreadable": 0},
        ],
        "second": 0,
        "copies": [
            {"question": "streets_comment", "n_texts": 60, "n_distinct": 50, "n_campaigns": 1, "n_in_campaigns": 10}
        ],
        "keying": [{"batch": "Library 1", "compared": 400, "differing": 3, "wrong": 2, "upper": 0.0179}],
        "coding": [
            {"question": "streets_comment", "codeframe": 1, "agreed_on": "2026-10-20", "n_themes": 3,
             "n_by_people": 60, "n_by_machine": 0, "n_waiting": 0, "n_read_again": 0, "n_sampled": 20,
             "saturated_after": None, "n_conversations": 3}
        ],
        "weighting": {
            "variables": ["age band"], "sources": ["Census 2021"],
            "refusals": ["21% of people have no age band to weight on; at most 20% may"], "warnings": [], "n": 140,
            "n_eff": 140, "efficiency": 1.0,
        },
        "changes": [],
        "imports": [],
    },
    "overrides": [],
    "words": {},
}  # fmt: skip


def a_snapshot(**changes):
    """A snapshot of its own, which a test may change."""
    return deepcopy(SNAPSHOT | changes)
