"""The language of each text, told by a model that lies inside a package; nothing is downloaded."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.redaction import without_masks
from analysis.text import clean, tokenise

UNKNOWN = "unknown"
"""Too short to tell, or the model is not sure."""

LANGUAGES = frozenset(
    """
    en cy ga gd pl ro pa ur pt es ar bn gu it ta fr lt zh tr bg ru fa hu el lv so ku nl de uk sq sk cs vi hi ne am ps
    ml te si th tl ja ko he sw yo ig sr hr ka hy my
    """.split()
)
"""Languages that are looked for: the main languages of the censuses of 2021 and 2022, as far as the model knows them.
Each further one is one more way to be wrong about a short text."""

MIN_WORDS, MIN_LETTERS = 4, 14
"""With less than these the model is believed only where the page that was open agrees: asked for 1 to 3 words, it is
wrong about one time in ten; from 4 words on two times in 1,300 (benchmarks/README.md)."""

LEAST_SURE = 0.5
"""The model's own probability, below which the answer is "unknown"."""

_WITHOUT_SPACES = ("zh", "ja", "th", "my")


def language_of(text: str, page_locale: str = "") -> str:
    """Return the code of the language of a text (ISO 639-1), or UNKNOWN.

    page_locale : the language of the page it was typed on; people often write in another, so that it only decides
                  for a short text with which the model agrees
    Source of the model: py3langid 0.4 (BSD), trained on texts in 140 languages.
    """
    cleaned = clean(without_masks(text))
    words = tokenise(cleaned)
    n_letters = sum(map(len, words))
    if not words:
        return UNKNOWN
    language, sureness = _model().classify(cleaned)
    is_short = len(words) < MIN_WORDS or n_letters < MIN_LETTERS
    if language in _WITHOUT_SPACES:
        is_short = n_letters < MIN_WORDS
    if is_short:
        return str(language) if language == page_locale.partition("-")[0] else UNKNOWN
    return str(language) if sureness >= LEAST_SURE else UNKNOWN


def languages_of(texts: Iterable[str], page_locales: Iterable[str]) -> list[str]:
    """Return the language of each text, in their order; the same text on the same page is judged once."""
    known: dict[tuple[str, str], str] = {}
    pairs = list(zip(texts, page_locales, strict=True))
    for pair in pairs:
        if pair not in known:
            known[pair] = language_of(*pair)
    return [known[pair] for pair in pairs]


@lru_cache(maxsize=1)
def _model() -> Any:
    # 0.6 seconds and 100 MB, at the first question: only a worker ever asks.
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(sorted(LANGUAGES & set(model.nb_classes)))
    return model
