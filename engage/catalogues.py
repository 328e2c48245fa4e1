"""Which languages our own pages are complete in: the texts to translate beside the translations that were compiled."""

from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

DEFAULT_LOCALE = "en"
FOLDER = Path(__file__).resolve().parent / "translations"
#: every text of a resident's page; `make messages` writes it
TEMPLATE = FOLDER / "messages.pot"
FILE = "LC_MESSAGES/messages"


def locales():
    """Every language that has a catalogue, complete or not."""
    return sorted(path.parent.parent.name for path in FOLDER.glob(f"*/{FILE}.po"))


@lru_cache(maxsize=32)
def missing(locale):
    """The texts that have no words in this language; all of them when nothing is compiled. The texts are English."""
    if locale == DEFAULT_LOCALE:
        return ()
    compiled = _compiled(locale)
    return tuple(text for text in _wanted() if not _is_translated(compiled, text))


def is_complete(locale):
    return locale == DEFAULT_LOCALE or (locale in locales_at_start() and not missing(locale))


def complete_locales():
    return [DEFAULT_LOCALE, *(locale for locale in locales_at_start() if is_complete(locale))]


@lru_cache(maxsize=1)
def locales_at_start():
    """As the program found them: a page does not look at the disk."""
    return tuple(locales())


@lru_cache(maxsize=1)
def _wanted():
    with TEMPLATE.open("rb") as file:
        texts = [message.id for message in read_po(file) if message.id]
    return tuple(text if isinstance(text, str) else text[0] for text in texts)


def _compiled(locale):
    path = FOLDER / locale / f"{FILE}.mo"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_mo(file)


def _is_translated(catalogue, text):
    message = catalogue and catalogue.get(text)
    if not message:
        return False
    return all(message.string if isinstance(message.string, tuple | list) else (message.string,))
