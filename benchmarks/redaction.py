"""How much of what identifies somebody is masked or pointed out, on made-up comments that were marked by hand."""

import re
import sys
import time
from collections import Counter
from pathlib import Path

from analysis.redaction import MASKS, mask, possible_names

SAMPLE = Path(__file__).parents[1] / "tests" / "data" / "comments_with_identifiers.txt"
_MARK = re.compile(r"\{(\w+):([^{}]*)\}")


def read_sample(path=SAMPLE):
    """[(text as typed, {(kind, start, end)})]: the marks are taken out, and say what stands where."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [_unmarked(line.replace(r"\n", "\n")) for line in lines]


def _unmarked(line):
    text, spans, end = "", set(), 0
    for found in _MARK.finditer(line):
        text += line[end : found.start()]
        spans.add((found.group(1), len(text), len(text) + len(found.group(2))))
        text += found.group(2)
        end = found.end()
    return text + line[end:], spans


def measure(sample):
    """{kind: Counter of marked, hit, found, right}; a mark is hit when most of it is covered by any kind."""
    figures = {kind: Counter() for kind in MASKS}
    for text, marks in sample:
        found = [(span.kind, span.start, span.end) for span in mask(text).found]
        found += [(span.kind, span.start, span.end) for span in possible_names(text) if not _overlap(span, found)]
        for kind, start, end in marks:
            covered = sum(max(0, min(end, stop) - max(start, begin)) for _kind, begin, stop in found)
            figures[kind].update(marked=1, hit=int(2 * covered > end - start))
        for kind, start, end in found:
            right = any(start < stop and begin < end for _kind, begin, stop in marks)
            figures[kind].update(found=1, right=int(right))
    return figures


def _overlap(span, found):
    return any(span.start < stop and start < span.end for _kind, start, stop in found)


def main():
    sample = read_sample()
    started = time.process_time()
    figures = measure(sample)
    seconds = time.process_time() - started
    lines = [
        "| kind | marked | found of them | missed | pointed at | of them right |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, of in figures.items():
        lines.append(
            f"| {kind} | {of['marked']} | {of['hit']} | {of['marked'] - of['hit']} | {of['found']} | {of['right']} |"
        )
    marked, hit = (sum(of[name] for of in figures.values()) for name in ("marked", "hit"))
    found, right = (sum(of[name] for of in figures.values()) for name in ("found", "right"))
    lines += [
        f"| all | {marked} | {hit} | {marked - hit} | {found} | {right} |",
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.write(
        f"{len(sample)} comments; recall {hit / marked:.3f}, precision {right / found:.3f}; "
        f"{1e6 * seconds / len(sample):.0f} microseconds a comment.\n"
    )


if __name__ == "__main__":
    main()
