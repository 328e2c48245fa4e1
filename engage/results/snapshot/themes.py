"""What people wrote, as it may be printed: themes with comments and activities side by side, and permitted quotes."""

import hashlib

import pandas as pd

from analysis.disclosure import quote_labels
from analysis.redaction import mask, possible_names
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import Answer
from engage.operations.coding.learning import newest_run
from engage.results.coded_texts import coded_texts
from engage.results.coding import newest_codeframes
from engage.results.people import SAY_NOTHING
from engage.results.snapshot.wording import both

#: what the machine picks under one theme while nobody has
MOST_QUOTES = 3
#: questions about people that may stand under a quote: never what is sensitive beside a place
AGES, PLACES = ("age_band", "age", "age_group"), ("area", "ward", "locality", "neighbourhood")


def read(found, people):
    """(Counts, texts under each theme that may be quoted) of every codeframe that people agreed."""
    return [(counts, quotable(counts.codeframe, counts.run)) for counts in found.coded]


def quotable(codeframe, run):
    """Texts whose writers let them be quoted, what people coded first: theme_id, key, text, locale, type."""
    texts = extracts.texts(codeframe)
    allowed = texts[texts["may_quote"].astype(bool) & (texts["text"] != "")].set_index("key")
    rows = coded_texts(codeframe, run).rows
    rows = rows[rows["key"].isin(allowed.index)].join(allowed, on="key")
    rows = rows.sort_values("maker", ascending=False, kind="stable")
    return rows[["theme_id", "key", "text", "locale", "type"]].drop_duplicates(["theme_id", "text"])


def candidates(consultation):
    """(theme, texts that may be quoted under it) of every theme that people agreed and that has such texts."""
    found = []
    for codeframe in newest_codeframes(consultation):
        rows = quotable(codeframe, newest_run(codeframe))
        of_theme = dict(iter(rows.groupby("theme_id")))
        found += [
            (theme, list(of_theme[theme.id].itertuples(index=False)))
            for theme in codeframe.themes
            if theme.id in of_theme
        ]
    return found


def is_clean(text):
    """Whether nothing in it looks like a name or contact details."""
    return mask(text).text == text and not possible_names(text)


def quote_id(key, text):
    """Names a quote in what is published, without a number of the database."""
    return hashlib.sha256(f"{key}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def of(read_, people, print_, chosen, earlier):
    labels = Labels(people, earlier)
    return [_codeframe(counts, rows, people, print_, chosen, labels) for counts, rows in read_]


def _codeframe(counts, rows, people, print_, chosen, labels):
    base = print_.total(counts.base)
    of_theme = dict(iter(rows.groupby("theme_id")))
    figures = [print_.among(line.n_comments, counts.base) for line in counts.lines]
    lines = [
        _line(line, printed, _chosen(line.theme, of_theme.get(line.theme.id), chosen), labels)
        for line, printed in zip(counts.lines, figures, strict=True)
    ]
    # ties in the order of the codeframe: the order of the true counts would tell more than is printed
    lines.sort(key=lambda line: (line["n_comments"] is None, -(line["n_comments"] or 0)))
    question = counts.codeframe.question_key
    asked = people.wordings.questions.get(question) if question else None
    n_read = counts.lines[0].n_raised[1] if counts.lines else 0
    return {
        "question": question,
        "section": asked[0].key if asked else None,
        "titles": both(asked[0].title, people.definition.locales) if asked else {},
        "codeframe": counts.codeframe.number,
        "n_comments": base,
        "n_activities": n_read,
        "lines": lines,
    }


def _line(line, printed, quotes, labels):
    n_raised, _of = line.n_raised
    parent = line.theme.parent
    return {
        "key": line.theme.code,
        "name": line.theme.label,
        "description": line.theme.definition,
        "parent": parent.code if parent else None,
        "n_comments": printed.count,
        "n_activities": n_raised,
        "share": printed.share,
        "mark": printed.mark,
        "is_about": line.is_about,
        "agreement": {
            "people": _figure(line.alpha_people), "machine": _figure(line.alpha_machine), "verdict": line.verdict,
        },
        "quotes": [labels.quote(row) for row in quotes],
    }  # fmt: skip


def _figure(value):
    return None if value is None else round(value, 2)


def _chosen(theme, rows, chosen):
    if rows is None:
        return []
    if chosen is not None:
        wanted = chosen.get(theme.id, ())
        return list(rows[rows["key"].isin(wanted)].itertuples(index=False))
    clean = (row for row in rows.itertuples(index=False) if is_clean(row.text))
    return [row for row, _n in zip(clean, range(MOST_QUOTES), strict=False)]


def labels_of(people):
    """The words of every label that at least ten people share now."""
    labels = Labels(people, {})
    return [labels.words(label) for label in dict.fromkeys(labels.labels.values()) if label]


class Labels:
    """The words under each quote: what at least ten people share, and once published always the same."""

    def __init__(self, people, earlier):
        self.people, self.earlier = people, earlier
        asked = set(people.asked)
        self.columns = [next((key for key in keys if key in asked), None) for keys in (AGES, PLACES)]
        age, place = self.columns
        orders = [[age, place], [age], [place]]
        self.orders = [order for order in orders if None not in order]
        self.labels = self._labels() if self.orders else {}

    def _labels(self):
        frame = pd.DataFrame({"response_id": self.people.responses["response_id"]})
        said = self.people.said[self.people.said["characteristic"].isin(self.columns)]
        said = said[~said["group"].isin(SAY_NOTHING)]
        for column in (one for one in self.columns if one):
            chosen = said[said["characteristic"] == column].set_index("response_id")["group"]
            frame[column] = frame["response_id"].map(chosen)
        return quote_labels(frame, self.orders).to_dict()

    def quote(self, row):
        id_ = quote_id(row.key, row.text)
        label = self.earlier.get(id_)
        if label is None:
            label = self._of_text(row.key)
        is_answer = row.key.startswith("a")
        return {
            "id": id_,
            "text": row.text,
            "locale": row.locale,
            "label": label,
            "source": "comment" if is_answer else row.type,
        }

    def _of_text(self, key):
        if not key.startswith("a"):
            return {}
        answer = db.session.get(Answer, int(key[1:]))
        return self.words(self.labels.get(answer.response_id, ()) if answer else ())

    def words(self, label):
        """locale -> {variant: words}; empty where nothing is shared by enough people."""
        parts = [both(self._option(*pair), self.people.definition.locales) for pair in label]
        if not parts:
            return {}
        return {
            locale: {variant: ", ".join(part[locale][variant] for part in parts) for variant in texts}
            for locale, texts in parts[0].items()
        }

    def _option(self, question, option):
        asked = (one for section in self.people.definition.of_purpose("profile") for one in section.questions)
        return next(one for one in asked if one.key == question).option(option).text
