"""Words of a questionnaire in every language and both wordings, as plain data."""


def both(wording, locales):
    """locale -> {"standard": ..., "easy_read": ...} of a forms.questionnaire.Wording."""
    return {locale: {variant: wording.get(variant, locale) for variant in ("standard", "easy_read")}
            for locale in locales}  # fmt: skip
