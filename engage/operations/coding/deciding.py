"""What people decide about one text. Nothing is overwritten: a change replaces what stood and adds what stands."""

import hashlib

from sqlalchemy import delete, select, update

from engage.errors import CodedMeanwhile, CodesRefused, NoSuchText, WordsChanged
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import AgreementSample, CodeAssignment, CodedText, Codeframe, SampleText
from engage.operations import transaction
from engage.operations.coding.learning import newest_run


def code_text(codeframe, key, theme_ids, coder, now, seen=None, read=None):
    """This person has finished with the text, and these themes are in it; none is an answer too.

    seen : the stamp of what the person saw (`stamp_of`). Raises CodedMeanwhile if somebody else finished it since,
           CodesRefused if a theme is not of this codeframe, NoSuchText if the text is gone
    read : the mark of the words that the person read (`mark_of`). Raises WordsChanged if they are others now
    """
    with transaction():
        columns = hold(codeframe, key, read)
        refuse_other_themes(codeframe, theme_ids)
        last = last_word(codeframe, columns)
        # where somebody took the code back meanwhile, nobody's word stands in the way
        if seen is not None and last is not None and last.coder_id != coder.id and seen != stamp_of(last):
            raise CodedMeanwhile(last.coder.email, key)
        _replace(codeframe, columns, now)
        proposed = _proposed(codeframe, columns)
        for theme_id in sorted(set(theme_ids) | proposed):
            db.session.add(
                CodeAssignment(
                    **columns, theme_id=theme_id, coder_id=coder.id, applies=theme_id in theme_ids, assigned_at=now
                )
            )
        finish(codeframe, columns, coder, now)


def undo(codeframe, coder, now):
    """Take back the newest text that this person finished: nobody has coded it then. Returns its key, or None.

    Raises CodedMeanwhile if somebody else decided about that text since: what they said is not taken back.
    """
    with transaction():
        _lock(codeframe)
        query = select(CodedText).filter_by(codeframe_id=codeframe.id, coder_id=coder.id, sample_id=None)
        last = db.session.scalars(
            query.order_by(CodedText.finished_at.desc(), CodedText.id.desc()).limit(1).with_for_update()
        ).first()
        if last is None:
            return None
        key = extracts.key_of(last.answer_id, last.contribution_id)
        columns = extracts.columns_of(key)
        newest = last_word(codeframe, columns)
        if newest.coder_id != coder.id:
            raise CodedMeanwhile(newest.coder.email, key)
        _replace(codeframe, columns, now)
        db.session.execute(
            delete(CodedText)
            .where(CodedText.codeframe_id == codeframe.id, CodedText.sample_id.is_(None), _of(CodedText, columns))
            .execution_options(synchronize_session=False)
        )
    return key


def last_word(codeframe, columns):
    """The newest CodedText of this text outside samples, or None."""
    query = select(CodedText).filter_by(codeframe_id=codeframe.id, sample_id=None, **columns)
    return db.session.scalars(query.order_by(CodedText.finished_at.desc(), CodedText.id.desc()).limit(1)).first()


def stamp_of(last):
    """What tells one state of a text from the next."""
    return f"{last.coder_id}.{last.finished_at:%Y%m%d%H%M%S%f}" if last else ""


def mark_of(text):
    """What tells the words of a text from others: they can be changed while somebody reads them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hold(codeframe, key, read=None):
    """Inside the caller's transaction: lock the codeframe, and return the columns of this text of it.

    Raises WordsChanged if these are not the words of the mark `read`.
    """
    _lock(codeframe)
    if codeframe.agreed_at is None:
        raise CodesRefused("This codeframe is a draft. Agree it, then code with it")
    columns = extracts.columns_of(key)
    found = extracts.texts(codeframe, [key] if columns else [])
    if found.empty:
        raise NoSuchText(key)
    if read is not None and read != mark_of(found["text"].iloc[0]):
        raise WordsChanged(key)
    return columns


def refuse_other_themes(codeframe, theme_ids):
    if not set(theme_ids) <= {theme.id for theme in codeframe.themes}:
        raise CodesRefused("A theme that was ticked is not in this codeframe. Tick the themes again")


def finish(codeframe, columns, coder, now, sample_id=None):
    """Inside the caller's transaction: this person has finished with the text."""
    found = db.session.scalar(
        select(CodedText).filter_by(codeframe_id=codeframe.id, coder_id=coder.id, sample_id=sample_id, **columns)
    )
    if found is None:
        found = CodedText(codeframe_id=codeframe.id, coder_id=coder.id, sample_id=sample_id, **columns)
        db.session.add(found)
    found.finished_at = now


def is_hidden(codeframe, columns):
    """Whether the text is in a blind sample: there it is coded without seeing what others said."""
    own = select(AgreementSample.id).filter_by(codeframe_id=codeframe.id)
    query = select(SampleText.id).where(_of(SampleText, columns), SampleText.sample_id.in_(own))
    return db.session.scalar(query.limit(1)) is not None


def _lock(codeframe):
    held = select(Codeframe).filter_by(id=codeframe.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def _replace(codeframe, columns, now):
    """What people said of this text so far is history."""
    db.session.execute(
        update(CodeAssignment)
        .where(
            _of(CodeAssignment, columns),
            CodeAssignment.theme_id.in_([theme.id for theme in codeframe.themes]),
            CodeAssignment.coder_id.is_not(None),
            CodeAssignment.sample_id.is_(None),
            CodeAssignment.replaced_at.is_(None),
        )
        .values(replaced_at=now)
        .execution_options(synchronize_session=False)
    )


def _proposed(codeframe, columns):
    """Themes that the machine proposes now: what a person leaves out of them, they reject."""
    run = newest_run(codeframe)
    if run is None:
        return set()
    query = select(CodeAssignment.theme_id).filter_by(run_id=run.id, replaced_at=None, **columns)
    return set(db.session.scalars(query))


def _of(model, columns):
    [(name, value)] = columns.items()
    return getattr(model, name) == value
