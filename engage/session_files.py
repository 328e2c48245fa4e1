"""A file of sessions, read for one consultation: what would come in, and what is wrong with which row."""

import csv
import io

from engage import fieldwork, spreadsheets
from engage.operations.fieldwork import sessions as operations
from forms.fieldwork import sessions
from forms.fieldwork.tables import read_csv

#: what a spreadsheet shows instead of a formula, when the rows go back into a page
TWICE = "This session is here already. Nothing of the file is brought in twice: take its rows out"


def as_csv(content):
    """The file as the text of a CSV file, whatever it was; TableRefused if it is neither."""
    if not spreadsheets.is_xlsx(content):
        return content
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(spreadsheets.lines_of(content))
    return file.getvalue().encode("utf-8", "replace")


def read(consultation, content, today):
    """(sessions, faults): with one fault none is brought in. TableRefused if it is no table of ours."""
    rows = read_csv(content, sessions.COLUMNS, sessions.NEEDED)
    questionnaire = fieldwork.questionnaire_of(consultation)
    words = fieldwork.option_names(questionnaire)
    names = sessions.Names(
        wards={text[1].lower(): option for (question, option), text in words.items() if question == "ward"},
        topics={
            section.title.get("standard", "en").lower(): section.key for section in questionnaire.of_purpose("views")
        },
    )
    found, faults = sessions.read(rows, consultation.code, today, fieldwork.guide_of(consultation), names)
    known = operations.known([session.client_id for session in found])
    faults += [(session.row, TWICE) for session in found if session.client_id in known]
    return found, sorted(faults)


def template():
    """(header, rows) of the template: the columns, and one row that shows how."""
    return sessions.COLUMNS, [[sessions.EXAMPLE.get(column, "") for column in sessions.COLUMNS]]
