"""Why a scan is not read, or not believed, and how to put it right: of files, of pages, of questions."""

FILES = {
    "empty": "The file is empty. Scan the forms again",
    "unknown_kind": "This is not a PDF, TIFF, PNG or JPEG file, whatever its name says. Save the scan as a PDF",
    "locked": "The PDF is locked with a password. Save it without a password and upload it again",
    "damaged": "The file is damaged. Scan the forms again",
    "too_heavy": "The file takes more memory to open than any scan does. Scan the forms again, as a new file",
    "too_slow": "The file takes longer to open than any scan does. Split it into smaller files",
    "too_many_pages": "The file has more than 2,000 pages. Split it into smaller files",
}

PAGES = {
    "black_and_white": "The scan is black and white only, which loses pencil. Scan again in greyscale",
    "coarse": "The scan has fewer than 150 dots per inch. Scan again at 200 dots per inch",
    "too_large": "The page has more than 50 million dots. Scan again at 200 dots per inch",
    "damaged": "The page is damaged. Scan it again",
    "no_code": "There is no square code of ours on this page, or it cannot be read. Key this page by hand",
    "no_marks": "Too few of the black corner squares can be seen. Scan the whole sheet flat, or key the form by hand",
    "foreign": "This page is of another consultation. Take it out of the bundle",
    "old_version": "This form was printed from an older version of the questionnaire. Key it by hand",
    "unknown_layout": "We printed no form of this kind. Compare the paper with ours, and key it by hand",
    "unknown_page": "A form of this kind has no page with this number. Key this page by hand",
    "no_serial": "This form has no number. Add it from the batch sheet and key it by hand",
    "unknown_serial": "We printed no form with this number. Compare it with the paper, and add it to the batch by hand",
    "other_batch": "This form is in another batch already. Add it to this batch by hand: it is held as a second copy",
    "held": "This form is held, or was rejected. A supervisor decides whether it counts",
    "repeated": "This page was scanned before. The first scan of it counts",
}

QUESTIONS = {
    "two_answers": "two answers where one is asked for",
    "too_many": "more answers than asked for",
    "far_outside": "a mark goes far outside its box",
    "dense_beside": "a heavy mark beside an answer",
    "faint_second": "a faint second mark",
    "only_filled": "boxes filled in: an answer, or a correction",
    "struck": "a line through a box",
    "corrected": "a box filled in beside answers",
    "dense": "a heavy mark",
    "faint": "a faint mark",
    "ink_beside": "ink beside a box that looks empty",
    "covered": "something covers the boxes",
    "photograph": "a photograph: a person looks at every answer",
    "blank": "nothing is ticked",
    "digits": "numbers are written: a person reads them",
}
