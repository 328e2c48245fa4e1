"""Blind samples: drawn fairly, coded by two people who see nothing of each other or the machine, and settled."""

import random
from collections import Counter

from sqlalchemy import select, update

from engage.errors import CodesRefused, NoSuchText
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.extracts.coding import is_complete
from engage.models import AgreementSample, CodeAssignment, SampleText, Settlement, StaffUser
from engage.operations import transaction
from engage.operations.coding.deciding import finish, hold, refuse_other_themes
from engage.operations.staff import note

#: words; up to here a text is short, up to there of middle length
SHORT, MIDDLE = 10, 40
FEWEST, MOST = 10, 1000


def draw(codeframe, n, first, second, actor, now, seed=0):
    """Draw n texts that nobody has coded, from each channel and length in proportion; the same seed, the same texts.

    second : who codes them again; None: whoever else opens the sample first
    Raises CodesRefused if too few texts are left or both coders are one person.
    """
    with transaction():
        if second is not None and second.id == first.id:
            raise CodesRefused("Two different people have to code the sample")
        if codeframe.agreed_at is None:
            raise CodesRefused("This codeframe is a draft. Agree it, then code with it")
        texts = extracts.texts(codeframe)
        taken = set(extracts.sampled(codeframe)["key"]) | set(extracts.finished(codeframe)["key"])
        strata = {
            key: stratum_of(text, channel)
            for key, text, channel in texts[["key", "text", "channel"]].itertuples(index=False, name=None)
            if key not in taken
        }
        if len(strata) < FEWEST:
            raise CodesRefused(f"Only {len(strata)} texts are left that nobody has coded. A sample needs {FEWEST}")
        sample = AgreementSample(
            codeframe_id=codeframe.id, seed=seed, drawn_at=now, drawn_by_id=actor.id, first_coder_id=first.id,
            second_coder_id=second and second.id,
        )  # fmt: skip
        db.session.add(sample)
        db.session.flush()
        for position, key in enumerate(drawn(strata, min(n, len(strata)), seed), 1):
            db.session.add(
                SampleText(sample_id=sample.id, position=position, stratum=strata[key], **extracts.columns_of(key))
            )
        note(actor, "drew_sample", "agreement_sample", str(sample.id), now, number=codeframe.number, n=n, seed=seed)
    return sample


def stratum_of(text, channel):
    n_words = len(text.split())
    length = "short" if n_words <= SHORT else "middle" if n_words <= MIDDLE else "long"
    return f"{channel}, {length}"


def drawn(strata, n, seed):
    """Keys of n texts in the order they are shown: of each stratum its share, by largest remainder.

    strata : key -> stratum. The order in which they come changes nothing.
    """
    luck = random.Random(seed)  # noqa: S311  a sample to be drawn again, not a secret
    sizes = Counter(strata.values())
    exact = {stratum: n * size / len(strata) for stratum, size in sizes.items()}
    wanted = {stratum: int(share) for stratum, share in exact.items()}
    left = n - sum(wanted.values())
    for stratum in sorted(exact, key=lambda name: (wanted[name] - exact[name], name))[:left]:
        wanted[stratum] += 1
    chosen = []
    for stratum in sorted(wanted):
        keys = sorted((key for key, own in strata.items() if own == stratum), key=lambda key: (key[0], int(key[1:])))
        chosen += luck.sample(keys, wanted[stratum])
    luck.shuffle(chosen)
    return chosen


def join(sample, coder):
    """Whoever of the two is free codes second. Raises CodesRefused for a third person."""
    with transaction():
        db.session.refresh(sample, with_for_update=True)
        if coder.id in (sample.first_coder_id, sample.second_coder_id):
            return
        if sample.second_coder_id is not None:
            raise CodesRefused("Two other people code this sample")
        sample.second_coder_id = coder.id


def code_blind(sample, key, theme_ids, coder, now, read=None):
    """One of the two coders has finished with this text of the sample. WordsChanged as in `deciding.code_text`."""
    with transaction():
        columns = hold(sample.codeframe, key, read)
        refuse_other_themes(sample.codeframe, theme_ids)
        if coder.id not in (sample.first_coder_id, sample.second_coder_id):
            raise CodesRefused("Two other people code this sample")
        if db.session.scalar(select(SampleText).filter_by(sample_id=sample.id, **columns)) is None:
            raise NoSuchText(key)
        if is_complete(sample):
            raise CodesRefused("Both have finished this sample. What was coded blind stays as it is")
        db.session.execute(
            update(CodeAssignment)
            .filter_by(sample_id=sample.id, coder_id=coder.id, replaced_at=None, **columns)
            .values(replaced_at=now)
            .execution_options(synchronize_session=False)
        )
        for theme_id in sorted(set(theme_ids)):
            db.session.add(
                CodeAssignment(
                    **columns, theme_id=theme_id, coder_id=coder.id, sample_id=sample.id, applies=True, assigned_at=now
                )
            )
        finish(sample.codeframe, columns, coder, now, sample.id)


def settle(sample, key, theme, applies, reason, actor, now):
    """A third decision where the two differed; what was settled can be settled otherwise, with a new reason."""
    with transaction():
        columns = hold(sample.codeframe, key)
        refuse_other_themes(sample.codeframe, [theme.id])
        if not is_complete(sample):
            raise CodesRefused("Both coders have to finish the sample before anything is settled")
        found = db.session.scalar(select(Settlement).filter_by(sample_id=sample.id, theme_id=theme.id, **columns))
        if found is None:
            found = Settlement(sample_id=sample.id, theme_id=theme.id, **columns)
            db.session.add(found)
        found.applies, found.reason = applies, reason
        found.settled_by_id, found.settled_at = actor.id, now
        detail = {"theme": theme.code, "text": key, "applies": applies}
        note(actor, "settled_codes", "agreement_sample", str(sample.id), now, **detail)


def possible_coders(consultation, roles):
    """Staff who may code texts of the consultation, by address."""
    query = select(StaffUser).where(StaffUser.having(roles, consultation), StaffUser.disabled_at.is_(None))
    return db.session.scalars(query.order_by(StaffUser.email)).all()
