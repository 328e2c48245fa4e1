"""Many rows read as columns of whole numbers, so that a frame of a million rows needs no million objects to begin with.

The words of a key stand in few rows and are put in afterwards. Rows are ordered here, by the characters of the keys:
the same on every database, whatever its collation.
"""

from itertools import chain

import numpy as np

from engage.extensions import db

#: rows that are fetched at once: few enough to hold, many enough for the loop not to be seen
PORTION = 50_000


def numbers(query):
    """The rows of a query of whole numbers, none of them empty: one array for each of its columns."""
    width = len(query.selected_columns)
    db.session.flush()
    result = db.session.connection().execute(query)
    parts = []
    # the driver's own rows: nothing has to be done to a whole number
    while rows := result.cursor.fetchmany(PORTION):
        parts.append(np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=width * len(rows)))
    result.close()
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).reshape(-1, width).T


class Keys:
    """A column of ids whose words are known: id -> word."""

    def __init__(self, ids, words):
        #: sorted, so that places are in the order of the words
        self.known = sorted(set(words.values()))
        place = {word: n for n, word in enumerate(self.known)}
        highest = max(words, default=-1)
        by_id = np.zeros(highest + 1, dtype=np.int64)
        for id_, word in words.items():
            by_id[id_] = place[word]
        self.places = by_id[ids]

    def words(self, rows=slice(None)):
        """The words of these rows, each of them one object that all its rows share."""
        return np.array(self.known, dtype=object)[self.places[rows]]


def in_order(*columns):
    """The positions of the rows in the order of these columns, whole numbers or Keys, the first one first."""
    return np.lexsort([getattr(column, "places", column) for column in reversed(columns)])
