"""Texts and trails without anybody's name: for papers that are handed to whoever asks for them."""

from analysis.redaction import mask, possible_names
from engage.data.covering import COVER
from engage.extracts import decided

#: of what an event tells: figures, hashes and keys, never words that somebody typed or who it was about
TELLABLE = (
    "release", "kind", "sha256", "data_sha256", "bytes", "responses", "rows", "number", "version", "locales", "locale",
    "mode", "stop", "n", "days", "file_sha256", "about", "why",
)  # fmt: skip


def nameless(text):
    """The text with identifiers masked and everything covered that could be a name."""
    masked = mask(text or "").text
    parts, end = [], 0
    for span in possible_names(masked):
        parts += [masked[end : span.start], COVER]
        end = span.end
    return "".join([*parts, masked[end:]])


def trail(consultation):
    """Rows (moment, verb, object, by whom, what) of the audit extract: staff as "analyst 1", in order of appearance."""
    names, n_of_role = {}, {}
    for event, person in decided.events(consultation):
        told = "; ".join(f"{key}: {event.detail[key]}" for key in TELLABLE if key in event.detail)
        who = "the system, or the command line"
        if person is not None:
            if person.id not in names:
                role = next(iter(person.roles_on(consultation)), "former staff").replace("_", " ")
                n_of_role[role] = n_of_role.get(role, 0) + 1
                names[person.id] = f"{role} {n_of_role[role]}"
            who = names[person.id]
        yield (
            f"{event.at:%Y-%m-%d %H:%M}",
            event.verb.replace("_", " "),
            event.object_type.replace("_", " "),
            who,
            told,
        )
