"""A draft of the results: what is said above them, which quotes stand in them, and the figures as they are now."""

import re

from flask import current_app, g, request

from engage import council_words
from engage.auth import role_required
from engage.i18n import describe
from engage.operations import releases as operations
from engage.operations.staff import record
from engage.publishing import newest_version, published
from engage.results import snapshot
from engage.results.snapshot import themes
from engage.views.releases.address import WRITERS, bp, clock, load, onward, show
from forms.delivery.pages import read_texts
from forms.delivery.typed import Typed

MODES = {
    snapshot.ROUNDED: "Rounded: counts from 1 to 7 are kept back, the others go to the nearest 5",
    snapshot.EXACT: "Exact: counts are as they are, small ones are kept back with others beside them",
}
#: what an officer chooses from under one theme
MOST_OFFERED = 10
LINK = re.compile(r"https://[^\s/\\][^\s<>\"\\]*")
PARTS = {
    "headline": "Write in a few sentences what people said",
    "next": "Write what happens next, and who decides",
}


@bp.route("/draft", methods=["GET", "POST"])
@role_required(*WRITERS)
def prepare(code):
    """The figures are counted anew whenever this page is saved."""
    consultation = load(code)
    draft = operations.find_draft(consultation)
    offered = themes.candidates(consultation)
    locales = _locales(consultation)
    if request.method == "POST":
        typed = Typed(request.form)
        words, mode, link = _read(typed, locales)
        if not typed.faults:
            made = _prepare(consultation, offered, words, mode, link, locales)
            return onward("show_release", number=made.number)
        chosen = set(request.form.getlist("quotes"))
        return _show(consultation, draft, offered, locales, chosen, typed.faults, request.form)
    record(g.staff, "viewed_quotes", "consultation", code, clock())
    before = draft or operations.newest_published(consultation)
    return _show(consultation, draft, offered, locales, _chosen_before(before, offered), {}, _typed_before(before))


def _prepare(consultation, offered, words, mode, link, locales):
    there = {f"{theme.id}:{row.key}": (theme.id, row) for theme, rows in offered for row in rows}
    picked = [there[value] for value in dict.fromkeys(request.form.getlist("quotes")) if value in there]
    chosen = {}
    for theme_id, row in picked:
        chosen.setdefault(theme_id, []).append(row.key)
    now = clock()
    data = snapshot.take(consultation, now, mode, chosen, operations.labels(consultation))
    quotes = [(theme_id, row.key, themes.quote_id(row.key, row.text)) for theme_id, row in picked]
    return operations.prepare(consultation, data, words, quotes, link, locales, g.staff, now)


def _read(typed, locales):
    words = {}
    for name, needed in PARTS.items():
        texts = read_texts(typed, locales, needed, "Write it in Easy Read too", before=f"{name}_")
        for locale, pair in texts.items():
            if long := council_words.long_sentence(pair["easy_read"]):
                typed.faults[f"{name}_{locale}_easy_read"] = f"This sentence is too long for Easy Read: {long}"
        words[name] = texts
    day = typed.day("next_on")
    mode = typed.choice("mode", MODES, "Choose how figures are printed")
    link = typed.words("link", longest=500)
    if link and not LINK.fullmatch(link):
        typed.faults["link"] = "Enter the whole address of the report, from https:// on, or leave it empty"
    return words | {"next_on": day.isoformat() if day else None}, mode, link


def _locales(consultation):
    locales = published(newest_version(consultation).id).definition.locales
    return sorted(locales, key=lambda one: one != council_words.FIRST)


def _typed_before(release):
    """What was written before, by field of the page."""
    if release is None:
        return {"mode": snapshot.ROUNDED}
    words = release.data["words"]
    typed = {
        f"{name}_{locale}_{variant}": text
        for name in PARTS
        for locale, pair in words[name].items()
        for variant, text in pair.items()
    }
    year, month, day = (words["next_on"] or "--").split("-")
    typed["next_on"] = f"{int(day)}/{int(month)}/{year}" if day else ""
    return typed | {"link": release.link, "mode": release.data["disclosure"]["mode"]}


def _chosen_before(release, offered):
    """What was ticked before; at first, what the machine picks: with consent and without a name."""
    if release is not None:
        return {f"{one.theme_id}:{one.text_key}" for one in release.quotes if one.hidden_at is None}
    chosen = set()
    for theme, rows in offered:
        clean = [row for row in rows if themes.is_clean(row.text)][: themes.MOST_QUOTES]
        chosen |= {f"{theme.id}:{row.key}" for row in clean}
    return chosen


def _show(consultation, draft, offered, locales, chosen, faults, typed):
    quotes = [
        (theme, [(f"{theme.id}:{row.key}", row, themes.is_clean(row.text)) for row in _few(theme, rows, chosen)])
        for theme, rows in offered
    ]
    return show(
        "prepare", faults, typed, consultation=consultation, draft=draft, quotes=quotes, chosen=chosen,
        modes=MODES.items(), spoken=[(locale, describe(locale)[1]) for locale in locales],
        council=current_app.config["COUNCIL_NAME"],
    )  # fmt: skip


def _few(theme, rows, chosen):
    """The first texts under a theme, and those that were chosen before."""
    return [row for place, row in enumerate(rows) if place < MOST_OFFERED or f"{theme.id}:{row.key}" in chosen]
