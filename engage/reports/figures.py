"""Parts that several reports print in the same way: who took part, what matters most, themes, quotes, what came of it.

All figures come from the snapshot (engage.results.snapshot): disclosure is applied there, and nothing is counted here.
"""

import datetime as dt
from itertools import groupby
from types import SimpleNamespace

from engage.exports import charts
from engage.exports.document import Chart, Column, Mark, Paragraph, Quote, Table
from engage.exports.furniture import in_language, printed
from engage.exports.tables import CHANNEL_NAMES, VARIANT_NAMES
from engage.results.kinds import keeps_order
from engage.results.places import ordinal

ACTIVITY_NAMES = {
    "focus_group": "Focus group", "workshop": "Workshop", "drop_in": "Drop-in", "stall": "Stall",
    "interview": "Interview", "public_meeting": "Public meeting",
}  # fmt: skip


def said(texts, locale, variant="standard"):
    """Words in the language and wording of a report; English, and then the first there is, where they have no such."""
    for tongue in (locale, "en", *sorted(texts)):
        if words := texts.get(tongue, {}).get(variant):
            return words
    return ""


def day(text, locale):
    """As "7 October 2026", of an ISO day or moment; empty where there is none."""
    return printed(dt.date.fromisoformat(text[:10]), "date", locale) if text else ""


def figure(value, mark):
    """A figure, or the mark that stands in its place."""
    return Mark(mark or "c") if value is None else value


def share(line):
    """The share of a line, or the mark that stands in its place. A weak one is told: weak_note() says so."""
    return Mark(line["mark"] or "c") if line["share"] is None else line["share"]


def weak_note(lines, locale):
    """("...",) where a share of a table rests on 30 to 99 people; () where none does."""
    _ = in_language(locale)
    if any(line["mark"] == "u" and line["share"] is not None for line in lines):
        return (_("[u] Low reliability: a share of fewer than 100 people may be far off. Read it with care."),)
    return ()


def count_words(n, locale):
    """As "1,205", or that it is kept back."""
    _ = in_language(locale)
    return _("a number that is kept back") if n is None else printed(n, "count", locale)


def took_part(snapshot, locale):
    """The sentence that stands above everything: how many people, of how many."""
    _, taking = in_language(locale), snapshot["taking"]
    people = count_words(taking["people"], locale)
    residents = taking["residents"]
    if not residents or residents["n_people"] is None:
        return _("%(n)s people took part.") % {"n": people}
    part = 100 * residents["n_people"] / residents["n_residents"]
    of_all = f"{part:.2f}%" if part < 10 else f"{part:.0f}%"
    words = _("%(n)s people took part: %(share)s of residents aged 16 and over (%(source)s).")
    return words % {"n": people, "share": of_all, "source": residents["source"]}


def when(snapshot, locale):
    _, found = in_language(locale), snapshot["consultation"]
    days = {"opened": day(found["opened_on"], locale), "closed": day(found["closed_on"], locale)}
    return _("The consultation was open from %(opened)s to %(closed)s.") % days


def self_selected(locale):
    _ = in_language(locale)
    return _("These are the answers of those who chose to take part. They do not say what other residents think.")


def ways_table(snapshot, locale):
    """How people answered: by channel and by wording."""
    _, taking = in_language(locale), snapshot["taking"]
    rows = [
        (in_language(locale)(names[key]), figure(n, "c"))
        for part, names in (("by_channel", CHANNEL_NAMES), ("by_wording", VARIANT_NAMES))
        for key, n in taking[part].items()
    ]
    columns = Column(_("Way of answering, and wording")), Column(_("People"), "count")
    notes = (_("Base: %(n)s people. Every person is counted once by channel and once by wording.")
             % {"n": count_words(taking["people"], locale)},)  # fmt: skip
    return Table("ways", _("How people answered"), columns, tuple(rows), notes)


def about_tables(snapshot, locale):
    """Who answered: a table for each question that people were asked about themselves."""
    _ = in_language(locale)
    columns = Column(_("Group")), Column(_("People"), "count"), Column(_("Share of those who said"), "share")
    for part in snapshot["about"]:
        rows = tuple(
            (said(line["words"], locale), figure(line["count"], line["mark"]), share(line)) for line in part["lines"]
        )
        base = _("Base: %(n)s people who answered this question.") % {"n": count_words(part["base"], locale)}
        yield Table(f"about-{part['key']}", said(part["titles"], locale), columns, rows,
                    (base, *weak_note(part["lines"], locale)))  # fmt: skip


def ranking_blocks(part, title, locale, is_full=False):
    """A question that is answered with options: the sentence, the chart, and the table of the same figures."""
    _ = in_language(locale)
    if title != said(part["question"], locale):
        yield Paragraph(said(part["question"], locale))
    if part["answered"] is None:
        yield Paragraph(_("Too few people answered this section: its figures are kept back."))
        return
    chart = ranking_chart(part, title, locale)
    if chart:
        yield chart
    else:
        yield Paragraph(leading(part, locale))
    yield ranking_table(part, title, locale, is_full)


def is_in_order(part):
    """Do its lines stand in the order of the questionnaire, without ranks?"""
    # releases that were frozen before this was kept have ranks for every type
    return keeps_order(part.get("type")) and not any(line["rank"] for line in part["lines"])


def ranking_table(part, title, locale, is_full=False):
    _ = in_language(locale)
    has_places = not is_in_order(part)
    columns = [Column(_("Option")), Column(_("People"), "count"), Column(_("Share"), "share")]
    columns = [Column(_("Place")), *columns] if has_places else columns
    if is_full:
        columns += [Column(_("Steady from"), "share"), Column(_("Steady to"), "share")]
        columns += [Column(_("Could be"))] if has_places else []
    rows = []
    for line in part["lines"]:
        told = share(line)
        row = [line["rank"] or Mark("z")] if has_places else []
        row += [said(line["words"], locale), figure(line["count"], line["mark"]), told]
        if is_full:
            row += [told, told] if isinstance(told, Mark) else [line["low"], line["high"]]
            row += [_places(line, locale) or Mark("z")] if has_places else []
        rows.append(tuple(row))
    notes = [base_words(part, locale)]
    notes += [
        _("%(option)s was offered in one wording only; its base is %(n)s people.")
        % {"option": said(line["words"], locale), "n": count_words(line["base"], locale)}
        for line in part["lines"] if line["only_in"]
    ]  # fmt: skip
    notes += weak_note(part["lines"], locale)
    return Table(f"ranking-{part['key']}", title, tuple(columns), tuple(rows), tuple(notes))


def base_words(part, locale):
    """Of whom the shares are, and why they add to more than all of them."""
    _, most = in_language(locale), part.get("most", 3)
    told = _("Base: %(n)s people who answered this question.") % {"n": count_words(part["answered"], locale)}
    if most == 1:
        return told
    if part.get("type") == "rank":
        why = _("Counted are the options among the first %(most)s places, so shares add to more than 100%%.")
    else:
        why = _("People could choose up to %(most)s, so shares add to more than 100%%.")
    return f"{told} {why % {'most': most}}"


def ranking_chart(part, title, locale):
    """The bars of a section, or None where no share of it is told."""
    _ = in_language(locale)
    told = [line for line in part["lines"] if not isinstance(share(line), Mark)]
    if not told:
        return None
    bands = [
        SimpleNamespace(lines=[
            SimpleNamespace(
                rank=line["rank"], words=said(line["words"], locale), places=_places(line, locale),
                share=line["share"], low=line["low"], high=line["high"], base=line["base"],
            )
            for line in lines
        ])
        for _band, lines in groupby(told, lambda line: line["band"])
    ]  # fmt: skip
    sentence = leading(part, locale)
    svg = charts.bar_chart(part["key"], title, sentence, bands, lambda found: printed(found, "share", locale))
    return Chart(f"chart-{part['key']}", title, sentence, str(svg), f"ranking-{part['key']}")


def leading(part, locale):
    """What came first in a section, in a sentence, and whether that is certain."""
    _ = in_language(locale)
    if is_in_order(part):
        return _most_chosen(part, locale)
    ranked = [line for line in part["lines"] if line["rank"] and line["count"] is not None]
    first = [line for line in ranked if line["rank"] == ranked[0]["rank"]]
    if not first or not first[0]["count"]:
        return _("No option of this section can be told apart from the others.")
    words = {"options": _listed([said(line["words"], locale) for line in first], locale),
             "n": count_words(first[0]["count"], locale), "base": count_words(first[0]["base"], locale)}  # fmt: skip
    if isinstance(share(first[0]), Mark):
        told = _("%(options)s came first: %(n)s of %(base)s people who answered chose it.") % words
    else:
        words["share"] = printed(first[0]["share"], "share", locale)
        told = _("%(options)s came first: %(share)s of the %(base)s people who answered chose it.") % words
    near = [said(line["words"], locale) for line in ranked if line not in first and line["best"] == 1]
    if near or len(first) > 1:
        too_close = [said(line["words"], locale) for line in first] + near
        told += " " + _("%(options)s are too close to call.") % {"options": _listed(too_close, locale)}
    return told


def _most_chosen(part, locale):
    """Of a scale or a rating: nothing came first, but one answer was given most."""
    _ = in_language(locale)
    told = [line for line in part["lines"] if line["count"]]
    if not told:
        return _("Every answer was given by few people, so its figures are kept back.")
    most = max(line["count"] for line in told)
    lines = [line for line in told if line["count"] == most]
    words = {"options": _listed([said(line["words"], locale) for line in lines], locale),
             "n": count_words(most, locale), "base": count_words(part["answered"], locale)}  # fmt: skip
    if len(lines) > 1:
        return _("Given most often, by %(n)s of %(base)s people each: %(options)s.") % words
    return _("Given most often: %(options)s, by %(n)s of the %(base)s people who answered.") % words


def _places(line, locale):
    """As "2nd to 3rd"; the places that an option could hold."""
    best, worst = line["best"], line["worst"]
    if best is None:
        return ""
    if locale != "en":
        return f"{best}" if best == worst else f"{best}–{worst}"
    return ordinal(best) if best == worst else f"{ordinal(best)} to {ordinal(worst)}"


def _listed(texts, locale):
    _ = in_language(locale)
    return (
        texts[0] if len(texts) == 1 else _("%(some)s and %(last)s") % {"some": ", ".join(texts[:-1]), "last": texts[-1]}
    )


def theme_title(part, locale):
    _ = in_language(locale)
    return said(part["titles"], locale) or _("All comments")


def theme_table(part, locale, is_full=False):
    """Comments and activities side by side, never added; agreement beside them."""
    _ = in_language(locale)
    columns = [Column(_("Theme")), Column(_("Comments"), "count"), Column(_("Share of comments"), "share"),
               Column(_("Activities that raised it"), "count")]  # fmt: skip
    if is_full:
        columns.append(Column(_("Agreement of two people"), "number"))
    rows = []
    for line in part["lines"]:
        row = [line["name"], figure(line["n_comments"], line["mark"]), share(line), line["n_activities"]]
        if is_full:
            agreed = line["agreement"]["people"]
            row.append(Mark("z") if agreed is None else agreed)
        rows.append(tuple(row))
    notes = [
        _("Base: %(n)s comments and %(m)s activities. A comment can carry several themes. "
          "Activities are counted apart and never added to comments.")
        % {"n": count_words(part["n_comments"], locale), "m": count_words(part["n_activities"], locale)}
    ]  # fmt: skip
    if is_full:
        notes.append(_("Agreement: Krippendorff's alpha of two people who coded the same comments, each without "
                       "seeing the other. From 0.80 it is good, under 0.67 it is weak."))  # fmt: skip
    if any(line["is_about"] for line in part["lines"]):
        notes.append(_("Counts that the machine made without being known to be as good as people are rough."))
    notes += weak_note(part["lines"], locale)
    name = f"themes-{part['question'] or 'all'}"
    return Table(name, _("Themes: %(title)s") % {"title": theme_title(part, locale)}, tuple(columns), tuple(rows),
                 tuple(notes))  # fmt: skip


def quote_blocks(line, locale, most):
    """What people said in their own words, with what is shared by at least ten of them under it."""
    for quote in line["quotes"][:most]:
        yield Quote(quote["text"], quote_label(quote, locale), quote["locale"])


def quote_label(quote, locale):
    _ = in_language(locale)
    source = _("Comment") if quote["source"] == "comment" else activity_name(quote["source"], locale)
    label = said(quote["label"], locale)
    return f"{source}, {label}" if label else source


def activity_name(kind, locale):
    return in_language(locale)(ACTIVITY_NAMES.get(kind, kind.replace("_", " ").capitalize()))


def activity_table(snapshot, locale):
    """What was done beside the questionnaire."""
    _ = in_language(locale)
    rows = tuple((activity_name(one["type"], locale), one["n"]) for one in snapshot["activities"])
    columns = Column(_("Type of activity")), Column(_("Activities"), "count")
    notes = (_("People present, counted again at each activity: %(n)s. They are never added to those who answered.")
             % {"n": count_words(snapshot["n_present"], locale)},)  # fmt: skip
    return Table("activities", _("Activities"), columns, rows, notes)


def disclosure(snapshot, locale):
    """The rule by which small numbers were kept back, in words."""
    _, rule = in_language(locale), snapshot["disclosure"]
    values = {"threshold": rule["threshold"], "base": rule["base"]}
    if rule["mode"] == "rounded":
        return _("So that nobody can be recognised, counts of people are rounded to the nearest 5, numbers under "
                 "%(threshold)s are kept back, and of fewer than %(base)s people nothing is told. "
                 "Figures may not add up.") % values  # fmt: skip
    return _("So that nobody can be recognised, numbers under %(threshold)s are kept back, others with them where they "
             "could be worked out, and of fewer than %(base)s people nothing is told.") % values  # fmt: skip


def source(snapshot, locale):
    _ = in_language(locale)
    words = _("Counted on %(day)s by Engage %(version)s. Data, SHA-256: %(hash)s.")
    return words % {"day": day(snapshot["counted_at"], locale), "version": snapshot["code_version"],
                    "hash": snapshot["data_sha256"]}  # fmt: skip
