"""The draft of a consultation: begun, saved with what others saved meanwhile, undone and done again.

Nothing here touches what is published: an answer points at its own version, and no author can reach that.
"""

import logging
from dataclasses import dataclass

from sqlalchemy import delete, select

from engage.errors import DraftMoved
from engage.extensions import db
from engage.models import DraftSave, QuestionnaireDraft
from engage.operations import transaction
from engage.operations.staff import note
from engage.publishing import newest_version, sha256_of
from forms.authoring.document import empty, read, written
from forms.authoring.merge import Conflict, merge

log = logging.getLogger(__name__)

#: a save keeps the whole document; an author undoes as far back as this
MOST_SAVES = 200


@dataclass(frozen=True)
class Saved:
    draft: QuestionnaireDraft
    #: e-mail addresses of the others who saved meanwhile
    others: tuple[str, ...] = ()
    #: what both changed: the draft holds what they wrote, and the author is asked (forms.authoring.merge)
    conflicts: tuple[Conflict, ...] = ()


def find_draft(consultation):
    return db.session.scalar(select(QuestionnaireDraft).filter_by(consultation_id=consultation.id))


def start_draft(consultation, actor, now, document=None):
    """The draft of a consultation: the one there is, or a new one from `document`, or from what is published.

    With neither it begins with nothing but a title.
    """
    with transaction():
        found = find_draft(consultation)
        if found is not None:
            return found
        document = document or _beginning(consultation)
        draft = QuestionnaireDraft(consultation=consultation, version=0)
        _write(draft, document, actor, now)
        note(actor, "began_draft", "consultation", consultation.code, now, sha256=draft.sha256)
    log.info("draft of %s begun", consultation.code)
    return draft


def save_draft(draft, base, document, actor, now, place=""):
    """Save what an author made of the draft as it was at the save number `base`.

    What others changed since is kept beside it. Where both changed the same thing, the draft keeps what was saved
    first, and the conflicts hold both. `place` says what was written, for the history.
    """
    with transaction():
        db.session.refresh(draft, with_for_update=True)
        theirs = read(draft.document)
        others, conflicts = (), []
        if base != draft.version:
            found = merge(document_at(draft, base), document, theirs)
            document, conflicts = found.document, found.conflicts
            others = _others(draft, base, actor)
        if written(_numbered(draft, document)) != draft.document:
            _write(draft, document, actor, now, place)
            _note_save(draft, actor, now, "saved_draft", place)
    return Saved(draft, others, tuple(conflicts))


def undo(draft, seen, actor, now):
    """Bring back the save before the one that is shown; `seen` is the number the author looked at."""
    return _restore(draft, seen, _step_back, actor, now, "undid_draft")


def redo(draft, seen, actor, now):
    """Take back the last undoing."""
    return _restore(draft, seen, _step_forward, actor, now, "redid_draft")


def steps(draft):
    """(number that undo would bring back or None, number that redo would bring back or None)."""
    return _step_back(draft), _step_forward(draft)


def history(draft, n=50):
    """The newest saves, newest first."""
    query = select(DraftSave).filter_by(draft_id=draft.id).order_by(DraftSave.number.desc(), DraftSave.id).limit(n)
    return db.session.scalars(query).all()


def document_at(draft, number):
    """The draft as it was after this save. None for one that is not kept: every difference is then asked about."""
    save = db.session.scalar(select(DraftSave).filter_by(draft_id=draft.id, number=number))
    return read(save.document) if save else None


def _restore(draft, seen, step, actor, now, verb):
    with transaction():
        db.session.refresh(draft, with_for_update=True)
        if seen != draft.version:
            raise DraftMoved(draft.version, _others(draft, seen, actor))
        number = step(draft)
        if number is None:
            return draft
        save = db.session.scalar(select(DraftSave).filter_by(draft_id=draft.id, number=number))
        _write(draft, read(save.document), actor, now, save.place, restores=number)
        _note_save(draft, actor, now, verb, save.place)
    return draft


def _shown(draft):
    """Save number -> the number of the save whose document it holds: its own, or that of the one it brought back."""
    query = select(DraftSave.number, DraftSave.restores).filter_by(draft_id=draft.id).order_by(DraftSave.number)
    return {number: restores or number for number, restores in db.session.execute(query)}


def _step_back(draft):
    shown = _shown(draft)
    return shown.get(shown[draft.version] - 1)


def _step_forward(draft):
    """The newest save that was made upon what is shown, if what is shown was brought back."""
    shown = _shown(draft)
    here = shown[draft.version]
    made_here = [number for number, its in shown.items() if its == number and shown.get(number - 1) == here]
    return max(made_here) if here != draft.version and made_here else None


def _others(draft, since, actor):
    saves = db.session.scalars(
        select(DraftSave)
        .filter_by(draft_id=draft.id)
        .where(DraftSave.number > since, DraftSave.saved_by_id != actor.id)
        .order_by(DraftSave.number)
    )
    return tuple(dict.fromkeys(save.saved_by.email for save in saves))


def _beginning(consultation):
    latest = newest_version(consultation)
    return read(latest.definition) if latest else empty(consultation.code.replace("-", "_"), "")


def _numbered(draft, document):
    """The number it will be published under: one above the newest."""
    latest = newest_version(draft.consultation)
    return document | {"version": latest.number + 1 if latest else 1}


def _write(draft, document, actor, now, place="", restores=None):
    with db.session.no_autoflush:
        draft.document = written(_numbered(draft, document))
    draft.sha256 = sha256_of(draft.document)
    draft.version += 1
    draft.edited_by, draft.edited_at = actor, now
    db.session.add(draft)
    db.session.flush()
    same = {"document": draft.document, "sha256": draft.sha256, "place": place[:100], "restores": restores}
    db.session.add(DraftSave(draft_id=draft.id, number=draft.version, saved_by=actor, saved_at=now, **same))
    db.session.execute(
        delete(DraftSave).where(DraftSave.draft_id == draft.id, DraftSave.number <= draft.version - MOST_SAVES)
    )


def _note_save(draft, actor, now, verb, place):
    code = draft.consultation.code
    note(actor, verb, "consultation", code, now, version=draft.version, place=place, sha256=draft.sha256)
