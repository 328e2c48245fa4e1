"""The results for everybody: only what stands in the newest published release, in the words of the page."""

import datetime as dt
from collections import Counter

from babel.dates import format_skeleton
from flask import abort, g, make_response, render_template
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from engage import outcomes, released
from engage.exports import ranked_bars
from engage.exports.download import MEDIA_TYPES
from engage.extracts.retention import clocks
from engage.views.responses.address import HOME, PAGE, bp

#: one wording of an option has no other than this in a sentence
NAMED = 3


@bp.get("/<code>/results", defaults=HOME)
@bp.get(f"{PAGE}/results")
def show_results():
    """404 while nothing is published. What asks for nothing cannot be filtered: everybody reads the same figures."""
    found = released.newest(g.consultation) or abort(404)
    return render_template(
        "responses/show_results.html",
        found=found,
        erased_at=clocks.erased_at(g.consultation),
        has_lines=outcomes.has_public_lines(g.consultation),
        rankings=[(one, _sentence(one), _chart(one)) for one in found.rankings],
        is_top_three=all(one.most == NAMED for one in found.rankings if one.is_priority),
        n_asked=Counter(one.section for one in found.rankings),
        pictures=_pictures(),
    )


@bp.get("/<code>/results/<name>", defaults=HOME)
@bp.get(f"{PAGE}/results/<name>")
def download_released(name):
    """A file as it was made when the results were published, to the byte."""
    found = released.newest(g.consultation) or abort(404)
    file = next((one for one in found.files if one.name == name), None) or abort(404)
    reply = make_response(file.content)
    reply.headers["Content-Type"] = MEDIA_TYPES[file.kind]
    reply.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return reply


def _sentence(ranking):
    """What the chart of a section shows, in one sentence."""
    first = ranking.chosen_most
    if not first or ranking.answered is None:
        if ranking.is_priority:
            return _("Too few people answered to say what matters most.")
        return _("Too few people answered to tell you.")
    names = _(", ").join(one.words for one in first[:NAMED])
    if first[0].share is None:
        return _("Chosen most often: %(names)s.", names=names)
    shown = {"names": names, "share": _share(first[0].share), "base": first[0].base}
    return _("Chosen most often: %(names)s (%(share)s of %(base)s people).", **shown)


def _chart(ranking):
    """The picture of a ranking; nothing where no option has a share."""
    if not ranking.bands or g.variant == "easy_read":
        return ""
    name = ranking.key.replace("_", "-")
    return ranked_bars.draw(
        f"chart-{name}", ranking.question.words, _sentence(ranking), ranking.bands, lambda line: _share(line.share),
        get_locale().text_direction == "rtl",
    )  # fmt: skip


def _share(share):
    """As "43%"; what is not nothing is never printed as 0%."""
    if share is None:
        return ""
    return _("less than 1 in 100") if 0 < share < 0.005 else f"{share:.0%}"


def _pictures():
    """Option -> its picture, for Easy Read."""
    asked = (one for section in g.published.definition.sections for one in section.questions)
    return {(one.key, option.key): option.picture for one in asked for option in one.options if option.picture}


@bp.context_processor
def describe_results():
    return {
        "places": _places, "people_said": _people_said, "share": _share, "group_words": _group_words, "amount": _amount,
    }  # fmt: skip


def _amount(measure, number):
    """As "12.5 miles"."""
    return f"{format_decimal(number)} {measure.unit}".strip()


def _group_words(measure, line):
    """As "10 to 19", "20 or more", "May 2026" or "2024 or earlier"."""
    low, high = (None if end is None else _end(measure, end) for end in (line["low"], line["high"]))
    if low is None:
        return _("%(number)s or less", number=high) if measure.type == "number" else _("%(day)s or earlier", day=high)
    if high is None:
        return _("%(number)s or more", number=low) if measure.type == "number" else _("%(day)s or later", day=low)
    return low if low == high else _("%(best)s to %(worst)s", best=low, worst=high)


def _end(measure, end):
    if measure.type == "number":
        return format_decimal(end)
    if len(end) == len("2026"):
        return end
    return format_skeleton("yMMMM", dt.date.fromisoformat(f"{end}-01"), locale=get_locale())


def _places(option):
    """The places that an option could hold: "1", or "2 to 4"."""
    if option.best is None:
        return ""
    if option.best == option.worst:
        return str(option.best)
    return _("%(best)s to %(worst)s", best=option.best, worst=option.worst)


def _people_said(count, base):
    """In Easy Read: how many chose an option."""
    if count is None or base is None:
        return _("A few people picked this.")
    return ngettext("About %(num)s person of %(base)s picked this.", "About %(num)s people of %(base)s picked this.",
                    count, base=base)  # fmt: skip
