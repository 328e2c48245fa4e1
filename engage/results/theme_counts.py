"""How many people raised a theme of the comments, by the channel in which they answered."""

from sqlalchemy import func, select

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import Answer, Question, QuestionnaireVersion, Respondent, Response
from engage.operations.coding.learning import newest_run
from engage.results.coded_texts import MACHINE, coded_texts

ALL = "all"


def coded_of(theme):
    """The CodedTexts that the figures of this theme are counted from."""
    return coded_texts(theme.codeframe, newest_run(theme.codeframe))


def by_channel(theme, questionnaire_id, coded=None):
    """ "all" or channel -> (people whose comment carries the theme, people whose comment was read).

    A comment is read by a person or by the machine; one that nobody has read yet is in neither. Organisations are left
    out. coded : the CodedTexts of the codeframe, if they are at hand
    """
    coded = coded or coded_of(theme)
    carrying = set(coded.rows.loc[coded.rows["theme_id"] == theme.id, "key"])
    asked = _commented(theme, questionnaire_id, coded.read)
    found = {}
    for way in (ALL, *sorted({channel for channel, _keys in asked.values()})):
        of_way = [keys for channel, keys in asked.values() if way in (ALL, channel)]
        found[way] = (sum(not keys.isdisjoint(carrying) for keys in of_way), len(of_way))
    return found


def n_unread(theme):
    """Comments under the theme that no person has looked at, neither openly nor in a sample that two have finished."""
    rows = coded_of(theme).rows
    own = rows[(rows["theme_id"] == theme.id) & (rows["maker"] == MACHINE)]
    return int(own["key"].str.startswith("a").sum())


def _commented(theme, questionnaire_id, read):
    """Response -> (channel, its comments that were read), people only."""
    asked = select(Response.id, Response.channel, Answer.id).join(Answer, Answer.response_id == Response.id)
    asked = asked.join(Question, Question.id == Answer.question_id).join(Response.version)
    asked = asked.outerjoin(Respondent, Respondent.response_id == Response.id).where(
        QuestionnaireVersion.questionnaire_id == questionnaire_id, is_counted(), is_asked(),
        Answer.text.is_not(None),
        Question.type == "free_text",
        func.coalesce(Respondent.capacity, "") != "organisation",
    )  # fmt: skip
    if theme.codeframe.question_key is not None:
        asked = asked.where(Question.key == theme.codeframe.question_key)
    found = {}
    for response_id, channel, answer_id in db.session.execute(asked.order_by(Response.id, Answer.id)):
        if f"a{answer_id}" in read:
            found.setdefault(response_id, (channel, set()))[1].add(f"a{answer_id}")
    return found
