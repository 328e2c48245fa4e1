"""Fixed words of the method note: the rules by which things are counted."""

#: key of what the snapshot says of taking part -> words
TAKING = {
    "responses": "Responses counted",
    "people": "Of these from people",
    "organisations": "Of these from organisations",
    "late": "From people, after closing time and inside the time of grace",
    "drafts": "Begun and not sent (not counted)",
    "withdrawn": "Taken back by the person who sent it (not counted)",
}
COPIES = (
    "Texts that say the same are found by the machine, letter for letter or nearly. None is deleted: every copy "
    "is counted as a response of its own, and distinct texts are counted beside them. From a number that the "
    "council sets on, they are called a campaign."
)
IMPORTED = (
    "These responses were not given on the pages of this system: each file was exported by another one. Which answer "
    "each column and each text means was settled by people; a row that could not be understood whole was left out. "
    "Each counts as one response. Whether one person answered in both places is not known."
)
UNTOLD = "a former member of staff"
KEYING = (
    "A tenth of each batch, at least 20 forms, was keyed a second time by another person. Where the two differed,"
    " a third decided. From 1 wrong field in 200 on, the whole batch was keyed twice."
)
CODING = (
    "People agreed what the themes are before texts were coded. A text can carry several themes, so their shares "
    "add to more than 100%. What a person says of a text holds; the machine speaks only of texts that no person "
    "has read."
)
AGREEMENT = (
    "Two people coded the same texts without seeing each other's codes or the machine's. Krippendorff's alpha is "
    "1 where they always agree and 0 where they agree as by chance: from 0.80 on it is good, from 0.67 on "
    "tentative."
)
WEIGHTING = (
    "Published figures are not weighted: each response counts once. Inside the council they are checked against "
    "figures weighted to the census, where enough people said who they are."
)
DISCLOSURE = {
    "rounded": (
        "Counts from 1 to %(most)s are kept back, and others are rounded to the nearest 5. Shares come from the "
        "rounded figures, so totals may differ a little."
    ),
    "exact": (
        "Counts are exact. Counts below %(threshold)s are kept back, and others beside them, so that none can be "
        "worked out from the total."
    ),
}
