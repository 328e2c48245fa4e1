"""What stands between a snapshot and the public: each stop in words, with the way to mend it."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from engage import outcomes
from engage.extensions import db
from engage.extracts import coding as coded
from engage.extracts import fieldwork
from engage.extracts.retention import clocks
from engage.models import Codeframe, PaperBatch, TextCheck, Theme
from engage.operations import releases
from engage.publishing import newest_version
from engage.results import attack, coding
from engage.results.people import People
from engage.results.snapshot import themes
from engage.results.themes import question_comments

PREPARE = "releases/draft"
NOT_COUNTED = ("counted_at", "code_version", "words", "overrides")


@dataclass(frozen=True)
class Stop:
    kind: str
    #: for the officer, in plain English
    words: str
    #: the address of the page on which it is mended
    link: str
    #: may two people decide to publish all the same? The reason is printed in the method note
    can_override: bool


def stops(consultation, data, fresh=None):
    """Return every Stop of a snapshot of this consultation, those that nobody can override first. None: it may go out.

    fresh : what engage.results.snapshot.take() says now, where `data` was kept for a while
    """
    gate = _Gate(consultation, data)
    checks = (
        gate.erased, gate.is_open, gate.changed_since(fresh), gate.small_numbers, gate.names, gate.consent, gate.labels,
        gate.words, gate.bases, gate.unread, gate.machine_alone, gate.draft_codeframes, gate.uncoded, gate.differences,
        gate.submissions, gate.paper, gate.fieldwork,
    )  # fmt: skip
    found = [stop for check in checks for stop in check()]
    return tuple(sorted(found, key=lambda stop: stop.can_override))


def quotes_to_take_off(release):
    """The quotes of a release that nobody allows any more, or whose words changed, and that no page hides yet."""
    shown = {
        quote["id"]: quote for part in release.data["themes"] for line in part["lines"] for quote in line["quotes"]
    }
    found = {}
    if any(erasure.kind in ("texts", "notes") for erasure in clocks.erasures(release.consultation, clocks.COUNTED)):
        return []  # nobody can look any more; who took their words back before had the quote taken off then
    for one in release.quotes:
        if one.hidden_at is not None or one.quote_id in found or one.quote_id not in shown:
            continue
        codeframe = db.session.get_one(Theme, one.theme_id).codeframe
        rows = coded.texts(codeframe, [one.text_key])
        stands = any(
            row.may_quote and themes.quote_id(row.key, row.text) == one.quote_id for row in rows.itertuples(index=False)
        )
        if not stands:
            found[one.quote_id] = shown[one.quote_id]
    return list(found.values())


class _Gate:
    def __init__(self, consultation, data):
        self.consultation, self.data = consultation, data
        self.home = f"/staff/consultations/{consultation.code}"
        self.quotes = [quote for part in data["themes"] for line in part["lines"] for quote in line["quotes"]]
        self.codeframes = coding.newest_codeframes(consultation)

    def stop(self, kind, words, where, can_override=False):
        return Stop(kind, words, f"{self.home}/{where}", can_override)

    def erased(self):
        erased_at = clocks.erased_at(self.consultation)
        if erased_at is not None:
            yield self.stop(
                "erased",
                f"Answers were erased on {erased_at:%-d %B %Y}, so nothing can be counted anew. "
                "The results that were published before stay",
                "retention",
            )

    def is_open(self):
        if dt.datetime.fromisoformat(self.data["counted_at"]) < self.consultation.closes_at:
            yield self.stop(
                "open", "The figures were counted before the consultation closed. Count them again after it has closed",
                PREPARE,
            )  # fmt: skip

    def changed_since(self, fresh):
        def check():
            if fresh is not None and _data(fresh) != _data(self.data):
                yield self.stop(
                    "changed", "Answers, codes or quotes changed since these results were prepared. Prepare them again",
                    PREPARE,
                )  # fmt: skip

        return check

    def small_numbers(self):
        own = {one.number: one.data for one in releases.published(self.consultation)}
        found = attack.worked_out(self.data, own.values())
        if found:
            n = len(found)
            yield self.stop(
                "small_numbers",
                f"{n} small {'number' if n == 1 else 'numbers'} could be worked out from these figures and earlier "
                f"releases ({', '.join(found[:3])}). Publish rounded figures, or wait until more has changed",
                PREPARE,
            )

    def names(self):
        texts = self._texts()
        for quote in self._once():
            if themes.is_clean(quote["text"]) or self._is_cleared(texts.get(quote["id"])):
                continue
            check = self._check_of(texts.get(quote["id"]))
            where = f"texts/{check.public_id}" if check else PREPARE
            yield self.stop(
                f"name_in_quote.{quote['id']}",
                f"A quote may hold a name or contact details: “{_short(quote['text'])}”. Mask it, or choose another",
                where,
            )

    def consent(self):
        texts = self._texts()
        for quote in self._once():
            key = texts.get(quote["id"])
            if key is None or themes.quote_id(key, quote["text"]) != quote["id"]:
                yield self.stop(
                    f"consent.{quote['id']}",
                    f"Nobody allows this quote any more, or its words changed: “{_short(quote['text'])}”. "
                    "Choose another",
                    PREPARE,
                )

    def labels(self):
        if not any(quote["label"] for quote in self.quotes):
            return
        version = newest_version(self.consultation)
        shared = themes.labels_of(People(version)) if version else []
        before = releases.labels(self.consultation)
        for quote in self._once():
            if quote["label"] and quote["label"] not in shared and before.get(quote["id"]) != quote["label"]:
                yield self.stop(
                    f"label.{quote['id']}",
                    f"Fewer than ten people share the words under a quote: “{_short(quote['text'])}”. Prepare again",
                    PREPARE,
                )

    def words(self):
        words = self.data["words"]
        if words and not (words.get("headline") and words.get("next")):
            yield self.stop("words", "The headline and what happens next are not written", PREPARE)
        elif words and not words.get("next_on"):
            yield self.stop("next_on", "Say by which day people hear what happens next", PREPARE, can_override=True)

    def bases(self):
        """What is printed without its base or its day cannot be read."""
        about = self.data["consultation"]
        lines = [line for section in self.data["rankings"] for line in section["lines"]]
        lacking = [line for line in lines if line["share"] is not None and not line["base"]]
        based = [(part, part["base"]) for part in self.data["about"]]
        based += [(part, part["answered"]) for part in self.data.get("measures", ())]
        lacking += [part for part, base in based if not base and _has_figures(part)]
        days = (about["opened_on"], about["closed_on"], self.data["counted_at"])
        if lacking or not all(days):
            yield self.stop(
                "bases", "A share is printed without its base, or a date is missing. Prepare again", PREPARE
            )

    def unread(self):
        for counts in self._counts():
            if left := counts.n_comments - counts.base:
                yield self.stop(
                    f"unread.{_where(counts.codeframe)}",
                    f"{left} of {counts.n_comments} comments are not read{_on(counts.codeframe)}",
                    _coding(counts.codeframe), can_override=True,
                )  # fmt: skip

    def machine_alone(self):
        for counts in self._counts():
            themes_ = [line.theme.label for line in counts.lines if line.is_about and line.n_by_machine]
            if themes_:
                n = len(themes_)
                yield self.stop(
                    f"machine.{_where(counts.codeframe)}",
                    f"The machine alone read comments under {n} {'theme' if n == 1 else 'themes'}, and nobody has "
                    f"shown that it agrees with people{_on(counts.codeframe)}: {_listed(themes_)}",
                    _coding(counts.codeframe), can_override=True,
                )  # fmt: skip

    def draft_codeframes(self):
        drafts = db.session.scalars(
            select(Codeframe).filter_by(consultation_id=self.consultation.id, agreed_at=None).order_by(Codeframe.id)
        )
        for draft in drafts:
            yield self.stop(
                f"draft.{_where(draft)}", f"A codeframe is still a draft{_on(draft)}. Agree it, or throw it away",
                "codeframes", can_override=True,
            )  # fmt: skip

    def uncoded(self):
        coded_keys = {one.question_key for one in self.codeframes}
        if None in coded_keys:
            return
        for key, title, n in question_comments(self.consultation):
            if n and key not in coded_keys:
                yield self.stop(
                    f"uncoded.{key}", f"{n} {'comment' if n == 1 else 'comments'} on “{title}” "
                    f"{'has' if n == 1 else 'have'} no agreed themes", "codeframes",
                    can_override=True,
                )  # fmt: skip

    def differences(self):
        for counts in self._counts():
            if counts.n_waiting:
                n = counts.n_waiting
                yield self.stop(
                    f"differences.{_where(counts.codeframe)}",
                    f"{n} {'difference' if n == 1 else 'differences'} between two coders "
                    f"{'is' if n == 1 else 'are'} not settled{_on(counts.codeframe)}",
                    f"{_coding(counts.codeframe)}/samples", can_override=True,
                )  # fmt: skip

    def submissions(self):
        sent = outcomes.submissions(self.consultation)
        known = outcomes.registered_numbers(self.consultation)
        gaps = sorted(set(range(1, max(known, default=0) + 1)) - known)
        if gaps:
            yield self.stop("index", f"Written submission {gaps[0]} is missing from the index", "delivery/submissions")
        waiting = [f"{one.number}" for one in sent if not one.considerations]
        if waiting:
            yield self.stop(
                "submissions",
                f"{len(waiting)} of {len(sent)} written submissions were not considered anywhere: "
                f"{_listed(waiting)}", "delivery/submissions", can_override=True,
            )  # fmt: skip

    def paper(self):
        n = db.session.scalar(
            select(func.count(PaperBatch.id)).filter_by(consultation_id=self.consultation.id, closed_at=None)
        )
        if n:
            yield self.stop(
                "paper", f"{n} {'batch of paper forms is' if n == 1 else 'batches of paper forms are'} not closed",
                "paper", can_override=True,
            )  # fmt: skip

    def fieldwork(self):
        from_field = _open_records(self.consultation)
        if from_field:
            words = f"The records of {from_field} activities may still change. Close them"
            yield Stop("fieldwork", words, "/staff/fieldwork", True)

    def _counts(self):
        if not hasattr(self, "_counted"):
            self._counted = [coding.count(codeframe) for codeframe in self.codeframes]
        return self._counted

    def _once(self):
        return list({quote["id"]: quote for quote in self.quotes}.values())

    def _texts(self):
        """id of every quote that may be published now -> key of its text."""
        if not hasattr(self, "_quotable"):
            rows = [coded.texts(codeframe) for codeframe in self.codeframes] if self.quotes else []
            self._quotable = {
                themes.quote_id(row.key, row.text): row.key
                for frame in rows
                for row in frame[frame["may_quote"].astype(bool)].itertuples(index=False)
            }
        return self._quotable

    def _check_of(self, key):
        """The TextCheck of a text, if its names have to be looked at."""
        return key and db.session.scalar(select(TextCheck).filter_by(**coded.columns_of(key)).limit(1))

    def _is_cleared(self, key):
        """Has a person looked at every name in it, and left what stands there?"""
        check = self._check_of(key)
        return bool(check and check.looked_at and not check.n_waiting)


def _has_figures(part):
    """Is a share or a middle printed of it?"""
    return any(line["share"] is not None for line in part["lines"]) or any(
        part.get(name) is not None for name in ("mean", "median")
    )


def _data(snapshot):
    """What is counted: not when, and not what officers write beside it."""
    return {name: part for name, part in snapshot.items() if name not in NOT_COUNTED}


def _where(codeframe):
    return codeframe.question_key or "every"


def _on(codeframe):
    return f" on “{codeframe.question_key.replace('_', ' ')}”" if codeframe.question_key else ""


def _coding(codeframe):
    return f"coding/{codeframe.question_key or 'every-question'}/{codeframe.number}"


def _listed(names, most=5):
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _short(text, most=60):
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _open_records(consultation):
    meetings = fieldwork.meetings(consultation.id)
    return int((~meetings["is_closed"].astype(bool)).sum()) if len(meetings) else 0
