"""The catalogues of residents' pages: complete, with the same placeholders, in short Easy Read sentences."""

import re

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from engage import catalogues
from engage.config import ROOT
from tests.structure import SENTENCE_END
from tests.test_messages import EASY_READ_WORDS, WORDED, easy_texts_of_templates, python_calls, sentences

LOCALES = catalogues.locales()
PLACEHOLDER = re.compile(r"%\(\w+\)s")
#: plural forms of CLDR for whole numbers
N_PLURALS = {"cy": 6, "pl": 3, "ar": 6}


def read(path):
    with path.open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def catalogue(locale):
    return read(catalogues.FOLDER / locale / f"{catalogues.FILE}.po")


def strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(ROOT / "babel.cfg"), "-k", "_", "-k", "_l", "-o", str(target), str(ROOT)]
    )
    return read(target)


def test_four_languages_are_offered():
    assert sorted(catalogues.complete_locales()) == ["ar", "cy", "en", "pl"]


def test_every_catalogue_holds_the_texts_of_the_pages_and_no_other(collected):
    """If not: make messages, then fill what is empty."""
    assert read(catalogues.TEMPLATE).keys() == collected.keys()
    for locale in LOCALES:
        assert catalogue(locale).keys() == collected.keys(), locale


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_empty_or_guessed(locale):
    lacking = [message.id for message in catalogue(locale).values() if not all(strings(message)) or message.fuzzy]

    assert lacking == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_placeholder_is_kept(locale):
    wrong = [
        (message.id, text)
        for message in catalogue(locale).values()
        for text in strings(message)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall("".join(message.id)))
        or "%" in PLACEHOLDER.sub("", text.replace("%%", ""))
    ]

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_an_easy_read_text_is_as_short_in_every_language(locale):
    """Requirement 27 for the furniture of every language."""
    texts = {text for _where, text in easy_texts_of_templates()}
    texts |= {
        constant.value
        for path in WORDED
        for call in python_calls(path, "say")
        for constant in [call.args[1].args[0]]
    }  # fmt: skip
    messages = catalogue(locale)

    long = [
        sentence
        for text in texts & messages.keys()
        for sentence in sentences(messages[text].string)
        if len(sentence.split()) > EASY_READ_WORDS
    ]

    assert len(texts & messages.keys()) > 40
    assert long == []


@pytest.mark.parametrize("locale", LOCALES)
def test_an_easy_read_text_has_as_many_sentences_in_every_language(locale):
    """Each stands in a row with a picture of its own."""
    messages = catalogue(locale)
    pairs = [(text, messages.get(text)) for _where, text in easy_texts_of_templates()]

    longer = [text for text, message in pairs if message and isinstance(message.string, str)
              and len(SENTENCE_END.split(message.string)) > len(SENTENCE_END.split(text))]  # fmt: skip

    assert len(pairs) > 40
    assert longer == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_number_has_every_plural_form(locale):
    plurals = [message for message in catalogue(locale).values() if isinstance(message.id, tuple)]

    assert plurals
    assert {len(message.string) for message in plurals} == {N_PLURALS[locale]}


def test_texts_of_staff_pages_are_not_given_to_translators(collected):
    assert not {"Your desk", "Sign in", "Enter your password", "Your role does not open this page"} & collected.keys()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_was_compiled_is_what_was_translated(locale):
    assert catalogues.missing(locale) == ()


def test_a_language_without_a_compiled_catalogue_is_not_complete():
    assert len(catalogues.missing("fr")) == len(read(catalogues.TEMPLATE))
    assert not catalogues.is_complete("fr")
