"""Files as other systems export them, made up: the shapes are described in forms.importing.systems."""

import csv
import io

from openpyxl import Workbook

from forms.importing.profile import survey
from forms.importing.sheet import read

STREETS = "Which matter most in your streets?"
COMMENT = "Is there anything else about your streets?"
AGE = "How old are you?"

#: a column for each option, its words in the cell where it was ticked
CITIZEN_SPACE = [
    ["Response ID", "Submitted", f"{STREETS} - Buses", f"{STREETS} - Street lights", f"{STREETS} - Trees",
     f"{STREETS} - Benches", COMMENT, AGE, "What is your email address?"],
    ["ANON-ABCD-1234-E", "2026-10-01 09:15:00", "Buses", "", "Trees", "", "More trees by the school.",
     "Under 40", "a@example.org"],
    ["ANON-ABCD-1235-F", "2026-10-02 10:00:00", "", "Street lights", "", "", "", "40 or over", ""],
    ["ANON-ABCD-1236-G", "2026-10-03 11:30:00", "Buses", "Street lights", "", "Benches", "The 14 bus is late.",
     "Prefer not to say", ""],
]  # fmt: skip
LIMESURVEY = [
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "streets_priorities[buses]",
     "streets_priorities[lights]", "streets_priorities[trees]", "streets_comment", "age_band"],
    ["1", "2026-10-01 09:15:00", "3", "en", "123", "Y", "", "Y", "More trees", "young"],
    ["2", "2026-10-02 10:00:00", "3", "en", "124", "", "Y", "", "", "old"],
    ["3", "", "1", "en", "125", "", "", "", "", ""],
]  # fmt: skip
QUALTRICS = [
    ["StartDate", "ResponseId", "RecordedDate", "Q1_1", "Q1_2", "Q2"],
    ["Start Date", "Response ID", "Recorded Date", f"{STREETS} - Selected Choice - Buses",
     f"{STREETS} - Selected Choice - Trees", COMMENT],
    ['{"ImportId":"startDate"}', '{"ImportId":"_recordId"}', '{"ImportId":"recordedDate"}', '{"ImportId":"QID1_1"}',
     '{"ImportId":"QID1_2"}', '{"ImportId":"QID2"}'],
    ["2026-10-01 09:00:00", "R_1", "2026-10-01 09:15:00", "Buses", "", "Fine"],
]  # fmt: skip
PLAIN = [
    ["reference", "date", STREETS, COMMENT, AGE],
    ["1", "30/09/2026 09:15", "Buses; Trees", "More trees", "Under 40"],
    ["2", "02/10/2026", "Street lights", "", "40 or over"],
]


def as_csv(lines, separator=",", encoding="utf-8-sig"):
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return target.getvalue().encode(encoding)


def as_xlsx(lines):
    book, target = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(target)
    return target.getvalue()


def profile_of(lines):
    return survey(*read(as_csv(lines)))
