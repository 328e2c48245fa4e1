"""Rows of drafts for the rules that the database keeps."""

import pytest

from engage.models import DraftSave, QuestionnaireDraft, Role
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


AUTHORS = frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER})
HERE = "/staff/consultations/market-place/questionnaire"
SECTION, QUESTION = "/sections/streets", "/sections/streets/questions/streets_priorities"
#: endpoint -> (method, address, roles that may)
AUTHORING = {
    f"authoring.{endpoint}": (method, f"{HERE}{address}", AUTHORS)
    for endpoint, method, address in [
        ("show_draft", "get", ""),
        ("begin", "post", "/begin"),
        ("add_section", "post", "/sections"),
        ("add_question", "post", f"{SECTION}/questions"),
        ("move_section", "post", f"{SECTION}/move"),
        ("move_question", "post", f"{QUESTION}/move"),
        ("remove_section", "get", f"{SECTION}/remove"),
        ("remove_question", "get", f"{QUESTION}/remove"),
        ("undo", "post", "/undo"),
        ("redo", "post", "/redo"),
        ("show_history", "get", "/history"),
        ("list_pictures", "get", "/pictures"),
        ("write_settings", "get", "/settings"),
        ("change_languages", "post", "/languages"),
        ("write_section", "get", SECTION),
        ("write_question", "get", QUESTION),
        ("settle", "post", "/settle"),
        ("show_files", "get", "/files"),
        ("show_bank", "get", "/bank"),
        ("take_question", "post", "/bank"),
        ("import_file", "post", "/files"),
        ("export_file", "get", "/files/questionnaire.json"),
    ]
} | {
    f"authoring.{endpoint}": ("get", f"{HERE}{address}", AUTHORS | {Role.PANEL_MEMBER})
    for endpoint, address in [
        ("show_preview", "/preview/en/standard"),
        ("show_paper", "/preview/en/standard.pdf"),
        ("show_checklist", "/checklist"),
    ]
}
