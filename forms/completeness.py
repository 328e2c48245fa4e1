"""What a questionnaire promises and does not have yet. All formats and languages open together."""

from collections.abc import Collection

from forms.definition import Questionnaire

FORMAT_NAMES = {
    "large_print": "large print",
    "paper": "the paper form",
    "easy_read_paper": "Easy Read on paper",
    "braille": "Braille",
    "audio": "audio",
    "sign_language": "British Sign Language",
}


#: made from the questionnaire itself: ready when they can be printed, whatever the document says
PRINTED = ("large_print", "paper", "easy_read_paper")


def missing(questionnaire: Questionnaire, printable: Collection[str] = ()) -> list[str]:
    """Return in words what is promised and not ready; an empty list when everybody can begin on the same day.

    printable : those of PRINTED that can be made here
    """
    ready = {name for name in questionnaire.formats_ready if name not in PRINTED} | set(printable)
    absent = [locale for locale in questionnaire.promised_locales if locale not in questionnaire.locales]
    languages = [f"language {locale}" for locale in absent]
    formats = [FORMAT_NAMES[name] for name in questionnaire.promised_formats if name not in ready]
    return languages + formats + _easy_read(questionnaire)


def _easy_read(questionnaire: Questionnaire) -> list[str]:
    """Wordings are there, or the document would not load; an introduction and pictures may be lacking."""
    without = [
        f"Easy Read picture of {question.key}.{option.key}"
        for section in questionnaire.of_purpose("views")
        for question in section.questions
        for option in question.listed_options
        if option.picture is None
    ]
    return without if questionnaire.introduction.get("easy_read") else ["Easy Read introduction", *without]
