"""Tell the names of places, people and days from the words of a subject, by how residents write them."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from analysis.text import stem, words_as_written
from analysis.themes.concepts import CONCEPTS_PATH, read_concepts

NAME_SHARE = 0.5
"""A word that starts with a capital in more than this share of the places where it need not is a name."""


def find_names(texts: Sequence[str]) -> frozenset[str]:
    """Return the stems of the words that are names in these texts.

    Only words inside a sentence count, as any word at its start has a capital. Comments all in capitals tell nothing;
    words all in capitals ("NHS", "ADHD") are not names; nor are the words of the concept file ("Parkinson's").
    Source: the capitalisation feature of named entity recognition, Mikheev, Computational Linguistics 28 (2002),
    289-318, who decides by the other places in the same text as here.
    """
    capital: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for text in texts:
        if text.isupper():
            continue
        for word, is_first in words_as_written(text):
            if not is_first and not (len(word) > 1 and word.isupper()):
                stemmed = stem(word.lower())
                places[stemmed] += 1
                capital[stemmed] += word[0].isupper()
    named = {stemmed for stemmed, times in capital.items() if times > NAME_SHARE * places[stemmed]}
    return frozenset(named - _words_of_concepts())


@lru_cache(maxsize=1)
def _words_of_concepts() -> frozenset[str]:
    return frozenset(word for concept in read_concepts(CONCEPTS_PATH) for phrase in concept.words for word in phrase)
