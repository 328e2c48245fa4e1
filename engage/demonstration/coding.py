"""The codeframe of the demonstration: every session and a share of the answers coded in it, and a blind sample.

Codes are given by cue words, as a made-up coder would; the second coder overlooks every other cue.
"""

import json
from pathlib import Path

from sqlalchemy import select

from engage import jobs
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import Codeframe, Role, StaffUser
from engage.operations.codeframes import agreeing, drafting
from engage.operations.coding import deciding, learning, samples
from engage.results.coding import AgreementFigures
from forms.codeframes.lines import Line

HERE = Path(__file__).resolve().parent
#: answers that the second coder has coded so far, and texts of the blind sample
N_ANSWERS, N_SAMPLED = 60, 60


def load(consultation, now):
    """Make what is missing; a second loading changes nothing."""
    if db.session.scalar(select(Codeframe.id).filter_by(consultation_id=consultation.id).limit(1)) is not None:
        return
    first, second = (
        db.session.scalars(select(StaffUser).where(StaffUser.having([role])).filter_by(demonstration=True)).first()
        for role in (Role.ANALYST, Role.ENGAGEMENT_OFFICER)
    )
    material = json.loads((HERE / "codeframe.json").read_text(encoding="utf-8"))["themes"]
    lines = [
        Line(label=theme["label"], definition=theme["definition"], key_words=tuple(theme["key_words"]))
        for theme in material
    ]
    codeframe = drafting.begin(consultation, None, [drafting.Start(line) for line in lines], first, now)
    agreeing.agree(codeframe, first, now)
    cues = {theme.id: of["cues"] for theme, of in zip(codeframe.themes, material, strict=True)}
    texts = extracts.texts(codeframe)
    words = dict(zip(texts["key"], texts["text"], strict=True))
    answers = [key for key in words if key.startswith("a")]
    for key in [key for key in words if key.startswith("c")]:
        deciding.code_text(codeframe, key, themes_in(words[key], cues), first, now)
    for key in answers[: min(N_ANSWERS, len(answers) // 3)]:
        deciding.code_text(codeframe, key, themes_in(words[key], cues), second, now)
    if len(answers) // 2 >= samples.FEWEST:
        _sample(codeframe, words, cues, first, second, now)
    jobs.enqueue(learning.KIND, learning.arguments_of(codeframe), None, now)


def themes_in(text, cues):
    """Ids of the themes of which a cue stands in the text."""
    said = f"{text.casefold()} "
    return [theme for theme, own in cues.items() if any(cue in said for cue in own)]


def _sample(codeframe, words, cues, first, second, now):
    """Two people code the same texts, differ, and somebody has begun to settle it."""
    sample = samples.draw(codeframe, min(N_SAMPLED, len(words) // 3), first, second, first, now)
    fewer = {theme: own[::2] for theme, own in cues.items()}
    for coder, own in ((first, cues), (second, fewer)):
        for key in extracts.sampled(codeframe)["key"]:
            samples.code_blind(sample, key, themes_in(words[key], own), coder, now)
    differences = AgreementFigures(sample, None).differences
    for key, theme in differences[: len(differences) // 2]:
        samples.settle(sample, key, theme, True, "The description of the theme covers it", first, now)
