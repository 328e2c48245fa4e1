"""Releasing results: a draft is prepared, approved by somebody else, published, and from then on never changed.

What stops a release is found by engage.results.gate, and given to these functions by the caller.
"""

import hashlib
import json
import logging

from sqlalchemy import func, select

from engage import council_words
from engage.errors import ReleaseRefused, ReleaseStopped, StillOpen
from engage.extensions import db
from engage.models import Publication, ReleaseFile, ReleaseOverride, ReleaseQuote, ResultsRelease
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

#: kind of a stop that was passed -> what the method note says of it: without the numbers that an officer is told
PRINTED = {
    "unread": "Not every comment was read",
    "machine": "The machine alone read some comments",
    "draft": "A codeframe was still a draft",
    "uncoded": "The comments on a question have no agreed themes",
    "differences": "Differences between two coders were not settled",
    "submissions": "Not every written submission was considered",
    "paper": "Not every batch of paper forms was closed",
    "fieldwork": "The records of some activities could still change",
    "next_on": "No day was given for what happens next",
}


def canonical(data):
    """The one way to write the data down: the same data are the same bytes on every machine."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def prepare(consultation, data, words, quotes, link, locales, actor, now):
    """Make the draft of the next release, or write it anew: then it has to be approved again.

    data : engage.results.snapshot.take()
    words : {"headline": texts, "next": texts, "next_on": ISO day or None} (engage.council_words)
    quotes : (theme id, key of the text, id of the quote) of each in the data
    link : an https address of the full report, or empty
    """
    for name in ("headline", "next"):
        council_words.refuse_unfit(words[name], locales)
    with transaction():
        draft = find_draft(consultation) or ResultsRelease(
            consultation=consultation, number=_next_number(consultation), content=b"", sha256="0" * 64
        )
        draft.prepared_at, draft.prepared_by_id, draft.link = now, actor.id, link
        _void(draft)
        db.session.add(draft)
        db.session.flush()
        draft.quotes.clear()
        db.session.flush()
        draft.quotes = [
            ReleaseQuote(theme_id=theme_id, text_key=key, quote_id=quote_id) for theme_id, key, quote_id in quotes
        ]
        _freeze(draft, data | {"words": words}, published(consultation))
        note(actor, "prepared_results", "consultation", consultation.code, now, release=draft.number,
             sha256=draft.sha256)  # fmt: skip
    return draft


def ask_override(draft, stop, reason, actor, now):
    """Ask that this stop may be passed; the reason is printed in the method note."""
    if not stop.can_override:
        raise ReleaseRefused("This cannot be passed over. It has to be mended.")
    if not reason.strip():
        raise ReleaseRefused("Say why the results may be published all the same")
    with transaction():
        _hold_draft(draft)
        found = _override_of(draft, stop.kind)
        if found is None:
            found = ReleaseOverride(release_id=draft.id, stop=stop.kind)
            draft.overrides.append(found)
        found.words, found.reason, found.asked_at, found.asked_by_id = stop.words, reason.strip(), now, actor.id
        found.granted_at = found.granted_by_id = None
        _void(draft)
        _freeze(draft, draft.data)
        note(actor, "asked_override", "consultation", draft.consultation.code, now, release=draft.number,
             stop=stop.kind)  # fmt: skip
    return found


def grant_override(draft, kind, actor, now):
    """A second person agrees. From then on the reason stands in the data, and so in the method note."""
    with transaction():
        _hold_draft(draft)
        found = _override_of(draft, kind)
        if found is None:
            raise ReleaseRefused("Nobody has asked for this")
        if found.asked_by_id == actor.id:
            raise ReleaseRefused("You asked for this yourself. Somebody else has to agree.")
        if found.granted_at is None:
            found.granted_at, found.granted_by_id, found.granted_by = now, actor.id, actor
            _void(draft)
            _freeze(draft, draft.data)
            note(actor, "granted_override", "consultation", draft.consultation.code, now, release=draft.number,
                 stop=kind)  # fmt: skip
    return found


def approve(draft, stops, seen_sha256, actor, now):
    """Say that this may be published, as it was seen. ReleaseStopped while a stop is neither mended nor overridden."""
    with transaction():
        _hold_draft(draft)
        if draft.sha256 != seen_sha256:
            raise ReleaseRefused("The results were changed since you opened the page. Read them again.")
        if draft.prepared_by_id == actor.id:
            raise ReleaseRefused("You prepared these results. Somebody else has to approve them.")
        _refuse_stopped(draft, stops)
        draft.approved_at, draft.approved_by_id, draft.approved_sha256 = now, actor.id, draft.sha256
        note(actor, "approved_results", "consultation", draft.consultation.code, now, release=draft.number,
             sha256=draft.sha256)  # fmt: skip


def publish(draft, stops, zone, actor, now, files=()):
    """Publish what was approved: from now on the public reads it, and it never changes.

    zone : of the council, for the day that the public is told
    files : (kind, name, content) made of its data, which are kept with it
    """
    consultation = draft.consultation
    if now < consultation.closes_at:
        raise StillOpen(f"{consultation.code} closes at {consultation.closes_at:%Y-%m-%d %H:%M} UTC")
    with transaction():
        _hold_draft(draft)
        if draft.approved_at is None:
            raise ReleaseRefused("These results are not approved. Somebody who did not prepare them has to.")
        _refuse_stopped(draft, stops)
        draft.published_at, draft.published_by_id = now, actor.id
        draft.files = [
            ReleaseFile(kind=kind, name=name, content=content, sha256=hashlib.sha256(content).hexdigest())
            for kind, name, content in files
        ]
        _announce(consultation, zone, actor, now)
        note(actor, "published_results", "consultation", consultation.code, now, release=draft.number,
             sha256=draft.sha256, files=[one.name for one in draft.files])  # fmt: skip
    log.info("release %s of %s published", draft.number, consultation.code)


def take_back(release, why, zone, actor, now):
    """Show it no more; it stays in the register with the reason, and the release before it is shown again."""
    if not why.strip():
        raise ReleaseRefused("Say why the results are taken back")
    with transaction():
        db.session.refresh(release, with_for_update=True)
        if not release.is_public:
            raise ReleaseRefused("These results are not public")
        release.taken_back_at, release.taken_back_why = now, why.strip()
        db.session.flush()
        _announce(release.consultation, zone, actor, now)
        note(actor, "took_back_results", "consultation", release.consultation.code, now, release=release.number)


def hide_quote(release, quote_id, why, actor, now):
    """Take one quote off the public page. The frozen data and their hash stay; a list beside them says so."""
    if not why.strip():
        raise ReleaseRefused("Say why the quote is taken off")
    with transaction():
        found = [one for one in release.quotes if one.quote_id == quote_id]
        if not found:
            raise ReleaseRefused("There is no such quote in this release")
        for one in found:
            if one.hidden_at is None:
                one.hidden_at, one.hidden_by_id, one.hidden_why = now, actor.id, why.strip()[:300]
        note(actor, "hid_quote", "consultation", release.consultation.code, now, release=release.number, quote=quote_id)


def discard(draft, actor, now):
    """Throw the draft away."""
    with transaction():
        _hold_draft(draft)
        note(actor, "discarded_results", "consultation", draft.consultation.code, now, release=draft.number)
        db.session.delete(draft)


def find(consultation, number):
    return db.session.scalar(select(ResultsRelease).filter_by(consultation_id=consultation.id, number=number))


def find_draft(consultation):
    """The release that is not published yet, or None."""
    return db.session.scalar(select(ResultsRelease).filter_by(consultation_id=consultation.id, published_at=None))


def all_of(consultation):
    """Every release, the newest first."""
    query = select(ResultsRelease).filter_by(consultation_id=consultation.id)
    return db.session.scalars(query.order_by(ResultsRelease.number.desc())).all()


def published(consultation):
    """Every release that ever was public, the newest first; also those that were taken back."""
    return [one for one in all_of(consultation) if one.published_at is not None]


def newest_published(consultation):
    """The release that the public reads, or None."""
    return next((one for one in all_of(consultation) if one.is_public), None)


def labels(consultation):
    """id of every quote that was published -> the words under it, as they stood first: two would tell more than one."""
    found = {}
    for release in reversed(published(consultation)):
        for part in release.data["themes"]:
            for quote in (quote for line in part["lines"] for quote in line["quotes"]):
                found.setdefault(quote["id"], quote["label"])
    return found


def public_data(release):
    """The data as the public may read them now: hidden quotes are gone, and "quotes_hidden" says how many."""
    data, hidden = release.data, release.hidden
    n_hidden = 0
    for part in data["themes"]:
        for line in part["lines"]:
            kept = [quote for quote in line["quotes"] if quote["id"] not in hidden]
            n_hidden += len(line["quotes"]) - len(kept)
            line["quotes"] = kept
    return data | {"quotes_hidden": n_hidden}


def open_stops(draft, stops):
    """The stops that nobody has overridden: an override holds for what the stop said when it was asked for."""
    granted = {(one.stop, one.words) for one in draft.overrides if one.granted_at is not None}
    return [stop for stop in stops if not (stop.can_override and (stop.kind, stop.words) in granted)]


def _refuse_stopped(draft, stops):
    if left := open_stops(draft, stops):
        raise ReleaseStopped(left)


def _hold_draft(draft):
    """Lock the row, and see that it is a draft still."""
    db.session.refresh(draft, with_for_update=True)
    if draft.published_at is not None:
        raise ReleaseRefused("This release is published and cannot be changed. Prepare another one.")


def _void(draft):
    draft.approved_at = draft.approved_by_id = draft.approved_sha256 = None


def _freeze(draft, data, before=()):
    """Write the data with the overrides that are granted. What was counted before with the same result keeps the time
    at which it was, so that a second release of the same data is the same to the byte."""
    data = data | {"overrides": [_printed(draft, one) for one in draft.overrides if one.granted_at is not None]}
    for release in before:
        if _without_time(release.data) == _without_time(data):
            data["counted_at"] = release.data["counted_at"]
            break
    draft.content = canonical(data)
    draft.sha256 = hashlib.sha256(draft.content).hexdigest()


def _without_time(data):
    return {name: part for name, part in data.items() if name != "counted_at"}


def _printed(draft, override):
    return {
        "stop": PRINTED.get(override.stop.partition(".")[0], override.words),
        "reason": override.reason,
        "asked_by_role": ", ".join(override.asked_by.roles_on(draft.consultation)),
        "approved_by_role": ", ".join(override.granted_by.roles_on(draft.consultation)),
        "at": override.granted_at.replace(microsecond=0).isoformat(),
    }


def _override_of(draft, kind):
    return next((one for one in draft.overrides if one.stop == kind), None)


def _next_number(consultation):
    query = select(func.max(ResultsRelease.number)).filter_by(consultation_id=consultation.id)
    return (db.session.scalar(query) or 0) + 1


def _announce(consultation, zone, actor, now):
    """Keep what the pages of the consultation say: since when results are published, in short, and where."""
    db.session.flush()
    release = newest_published(consultation)
    found = db.session.get(Publication, consultation.id)
    if release is None:
        if found is not None:
            db.session.delete(found)
        return
    found = found or Publication(consultation_id=consultation.id)
    found.published_on = release.published_at.astimezone(zone).date()
    found.link = release.link or f"/{consultation.code}/results"
    found.texts = release.data["words"]["headline"]
    found.made_at, found.made_by_id = now, actor.id
    db.session.add(found)
