"""Which text carries which theme, as the counts have it (engage.results.coded_texts), for tables of data."""

from engage.extracts import coding as extracts
from engage.operations.coding.learning import newest_run
from engage.results.coded_texts import CodedTexts
from engage.results.coding import newest_codeframes


def codeframes_of(consultation):
    """The newest agreed codeframe of each question, and of every question."""
    return newest_codeframes(consultation)


def name_of(codeframe):
    """As "streets_comment/2"."""
    return f"{codeframe.question_key or 'every_question'}/{codeframe.number}"


def theme_rows(codeframes):
    for codeframe in codeframes:
        for theme in codeframe.themes:
            yield (name_of(codeframe), theme.code, theme.label, theme.definition, theme.includes, theme.excludes,
                   "; ".join(theme.key_words), theme.parent and theme.parent.code,
                   f"{codeframe.agreed_at:%Y-%m-%d}")  # fmt: skip


def said(codeframe, numbers):
    """key of a text -> its place, of what was said in sessions. numbers : contribution -> its number in the file"""
    found = extracts.texts(codeframe, [f"c{id_}" for id_ in numbers], erased=True)
    topics = extracts.topics_of(codeframe)
    return {
        key: ("contribution", None, numbers[int(key[1:])], topics.get(int(key[1:])))
        for key in found["key"]
        if key.startswith("c")
    }


def code_rows(codeframe, places):
    """A row for each theme of each of these texts. places : key -> (source, response, contribution, question)"""
    codes, themes = _read(codeframe, places), {theme.id: theme.code for theme in codeframe.themes}
    for key, theme_id, maker in codes.rows[["key", "theme_id", "maker"]].itertuples(index=False, name=None):
        yield (*places[key], name_of(codeframe), themes[theme_id], maker)


def text_rows(codeframe, places):
    """A row for each of these texts: who read it, and how many themes it carries."""
    codes = _read(codeframe, places)
    n_themes = codes.rows["key"].value_counts()
    for key, place in places.items():
        reader = "people" if key in codes.by_people else "machine" if key in codes.by_machine else "not_read"
        yield (*place, name_of(codeframe), reader, int(n_themes.get(key, 0)))


def _read(codeframe, places):
    keys = list(places)
    texts = extracts.texts(codeframe, keys, erased=True).set_index("key")
    return CodedTexts(codeframe, texts, newest_run(codeframe), among=keys)
