"""Rows of drafts for the rules that the database keeps."""

import pytest

from engage.models import DraftSave, QuestionnaireDraft
from engage.operations.authoring import drafts
from tests.builders import NOW

#: (name, table, values that break it)
RULES_OF_AUTHORING = [
    ("ck_questionnaire_draft_version_from_one", QuestionnaireDraft, {"version": 0}),
    ("ck_draft_save_number_from_one", DraftSave, {"number": 0}),
    ("ck_draft_save_restores_an_earlier_one", DraftSave, {"restores": 1}),
]
#: (table, values that make the copy another one in all but what is only once)
ONCE_IN_AUTHORING = [
    pytest.param(QuestionnaireDraft, {}, id="two drafts of one consultation"),
    pytest.param(DraftSave, {}, id="one save of a draft twice"),
]


def a_draft(consultation, actor, document=None, now=NOW):
    return drafts.start_draft(consultation, actor, now, document)
