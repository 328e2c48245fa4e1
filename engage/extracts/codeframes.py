"""Human decisions of one number of a codeframe, and what becomes of them in the next."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select

from engage.extensions import db
from engage.extracts.coding import is_complete, key_of
from engage.models import AgreementSample, CodeAssignment, CodedText, Codeframe, Settlement, Theme, ThemeOrigin


@dataclass(frozen=True)
class Decision:
    """What one person holds of one theme of one text. A settled difference is the word of who settled it."""

    theme_id: int
    #: ("answer", id) or ("contribution", id)
    text: tuple[str, int]
    coder_id: int
    applies: bool
    assignment_id: int | None
    settlement_id: int | None


@dataclass
class Carrying:
    """What agreeing a draft does with the decisions of the number before."""

    #: (theme of the new number, Decision that it goes on from)
    carried: list[tuple[int, Decision]] = field(default_factory=list)
    #: on themes that were split, and a no to one of several that were merged
    asked: list[Decision] = field(default_factory=list)
    #: on themes that have no successor: they stay on the old number
    left: list[Decision] = field(default_factory=list)
    #: (text, coder) that stay finished, and how many texts are to be read again for themes that are new
    finished: list[tuple[tuple[str, int], int]] = field(default_factory=list)
    n_read_again: int = 0
    #: decisions that go on; in a merge two of them may become one
    n_carried: int = 0


def before(codeframe):
    """The number that was agreed last before this one, for the same question; None for the first."""
    return db.session.scalars(
        select(Codeframe)
        .filter_by(consultation_id=codeframe.consultation_id)
        .where(
            Codeframe.question_key.is_not_distinct_from(codeframe.question_key),
            Codeframe.number < codeframe.number,
            Codeframe.agreed_at.is_not(None),
        )
        .order_by(Codeframe.number.desc())
        .limit(1)
    ).first()


def _heard(rows, settled):
    """Of what was coded blind only what two people agreed on in a complete sample, or what was settled after.

    A cell that neither coder gave is no row; one that a single coder gave is a difference, and waits.
    """
    open_ = _open_samples(row.sample_id for row in rows)
    coders = defaultdict(set)
    for row in rows:
        coders[row.sample_id, row.theme_id, _text(row), row.applies].add(row.coder_id)
    return [
        row
        for row in rows
        if row.sample_id is None
        or (row.theme_id, _text(row)) in settled
        or (row.sample_id not in open_ and len(coders[row.sample_id, row.theme_id, _text(row), row.applies]) == 2)
    ]


def finished_before(codeframe):
    """Keys of texts that people finished, outside samples or in a complete one, with any earlier number."""
    earlier = select(Codeframe.id).where(
        Codeframe.consultation_id == codeframe.consultation_id,
        Codeframe.question_key.is_not_distinct_from(codeframe.question_key),
        Codeframe.number < codeframe.number,
        Codeframe.agreed_at.is_not(None),
    )
    rows = db.session.scalars(select(CodedText).where(CodedText.codeframe_id.in_(earlier))).all()
    open_ = _open_samples(row.sample_id for row in rows)
    return {key_of(row.answer_id, row.contribution_id) for row in rows if row.sample_id not in open_}


def carrying(codeframe):
    """The Carrying of this draft. Renamed and merged: carried. Split: asked again. Removed: left where they are."""
    found, old = Carrying(), before(codeframe)
    if old is None:
        return found
    origins, successors = _lineage(codeframe)
    of_theme = defaultdict(list)
    for decision in decisions(old):
        of_theme[decision.theme_id].append(decision)
    for theme_id, given in of_theme.items():
        if not successors[theme_id]:
            found.left += given
        elif len(successors[theme_id]) > 1:
            found.asked += given
    for theme_id, sources in origins.items():
        whole = [source for source in sources if len(successors[source]) == 1]
        _carry_merged(found, theme_id, sources, [one for source in whole for one in of_theme[source]])
    _carry_finished(found, codeframe, old, origins, successors)
    return found


def decisions(codeframe):
    """Every standing human decision of an agreed codeframe, the newest word on each text and theme of each person."""
    standing = {}
    settled = {}
    rows = select(Settlement).join(Theme, Theme.id == Settlement.theme_id).filter(Theme.codeframe_id == codeframe.id)
    for row in db.session.scalars(rows.order_by(Settlement.settled_at, Settlement.id)):
        settled[row.theme_id, _text(row)] = row
    query = (
        select(CodeAssignment)
        .join(Theme, Theme.id == CodeAssignment.theme_id)
        .where(
            Theme.codeframe_id == codeframe.id,
            CodeAssignment.coder_id.is_not(None),
            CodeAssignment.replaced_at.is_(None),
        )
        # what was said openly comes after what was said blind, and so stands
        .order_by(CodeAssignment.sample_id.is_(None), CodeAssignment.id)
    )
    rows = _heard(db.session.scalars(query).all(), settled)
    for row in rows:
        ruling = settled.get((row.theme_id, _text(row)))
        is_later = ruling is not None and row.sample_id is None and row.assigned_at > ruling.settled_at
        if ruling is None or is_later:
            key = (row.theme_id, _text(row), row.coder_id)
            standing[key] = Decision(*key, row.applies, row.id, row.settlement_id)
    for (theme_id, text), row in settled.items():
        key = (theme_id, text, row.settled_by_id)
        standing.setdefault(key, Decision(*key, row.applies, None, row.id))
    return list(standing.values())


def _open_samples(ids):
    """Those of these samples that two people have not both finished: nobody is told what was coded in them."""
    wanted = {id_ for id_ in ids if id_ is not None}
    found = db.session.scalars(select(AgreementSample).where(AgreementSample.id.in_(wanted)))
    return {sample.id for sample in found if not is_complete(sample)}


def _text(row):
    return ("answer", row.answer_id) if row.answer_id is not None else ("contribution", row.contribution_id)


def _lineage(codeframe):
    """(theme -> its origins, origin -> its successors), of the themes that stand in this draft."""
    query = (
        select(Theme.id, ThemeOrigin.origin_id)
        .outerjoin(ThemeOrigin, ThemeOrigin.theme_id == Theme.id)
        .where(Theme.codeframe_id == codeframe.id, Theme.label_key.is_not(None))
        .order_by(Theme.position, Theme.id, ThemeOrigin.origin_id)
    )
    origins, successors = {}, defaultdict(list)
    for theme_id, origin_id in db.session.execute(query):
        origins.setdefault(theme_id, [])
        if origin_id is not None:
            origins[theme_id].append(origin_id)
            successors[origin_id].append(theme_id)
    return origins, successors


def _carry_merged(found, theme_id, sources, given):
    """One yes is a yes to the whole; a no holds only where every part had it."""
    by_person = defaultdict(list)
    for decision in given:
        by_person[decision.text, decision.coder_id].append(decision)
    for several in by_person.values():
        yes = [decision for decision in several if decision.applies]
        if yes or len(several) == len(sources):
            found.carried.append((theme_id, (yes or several)[0]))
            found.n_carried += len(several)
        else:
            found.asked += several


def _carry_finished(found, codeframe, old, origins, successors):
    """A text that a person had finished with stays finished if the new number asks nothing more of it."""
    asks_more = any(not sources for sources in origins.values()) or any(len(to) > 1 for to in successors.values())
    again = {decision.text for decision in found.asked}
    rows = db.session.scalars(select(CodedText).filter_by(codeframe_id=old.id)).all()
    open_ = _open_samples(row.sample_id for row in rows)
    differ = _differing(old)
    done = {
        (_text(row), row.coder_id)
        for row in rows
        if row.sample_id is None or (row.sample_id not in open_ and (row.sample_id, _text(row)) not in differ)
    }
    if not asks_more:
        found.finished = sorted((text, coder) for text, coder in done if text not in again)
    found.n_read_again = len({text for text, _coder in done} - {text for text, _coder in found.finished})


def _differing(codeframe):
    """(sample, text) where two coders differ on a theme and nobody has settled it: neither word is carried."""
    blind = (
        select(CodeAssignment)
        .join(Theme, Theme.id == CodeAssignment.theme_id)
        .where(Theme.codeframe_id == codeframe.id, CodeAssignment.sample_id.is_not(None),
               CodeAssignment.replaced_at.is_(None), CodeAssignment.applies)
    )  # fmt: skip
    coders = defaultdict(set)
    for row in db.session.scalars(blind):
        coders[row.sample_id, row.theme_id, _text(row)].add(row.coder_id)
    rulings = select(Settlement).join(Theme, Theme.id == Settlement.theme_id)
    rulings = db.session.scalars(rulings.where(Theme.codeframe_id == codeframe.id))
    settled = {(row.sample_id, row.theme_id, _text(row)) for row in rulings}
    return {(cell[0], cell[2]) for cell, by in coders.items() if len(by) == 1 and cell not in settled}


def waiting(codeframe):
    """Decisions on the number before that were asked again, and that their person has not made again in this one."""
    old = before(codeframe)
    if old is None:
        return []
    origins, successors = _lineage(codeframe)
    finished = {
        (_text(row), row.coder_id) for row in db.session.scalars(select(CodedText).filter_by(codeframe_id=codeframe.id))
    }
    made = {(one.text, one.coder_id, one.theme_id) for one in decisions(codeframe)}
    return [
        one
        for one in decisions(old)
        if _is_asked(one, origins, successors, made) and (one.text, one.coder_id) not in finished
    ]


def _is_asked(decision, origins, successors, made):
    """Whether no theme that continues this one carries a word of the same person on the same text."""
    after = successors[decision.theme_id]
    merged = len(after) == 1 and len(origins[after[0]]) > 1
    is_open = not any((decision.text, decision.coder_id, theme_id) in made for theme_id in after)
    return is_open and (len(after) > 1 or merged)
