"""Hard words of Easy Read: written `**word**`, shown bold, and explained in the sentence that follows."""

import re
from collections.abc import Iterable, Iterator, Sequence

MARK = "**"
#: a hard word is a few words between two marks, with no space beside the marks
HARD_WORD = re.compile(r"\*\*(?!\s)([^*]+?)(?<!\s)\*\*")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟])\s+")
#: words change their ends from one sentence to the next: "carer" is explained by "Carers are ..."
_STEM_LETTERS = 4


def plain(text: str) -> str:
    """Return the text without marks, for titles, files and everything that is not a page in Easy Read."""
    return HARD_WORD.sub(r"\1", text)


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return the text as (words, are they hard?), in order and without marks."""
    parts = HARD_WORD.split(text)
    return [(words, number % 2 == 1) for number, words in enumerate(parts) if words]


def faults(text: str, variant: str, following: Iterable[str] = ()) -> Iterator[str]:
    """Say what is wrong with the marks of one text.

    following : the sentences that may explain its hard words: the next row of its introduction, or the rows of the
                section's and the question's introduction for a text that stands outside them, and for the text of a
                question its hint
    """
    if MARK not in text:
        return
    if variant != "easy_read":
        yield "** marks hard words in Easy Read only"
        return
    if MARK in HARD_WORD.sub("", text):
        yield "has a ** without its pair. Write a hard word as **word**"
        return
    after = list(following)
    for found in HARD_WORD.finditer(text):
        word = found.group(1)
        rest = _SENTENCE_ENDS.split(text[found.end() :], maxsplit=1)[1:]
        if not any(_mentions(plain(sentence), word) for sentence in (*rest, *after)):
            yield f"the hard word {word!r} is not explained in the next sentence"


def introduction_faults(texts: Sequence[str], variant: str) -> Iterator[tuple[int, str]]:
    """Return (number of the row, what is wrong) of the rows of one introduction in one language."""
    for number, text in enumerate(texts, 1):
        for message in faults(text, variant, texts[number : number + 1]):
            yield number, message


def _mentions(sentence: str, word: str) -> bool:
    """Return whether the sentence speaks of the word, in whatever form."""
    stems = [part[: max(_STEM_LETTERS, len(part) - 2)] for part in word.casefold().split()]
    return all(stem in sentence.casefold() for stem in stems)
