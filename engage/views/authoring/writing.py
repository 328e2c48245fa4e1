"""Writing one part: the questionnaire's own texts and languages, a section, a question with its options."""

import re
from dataclasses import replace

from flask import render_template, request, url_for
from flask_babel import gettext as _

from engage import authoring, catalogues
from engage.auth import role_required
from engage.i18n import describe
from engage.views.authoring.address import (
    AUTHORS,
    QUESTION,
    SECTION,
    bp,
    load,
    load_part,
    load_typed,
    page_of,
    refuse,
    save,
    wants_json,
)
from forms.authoring import editing, findings, meaning, routes, typed
from forms.authoring.shape import MOST_LOCALES
from forms.completeness import FORMAT_NAMES
from forms.definition import FORMATS, VARIANTS
from forms.question_types import TYPES, WORDED

#: setting of a question -> (what stands before its field, what stands below)
SETTINGS = {
    "most": ("How many may be chosen", "A number. Leave it empty for all of them"),
    "max_length": ("How many characters may be written", "Empty: 100,000. A limit below 500 cuts people short"),
    "lowest": ("Lowest number", "A scale starts at 0 or 1. For a number, leave it empty for none"),
    "highest": ("Highest number", "A scale has 3 to 11 points. For a number, leave it empty for none"),
    "decimals": ("Digits after the decimal point", "Leave it empty for whole numbers"),
    "earliest": ("Earliest date", "As 2026-01-31, or “today”. Leave it empty for none"),
    "latest": ("Latest date", "As 2026-12-31, or “today”. Leave it empty for none"),
    "low_end": ("What the lowest point means", ""),
    "high_end": ("What the highest point means", ""),
    "not_known": ("Words for those who cannot say (leave empty for none)", ""),
    "unit": ("Unit, as “miles” (leave empty for none)", ""),
}
#: so many languages stand beside each other unless the author chooses others
LANGUAGES_AT_ONCE = 4


@bp.route("/settings", methods=["GET", "POST"])
@role_required(*AUTHORS)
def write_settings(code):
    if request.method == "POST":
        draft, document, _whole = load_typed(code)
        changed = _act(typed.settings(document, request.form))
        return save(draft, changed, (), _again(draft, ()))
    draft, document = load(code)
    return _page(draft, document, document, (), formats=FORMATS, format_names=FORMAT_NAMES, offers=_offers(document))


@bp.post("/languages")
@role_required(*AUTHORS)
def change_languages(code):
    """Add a language, with every text empty; or take one out of the draft."""
    draft, document = load(code)
    locale, locales = request.form.get("locale", ""), document["locales"]
    if "remove" in request.form and locale in locales[1:]:
        changed = document | {"locales": [one for one in locales if one != locale]}
        changed = typed.without_locale(changed, locale)
    elif re.fullmatch(r"[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?", locale) and locale not in locales:
        if len(locales) >= MOST_LOCALES:
            return refuse(draft, [_("A questionnaire has up to %(n)s languages.", n=MOST_LOCALES)])
        changed = editing.with_locale(document, locale) | {"locales": [*locales, locale]}
    else:
        return refuse(draft, [_("Choose a language that the questionnaire does not have yet.")])
    return save(draft, changed, (), url_for(".write_settings", code=code), base=draft.version)


@bp.route(SECTION, methods=["GET", "POST"])
@role_required(*AUTHORS)
def write_section(code, section_key):
    place = (section_key,)
    if request.method == "POST":
        draft, document, part = load_typed(code, *place)
        changed = _act(typed.section(part, request.form, document["locales"]))
        return save(draft, editing.replaced(document, place, changed), place, _again(draft, place))
    draft, document, part = load_part(code, *place)
    match, conditions = routes.conditions_of(part)
    values = {"match": match, "conditions": conditions, "condition_value": routes.value_of}
    return _page(draft, document, part, place, choices=routes.choices(document, section_key), **values)


@bp.route(QUESTION, methods=["GET", "POST"])
@role_required(*AUTHORS)
def write_question(code, section_key, question_key):
    """Saves always, unless words that people were shown changed: then it asks first whether the meaning did."""
    place = (section_key, question_key)
    if request.method == "GET":
        draft, document, part = load_part(code, *place)
        return _page(draft, document, part, place, **_of_type(part))
    draft, document, part = load_typed(code, *place)
    changed = typed.question(part, request.form, document["locales"])
    asked = meaning.changes(authoring.published_question(draft.consultation, question_key), part, changed)
    if any(request.form.get(one.control) not in meaning.ANSWERS for one in asked):
        if wants_json():
            return refuse(draft, [_("Not saved yet: say with “Save” whether the changed words mean the same.")])
        errors = [(_("Say whether this means the same as before"), one.control) for one in asked]
        page = _page(draft, document, changed, place, asked=asked, error_list=errors, **_of_type(part))
        return page, 422
    changed = _act(meaning.rekeyed(changed, asked, request.form, authoring.taken_keys(draft)))
    onward = _again(draft, (section_key, changed["key"]))
    return save(draft, editing.replaced(document, place, changed), place, onward)


def _of_type(part):
    """What the page of a question shows for its type."""
    return {"kind": TYPES.get(part["type"]), "settings": SETTINGS, "worded": WORDED}


def _act(part):
    """What a button of the page does beside saving: an option or a statement moves up, down or goes."""
    return typed.arranged(part, request.form.get("action", "save"))


def _again(draft, part):
    """The same page, at the same button: who reorders with the keyboard goes on where they were."""
    verb, _space, rest = request.form.get("action", "").partition(" ")
    anchor = rest.replace(" ", "-").replace(".", "-") if verb in ("up", "down") else "findings"
    shown = {"show": request.args.getlist("show")} if request.args.get("show") else {}
    code = draft.consultation.code
    names = dict(zip(("section_key", "question_key"), part, strict=False))
    endpoint = (".write_settings", ".write_section", ".write_question")[len(part)]
    return url_for(endpoint, code=code, **names, **shown, _anchor=anchor)


def _page(draft, document, part, place, **values):
    template = ("settings", "section", "question")[len(place)]
    locales = document["locales"]
    shown = [locale for locale in request.args.getlist("show") if locale in locales] or locales[:LANGUAGES_AT_ONCE]
    known = set(_controls(part, shown))
    found = [
        replace(one, control=findings.nearest(one.control, known))
        for one in findings.examined(document).of_part(place)
        if place or one.control
    ]
    return render_template(
        f"authoring/write_{template}.html", draft=draft, document=document, part=part, place=place,
        title=editing.title_of(document), variants=VARIANTS, found=found, words_of=editing.words_of, page_of=page_of,
        beside=[describe(locale) for locale in shown], shown=shown, all_languages=[describe(one) for one in locales],
        **{"asked": [], "error_list": []} | values,
    )  # fmt: skip


def _controls(part, shown):
    """The ids of the controls on the page of a part, as parts.html names them."""
    ends = [f"{variant}-{locale}" for variant in VARIANTS for locale in shown]
    yield from ("picture", "hint-picture", "options", "locales", "promised_formats", "formats_ready")
    yield from (f"minutes-{variant}" for variant in VARIANTS)
    yield from (f"{name}-{end}" for name in ("title", "text", "hint") for end in ends)
    yield from ("shown_when", *(f"shown_when-{n}" for n in range(1, len(routes.conditions_of(part)[1]) + 1)))
    yield from SETTINGS
    yield from (f"{name}-{end}" for name in WORDED for end in ends)
    for option in part.get("options", ()):
        start = f"options-{option['key']}"
        yield from (start, f"{start}-picture", *(f"{start}-text-{end}" for end in ends))
        yield from [f"{start}-stands_for"] if option.get("variants") == ["easy_read"] else []
    for variant in VARIANTS:
        start = f"introduction-{variant}"
        yield start
        for number in range(1, len((part.get("introduction") or {}).get(variant) or ()) + 1):
            yield from (f"{start}-{number}-picture", *(f"{start}-{number}-text-{locale}" for locale in shown))


def _offers(document):
    return [describe(locale) for locale in catalogues.complete_locales() if locale not in document["locales"]]
