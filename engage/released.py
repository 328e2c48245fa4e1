"""Results as the public reads them: only from the frozen data of the newest release, in the words of the page."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from flask_babel import get_locale

from engage.i18n import variant
from engage.operations import releases
from forms.question_types import PRIORITIES, keeps_order

FIRST = "en"
#: a bar without a share has no length; too few people answered for one
CHANNELS = ("online", "paper", "telephone", "assisted", "imported")


@dataclass(frozen=True)
class Said:
    """Words in the language of the page, or in English with its mark; `locale` is None where it is the page's own."""

    words: str
    locale: str | None = None

    def __str__(self):
        return self.words


@dataclass(frozen=True)
class Option:
    """One line of a ranking, as it is printed."""

    key: str
    said: Said
    rank: str
    count: int | None
    base: int | None
    share: float | None
    low: float | None
    high: float | None
    best: int | None
    worst: int | None
    band: int | None
    mark: str

    @property
    def words(self):
        return self.said.words


@dataclass(frozen=True)
class Quote:
    text: str
    locale: str
    label: Said | None
    is_comment: bool


@dataclass(frozen=True)
class ThemeLine:
    """One theme: comments and sessions beside each other, never added."""

    question: str | None
    key: str
    name: str
    description: str
    n_comments: int | None
    n_activities: int
    share: float | None
    mark: str
    is_about: bool
    agreement: float | None
    quotes: tuple[Quote, ...]


class Released:
    """The data of one release, read for one page."""

    def __init__(self, release):
        self.release = release
        self.data = releases.public_data(release)

    @property
    def published_on(self):
        return self.release.published_at

    @property
    def counted_on(self):
        return dt.datetime.fromisoformat(self.data["counted_at"])

    @property
    def headline(self):
        return self.data["words"]["headline"]

    @property
    def next_words(self):
        return self.data["words"].get("next") or {}

    @property
    def next_on(self):
        day = self.data["words"].get("next_on")
        return dt.date.fromisoformat(day) if day else None

    @property
    def taking(self):
        return self.data["taking"]

    @property
    def channels(self):
        counts = self.taking["by_channel"]
        return [(channel, counts[channel]) for channel in CHANNELS if channel in counts]

    @property
    def about(self):
        """(question, base, options) of who answered; an option goes in the order of the form."""
        return [
            (said(part["titles"]), part["base"], [_option(line, rank="") for line in part["lines"]])
            for part in self.data["about"]
        ]

    @property
    def rankings(self):
        return [Ranking(part) for part in self.data["rankings"]]

    @property
    def measures(self):
        return [Measure(part) for part in self.data.get("measures", ())]

    @property
    def themes(self):
        """(question, title, number of comments, number of sessions, themes) of each codeframe."""
        return [
            (part["question"], said(part["titles"]) if part["titles"] else None, part["n_comments"],
             part["n_activities"], [_theme(part["question"], line) for line in part["lines"]])
            for part in self.data["themes"]
        ]  # fmt: skip

    @property
    def files(self):
        """As they were made at publishing; none once a quote was taken off, which they still hold."""
        return () if self.release.hidden else self.release.files

    def theme_of(self, evidence):
        """The released ThemeLine of a theme that a recommendation rests on, or None."""
        theme = evidence.theme
        for part in self.data["themes"]:
            same = part["question"] == theme.codeframe.question_key
            for line in part["lines"] if same else ():
                if line["name"] == theme.label:
                    return _theme(part["question"], line)
        return None

    def about_sections(self, sections):
        """(section, rankings, themes) of what was found in each of these sections of the questionnaire."""
        found = []
        for section in sections:
            keys = {question.key for question in section.questions}
            ranked = [one for one in self.rankings if one.key in keys and one.foremost]
            themes = [line for question, *_rest, lines in self.themes if question in keys for line in lines]
            found.append((section, ranked, themes))
        return found


class Ranking:
    """What matters most in one section."""

    def __init__(self, part):
        self.key, self.section = part["key"], part["section"]
        self.title, self.question = said(part["titles"]), said(part["question"])
        self.answered, self.most = part["answered"], part.get("most", 3)
        self.options = [_option(line) for line in part["lines"]]
        #: a scale or a rating: its options stand in their order and none has a rank. Earlier releases ranked them too
        self.is_in_order = keeps_order(part.get("type")) and not any(one.rank for one in self.options)
        self.is_priority = part.get("type", "top_three") in PRIORITIES
        self.middle, self.unit = part.get("middle") or {}, ""
        named = {one.key: one for one in self.options}
        #: (option, line) of an order: how many put it first
        self.first = [(named[line["option"]], line) for line in part.get("first", {}).get("lines", ())]

    @property
    def bands(self):
        """Options with a share, those that cannot be told apart together."""
        shown = [one for one in self.options if one.share is not None]
        return [list(group) for _band, group in groupby(shown, key=lambda one: one.band)]

    @property
    def is_weak(self):
        """Is a share printed that rests on fewer than 100 people?"""
        return any(one.share is not None and one.mark == "u" for one in self.options)

    @property
    def chosen_most(self):
        """The options that share the first place; without ranks, those that most people chose."""
        if not self.is_in_order:
            return [one for one in self.options if one.rank.rstrip("=") == "1"]
        most = max((one.count for one in self.options if one.count), default=0)
        return [one for one in self.options if one.count and one.count == most]

    @property
    def foremost(self):
        """The options that hold one of the first three places by what is printed; without ranks, what most chose."""
        if self.is_in_order:
            return self.chosen_most
        return [one for one in self.options if one.rank and one.count and int(one.rank.rstrip("=")) <= 3]


class Measure:
    """The numbers or dates that people gave to one question: groups of them, and of numbers the middle."""

    def __init__(self, part):
        self.part, self.key, self.section, self.type = part, part["key"], part["section"], part["type"]
        self.question = said(part["question"])
        self.unit = said(part["unit"]).words if part["unit"] else ""
        self.answered, self.lines = part["answered"], part["lines"]
        self.mean, self.median = (
            tuple(part[f"{name}{end}"] for end in ("", "_low", "_high")) for name in ("mean", "median")
        )

    @property
    def largest(self):
        """The group of most people; None where two are of one size, or nothing is told."""
        shown = sorted((line for line in self.lines if line["count"]), key=lambda line: -line["count"])
        is_alone = len(shown) == 1 or (len(shown) > 1 and shown[0]["count"] > shown[1]["count"])
        return shown[0] if is_alone else None


def newest(consultation):
    """The Released that the public reads, or None."""
    release = releases.newest_published(consultation)
    return None if release is None else Released(release)


def every(consultation):
    """Every release that is public, the newest first."""
    return [one for one in releases.published(consultation) if one.is_public]


def said(texts):
    """Said of {locale: {variant: words}}."""
    locale = str(get_locale())
    found = locale if locale in texts else FIRST if FIRST in texts else min(texts)
    return Said(texts[found][variant()], None if found == locale else found)


def _option(line, rank=None):
    names = ("count", "share", "mark")
    own = {name: line.get(name) for name in ("base", "low", "high", "best", "worst", "band")}
    return Option(
        key=line["option"], said=said(line["words"]), rank=line["rank"] if rank is None else rank, **own,
        **{name: line[name] for name in names},
    )  # fmt: skip


def _theme(question, line):
    quotes = tuple(
        Quote(one["text"], one["locale"], said(one["label"]) if one["label"] else None, one["source"] == "comment")
        for one in line["quotes"]
    )
    same = {name: line[name] for name in ("key", "name", "description", "n_comments", "n_activities", "share", "mark")}
    return ThemeLine(
        question=question, **same, is_about=line["is_about"], agreement=line["agreement"]["people"], quotes=quotes
    )
