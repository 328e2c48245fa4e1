"""Rows of a snapshot, frozen or of now: small numbers are rounded or kept back in it already."""

from engage.api.shape import maybe, text

MARKS = '"c": kept back, too few; "u": rests on fewer than 100 people; empty: nothing to say'
COUNT = maybe("count", "whole number", "How many, rounded; empty where it is kept back")
SHARE = maybe("share", "number", "Share of the base, from 0 to 1; empty where it is kept back")
MARK = text("mark", MARKS)

RANKING = (
    text("section", "Key of the section"),
    text("question", "Key of the question"),
    text("option", "Key of the option"),
    text("words", "The option in standard English"),
    text("rank", 'Rank by what is printed, as "2" or "2="; empty: none'),
    COUNT,
    maybe("base", "whole number", "People who answered the question and could choose the option, rounded"),
    SHARE,
    maybe("low", "number", "Lower end of the range of the share"),
    maybe("high", "number", "Upper end of it"),
    maybe("best", "whole number", "Best place it could stand at if a similar set of people had answered"),
    maybe("worst", "whole number", "Worst such place"),
    maybe("band", "whole number", "Options of one band cannot be told apart"),
    MARK,
)
THEMES = (
    text("question", "Key of the question; empty: for every question"),
    maybe("codeframe", "whole number", "Number of the codeframe"),
    text("theme", "Code of the theme"),
    text("name", "Its name"),
    text("description", "What it means"),
    text("parent", "Code of the theme above it; empty: none"),
    maybe("n_comments", "whole number", "Comments that carry it, rounded; empty where it is kept back"),
    maybe("n_activities", "whole number", "Activities at which it was raised; never added to comments"),
    SHARE,
    MARK,
)
PEOPLE = (
    text("about", 'What is counted: "all", "channel", "wording", "language", or the key of a question about people'),
    text("group", 'Key of the group; of "all": responses, people or organisations'),
    text("words", "The group in standard English; empty where there is only the key"),
    COUNT,
    SHARE,
    MARK,
)


MEASURES = (
    text("section", "Key of the section"),
    text("question", "Key of the question"),
    text("type", '"number" or "date"'),
    text("unit", "What a number is measured in, in standard English; empty: nothing"),
    text("low", 'Where the group begins: a number, a month as "2026-03" or a year; empty: open'),
    text("high", "Where it ends, with this; empty: open"),
    COUNT,
    maybe("base", "whole number", "People who answered the question, rounded; empty where it is kept back"),
    SHARE,
    MARK,
)
MIDDLE_NAMES = ("median", "median_low", "median_high", "lower_quartile", "upper_quartile", "mean", "mean_low",
                "mean_high")  # fmt: skip
MIDDLES = (
    text("section", "Key of the section"),
    text("question", "Key of the question"),
    text("type", "Type of the question"),
    text("unit", "What the figures are measured in, in standard English; empty: nothing"),
    maybe("base", "whole number", "People who gave a number, rounded; empty where it is kept back"),
    maybe("median", "number", "Half gave this or less, rounded until ten people share it; empty: kept back"),
    maybe("median_low", "number", "Lower end of where it could lie if a similar set of people had answered (95%)"),
    maybe("median_high", "number", "Upper end of it"),
    maybe("lower_quartile", "number", "A quarter gave this or less, rounded likewise"),
    maybe("upper_quartile", "number", "A quarter gave this or more, rounded likewise"),
    maybe("mean", "number", "Mean, rounded; empty where it would tell of one person"),
    maybe("mean_low", "number", "Lower end of where it could lie (95%)"),
    maybe("mean_high", "number", "Upper end of it"),
)


def ranking_rows(data):
    for part in data["rankings"]:
        for line in part["lines"]:
            figures = [line.get(name) for name in ("count", "base", "share", "low", "high", "best", "worst", "band")]
            head = (part["section"], part["key"], line["option"], english(line["words"]), line["rank"])
            yield (*head, *figures, line["mark"])


def measure_rows(data):
    for part in data.get("measures", ()):
        head = (part["section"], part["key"], part["type"], english(part["unit"]))
        for line in part["lines"]:
            ends = ["" if line[name] is None else str(line[name]) for name in ("low", "high")]
            yield (*head, *ends, line["count"], part["answered"], line["share"], line["mark"])


def middle_rows(data):
    """Of every number; of dates there is no middle."""
    for part in data.get("measures", ()):
        if part["type"] == "number":
            head = (part["section"], part["key"], part["type"], english(part["unit"]), part["answered"])
            yield (*head, *(part.get(name) for name in MIDDLE_NAMES))


def theme_rows(data):
    for part in data["themes"]:
        for line in part["lines"]:
            head = (part["question"] or "", part.get("codeframe"), line["key"], line["name"], line["description"])
            yield (*head, line.get("parent") or "", line["n_comments"], line["n_activities"], line["share"],
                   line["mark"])  # fmt: skip


def people_rows(data):
    taking = data["taking"]
    for name in ("responses", "people", "organisations"):
        yield "all", name, "", *_known(taking[name])
    for about in ("channel", "wording", "language"):
        for group, count in sorted(taking[f"by_{about}"].items()):
            yield about, group, "", *_known(count)
    for part in data["about"]:
        for line in part["lines"]:
            yield (part["key"], line["option"], english(line["words"]), line["count"], line["share"], line["mark"])


def english(texts):
    """The standard English of {locale: {variant: words}}; another language where there is none."""
    found = texts.get("en") or (texts[min(texts)] if texts else {})
    return found.get("standard", "")


def _known(count):
    return count, None, "c" if count is None else ""
