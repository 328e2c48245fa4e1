"""What may be printed of counts of people, by each of the two rules: rounding (the default) and suppression."""

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from analysis.disclosure import headline_share, marker, round_count, suppress, suppress_column
from analysis.disclosure.rounding import HIDDEN_UP_TO, SHARE_BASE, SMALLEST_GROUP
from analysis.disclosure.suppression import GENERAL, SENSITIVE
from analysis.frames import FrameError
from analysis.ranking import wilson


@dataclass(frozen=True)
class Printed:
    """One count among its base as it may be printed; None is kept back, and the mark says why."""

    count: int | None
    base: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    #: "c" kept back, "z" too few people for a share, "u" a weak share, or empty
    mark: str = ""

    @property
    def order(self):
        """What it is ranked by: nothing that is not printed."""
        return None if self.count is None or not self.base else self.count / self.base


HIDDEN = Printed(None, None, mark="c")


class Rounded:
    """Counts from 1 to 7 are kept back, the others go to the nearest 5; shares come from the rounded figures.

    Of fewer than 10 people nothing is said. From 1,000 people on, a share is the true one to a whole per cent.
    """

    smallest_group, threshold = SMALLEST_GROUP, HIDDEN_UP_TO + 1

    def total(self, n):
        """A number of people that others are part of."""
        return None if 0 < n < SMALLEST_GROUP else round_count(n)

    def part(self, n, of):
        """A number of people among a total."""
        return None if self.total(of) is None else round_count(n)

    def parts(self, counts, of):
        """name -> what may be printed, of groups that no two share and that lie in the total."""
        return {name: self.part(n, of) for name, n in counts.items()}

    def alone(self, n):
        """A number that is part of no printed total."""
        return round_count(n)

    def shares(self, pairs, of, most):
        """The Printed of each (count, base): what was chosen of one list by those who answered it.

        most : options that one person may choose
        """
        return [self._share(count, base) for count, base in pairs]

    def among(self, count, base):
        """The Printed of one count in its base, of a list in which one person may be counted any number of times."""
        return self._share(count, base)

    def profile(self, counts, of):
        """(base, name -> Printed) of one question about people; `of` are all, also those who did not say."""
        base = sum(counts.values())
        return self.total(base), {name: self._share(count, base) for name, count in counts.items()}

    def _share(self, count, base):
        printed, printed_base = self.part(count, base), self.total(base)
        if printed is None:
            return Printed(None, printed_base, mark="c")
        share = headline_share(count, base)
        return _printed(printed, printed_base, share)


class Exact:
    """Counts are as they are. Small ones are kept back, and others with them until nobody can work them out."""

    smallest_group, threshold = SMALLEST_GROUP, GENERAL

    def total(self, n):
        return None if 0 < n < SMALLEST_GROUP else n

    def part(self, n, of):
        return self.parts({"part": n, "rest": of - n}, of)["part"]

    def parts(self, counts, of):
        """Sizes of groups: who is in one is a person's own affair, so that fewer than 10 are few."""
        rest = of - sum(counts.values())
        cells = [*counts.values(), rest]
        found = suppress_column(cells, SENSITIVE)
        hidden = {*found.primary, *found.secondary}
        is_closed = found.total_hidden or self.total(of) is None
        return {name: None if is_closed or place in hidden else n for place, (name, n) in enumerate(counts.items())}

    def among(self, count, base):
        if self.total(base) is None or self.alone(count) is None:
            return Printed(None, self.total(base), mark="c")
        return _printed(count, base, _share(count, base))

    def profile(self, counts, of):
        base = sum(counts.values())
        cells = self.parts(counts | {None: of - base}, of)
        shown = None if cells.pop(None) is None else self.total(base)
        return shown, {
            name: HIDDEN if count is None or self.total(base) is None else _printed(count, shown, _share(count, shown))
            for name, count in cells.items()
        }

    def alone(self, n):
        return None if 0 < n < GENERAL else n

    def shares(self, pairs, of, most):
        """Kept back are small counts, whatever gives them away where most people chose all they could, and the
        figures of an option that was offered to nearly all who answered, or to a few of them."""
        bases = {base for _count, base in pairs} | {of}
        is_near = any(0 < abs(one - other) < SMALLEST_GROUP for one, other in combinations(bases, 2))
        open_ = [place for place, (_count, base) in enumerate(pairs) if not (is_near and base != of)]
        open_ = [place for place in open_ if self.total(pairs[place][1]) is not None]
        hidden = self._hidden([pairs[place][0] for place in open_], of, most)
        shown = {place for place, is_hidden in zip(open_, hidden, strict=True) if not is_hidden}
        return [
            _printed(*pair, _share(*pair)) if place in shown else
            Printed(None, pair[1] if place in open_ else None, mark="c")
            for place, pair in enumerate(pairs)
        ]  # fmt: skip

    def _hidden(self, counts, of, most):
        if not counts:
            return []
        table = pd.DataFrame([counts], index=["all"], columns=range(len(counts)))
        bases = pd.Series([of], index=["all"])
        try:
            return suppress(table, bases, picks=most, all_picks=most == 1).hidden.iloc[0].tolist()
        except FrameError:
            # no choice of other counts protects the small ones: nothing of this list is told
            return [True] * len(counts)


RULES = {"rounded": Rounded, "exact": Exact}


def _share(count, base):
    return None if base is None or base < SHARE_BASE else count / base


def _printed(count, base, share):
    """The interval comes from the printed figures too: from the true ones, its ends would tell them."""
    # a count may be told where its base is not: then it has no share
    mark = "z" if base is None else marker(count, base).strip("[]")
    if share is None:
        return Printed(count, base, mark=mark)
    low, high = wilson(count, base)
    return Printed(count, base, round(share, 4), round(float(low), 3), round(float(high), 3), mark)
