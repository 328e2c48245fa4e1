"""From ink to answers: what each box holds, what a question says, and whether a person has to look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import log

from forms.paper.geometry import Box
from forms.paper.marks.ink import Ink

# Chosen on simulated scans with other seeds than those that are reported; see benchmarks/README.md.
#: below this share of ink a box is empty
EMPTY = 0.008
#: a mark has at least this much ink, or a stroke of at least this length
MARK, STROKE = 0.05, 0.40
#: least ink in the middle, unless there is so much that it can be nobody else's
MIDDLE, PLENTY = 0.012, 0.15
#: filled in: this much ink, and no white spot larger than this
FILLED, FILLED_GAP = 0.85, 0.072
#: white spots of a tick are larger than this
MARK_GAP = 0.092
#: a lone dense mark with white spots no larger than this is not taken for a correction
DENSE_GAP = 0.080
#: ink around an empty box; around one whose neighbour is ticked; around a ticked one
OUTSIDE_EMPTY, OUTSIDE_NEIGHBOUR, OUTSIDE_MARKED = 0.02, 0.05, 0.15
#: ink further beside an empty box, where nothing is printed
BESIDE = 0.02
#: a second stroke that is too faint for a mark still casts doubt when it is this long
DOUBTFUL_STROKE = 0.25
#: neighbours are at most this many sides apart
NEIGHBOUR_SIDES = 2.6
#: a page of somebody who shades their answers: at least this many questions, this share of them shaded
SHADED_LEAST, SHADED_SHARE = 3, 0.8
#: below this likeness to the printed box something covers it; a box that was filled in looks like nothing either, but
#: the ink around it is less than this
COVERED, COVERED_AROUND = 0.35, 0.25


class State(Enum):
    EMPTY = "empty"
    FAINT = "faint"
    MARKED = "marked"
    #: between a heavy mark and a box that was filled in
    DENSE = "dense"
    #: filled in: a correction, or the answer of somebody who shades
    FILLED = "filled"


@dataclass(frozen=True)
class Reading:
    """What one question says. `reason` is one of forms.paper.reasons.QUESTIONS when a person has to look, else None."""

    field: str
    #: options that are ticked, in the order of the paper
    choices: tuple[str, ...]
    #: of the least certain box, 0 to 1
    confidence: float
    reason: str | None

    @property
    def is_sure(self) -> bool:
        return self.reason is None


def classify(ink: Ink) -> State:
    """Return what a box holds."""
    if ink.ratio < EMPTY:
        return State.EMPTY
    if (ink.ratio < MARK and ink.length < STROKE) or (ink.middle < MIDDLE and ink.ratio < PLENTY):
        return State.FAINT
    if ink.ratio > FILLED and ink.gap < FILLED_GAP:
        return State.FILLED
    return State.DENSE if ink.gap < MARK_GAP else State.MARKED


def decide(
    inks: Mapping[Box, Ink], most: Mapping[str, int | None], *, look_at_blanks: bool, is_photograph: bool = False
) -> list[Reading]:
    """Return one Reading for each question on the page, in the order of the paper.

    most           : field -> how many answers it asks for; None for as many as one likes
    look_at_blanks : a person looks at every question where nothing is ticked, too
    """
    fields: dict[str, list[Box]] = {}
    for box in inks:
        fields.setdefault(box.field, []).append(box)
    states = {box: classify(ink) for box, ink in inks.items()}
    if _shades([[states[box] for box in boxes] for boxes in fields.values()]):
        states = {box: _as_shaded(state) for box, state in states.items()}
    readings = []
    for field, boxes in fields.items():
        judge = _judge_one if most[field] == 1 else _judge_many
        marked, reason = judge(boxes, states, inks)
        limit = most[field]
        if reason is None and limit is not None and len(marked) > limit:
            reason = "too_many"
        if any(inks[box].is_crossed and states[box] is not State.EMPTY for box in boxes):
            reason = reason or "struck"
        if any(states[box] is State.EMPTY and inks[box].beside > BESIDE for box in boxes):
            reason = reason or "ink_beside"
        if any(_is_covered(inks[box], states[box]) for box in boxes):
            reason = reason or "covered"
        if is_photograph:
            reason = reason or "photograph"
        if look_at_blanks and not marked:
            reason = reason or "blank"
        confidence = min(_certainty(inks[box], states[box]) for box in boxes)
        readings.append(Reading(field, tuple(box.option for box in marked), confidence, reason))
    return readings


def notice(inks: Mapping[Box, Ink], *, look_at_blanks: bool, is_photograph: bool) -> list[Reading]:
    """Return one Reading for each question whose answer is digits in boxes: whether anything is written, never what.

    Only boxes without any ink in or around them are surely blank.
    """
    fields: dict[str, list[Ink]] = {}
    for box, found in inks.items():
        fields.setdefault(box.field, []).append(found)
    readings = []
    for field, cells in fields.items():
        is_blank = not any(
            classify(one) is not State.EMPTY or max(one.outside, one.beside) > BESIDE or one.likeness < COVERED
            for one in cells
        )
        reason = "digits" if not is_blank else "photograph" if is_photograph else "blank" if look_at_blanks else None
        certainty = min(_certainty(one, classify(one)) for one in cells)
        readings.append(Reading(field, (), certainty, reason))
    return readings


def _shades(questions: Sequence[Sequence[State]]) -> bool:
    """Does this person shade boxes as their answer? Then nothing on the page looks like a tick and a correction."""
    inked = [[state for state in states if state is not State.EMPTY] for states in questions]
    inked = [states for states in inked if states]
    shaded = sum(all(state in (State.DENSE, State.FILLED) for state in states) for states in inked)
    mixed = any(State.MARKED in states and State.FILLED in states for states in inked)
    return shaded >= max(SHADED_LEAST, SHADED_SHARE * len(inked)) and not mixed


def _as_shaded(state: State) -> State:
    return State.MARKED if state in (State.DENSE, State.FILLED) else state


def _is_covered(ink: Ink, state: State) -> bool:
    is_inked = state in (State.MARKED, State.DENSE, State.FILLED)
    return ink.likeness < COVERED and (not is_inked or ink.outside > COVERED_AROUND)


def _judge_one(
    boxes: Sequence[Box], states: Mapping[Box, State], inks: Mapping[Box, Ink]
) -> tuple[list[Box], str | None]:
    """The boxes that are ticked where one answer is asked for, and why a person has to look."""
    held = [states[box] for box in boxes]
    marked = [box for box in boxes if states[box] is State.MARKED]
    if len(marked) > 1:
        return marked, "two_answers"
    if marked:
        return marked, _doubt_beside(boxes, marked[0], states, inks)
    if State.FILLED in held:
        return [], "only_filled"
    dense = [box for box in boxes if states[box] is State.DENSE]
    if len(dense) == 1 and State.FAINT not in held:
        return dense, None if inks[dense[0]].gap > DENSE_GAP else "dense"
    if dense:
        return [], "dense"
    if State.FAINT in held:
        return [], "faint"
    return [], "ink_beside" if max(inks[box].outside for box in boxes) > OUTSIDE_EMPTY else None


def _doubt_beside(
    boxes: Sequence[Box], marked: Box, states: Mapping[Box, State], inks: Mapping[Box, Ink]
) -> str | None:
    """Why one clear answer is still not sure."""
    if inks[marked].outside > OUTSIDE_MARKED:
        return "far_outside"
    if any(states[box] is State.DENSE for box in boxes):
        return "dense_beside"
    if any(states[box] is State.FAINT and inks[box].length > DOUBTFUL_STROKE for box in boxes):
        return "faint_second"
    return None


def _judge_many(
    boxes: Sequence[Box], states: Mapping[Box, State], inks: Mapping[Box, Ink]
) -> tuple[list[Box], str | None]:
    """The boxes that are ticked where several answers may be given, and why a person has to look."""
    held = [states[box] for box in boxes]
    marked = [box for box in boxes if states[box] is State.MARKED]
    if State.FILLED in held:
        return marked, "corrected" if marked else "only_filled"
    if State.DENSE in held:
        return marked, "dense"
    if State.FAINT in held:
        return marked, "faint"
    if any(inks[box].outside > OUTSIDE_MARKED for box in marked):
        return marked, "far_outside"
    for box in boxes:
        allowed = OUTSIDE_NEIGHBOUR if any(_are_neighbours(box, other) for other in marked) else OUTSIDE_EMPTY
        if states[box] is State.EMPTY and inks[box].outside > allowed:
            return marked, "ink_beside"
    return marked, None


def _are_neighbours(box: Box, other: Box) -> bool:
    apart = max(abs(box.area.x - other.area.x), abs(box.area.y - other.area.y))
    return apart < NEIGHBOUR_SIDES * box.area.width


def _certainty(ink: Ink, state: State) -> float:
    """How far a box lies from the border between empty and ticked, 0 to 1."""
    if state is State.EMPTY:
        return 1 - ink.ratio / EMPTY / 2
    if state is State.MARKED:
        return min(1.0, 0.5 + max(log(max(ink.ratio, EMPTY) / MARK) / log(8), 0.0) / 2 + min(ink.length, 1.0) / 4)
    return 0.5 if state is State.DENSE else 0.25
