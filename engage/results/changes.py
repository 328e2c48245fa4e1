"""What differs between two snapshots, in sentences that tell no more than the two do."""

#: sentences about one list; the rest is counted
MOST = 5


def between(before, after):
    """Return sentences for staff, in English; none where the two say the same."""
    found = [*_taking(before, after), *_about(before, after), *_rankings(before, after)]
    found += [*_measures(before, after), *_themes(before, after), *_quotes(before, after), *_words(before, after)]
    for name, words in (("outcomes", "What came of it"), ("submissions", "The index of written submissions"),
                        ("overrides", "What was passed over, and why,"), ("method", "The method note")):  # fmt: skip
        if before[name] != after[name]:
            found.append(f"{words} says something else")
    if before["disclosure"] != after["disclosure"]:
        found.append(f"Figures were {before['disclosure']['mode']} and are {after['disclosure']['mode']}")
    if not found and before["data_sha256"] != after["data_sha256"]:
        found.append("Answers changed, and no printed figure did")
    return tuple(found)


def _taking(before, after):
    names = {"people": "people who answered", "organisations": "organisations", "withdrawn": "responses withdrawn",
             "late": "late responses"}  # fmt: skip
    for key, words in names.items():
        old, new = before["taking"][key], after["taking"][key]
        if old != new:
            yield f"The number of {words} was {_shown(old)} and is {_shown(new)}"


def _about(before, after):
    if before["about"] != after["about"]:
        yield "The figures of who answered differ"


def _rankings(before, after):
    old = {section["key"]: section for section in before["rankings"]}
    for section in after["rankings"]:
        if section["key"] not in old:
            yield f"A section is new: {_title(section)}"
            continue
        lines = {line["option"]: line for line in old[section["key"]]["lines"]}
        pairs = [(lines[line["option"]], line) for line in section["lines"] if line["option"] in lines]
        changed = [
            f"{new['words']['en']['standard']} was {_line(one)} and is {_line(new)}"
            for one, new in pairs
            if (one["count"], one["rank"]) != (new["count"], new["rank"])
        ]
        yield from _few(changed, f"{_title(section)}: ")


def _measures(before, after):
    old = {part["key"]: part for part in before.get("measures", ())}
    for part in after.get("measures", ()):
        if part["key"] not in old:
            yield f"A question is new: {part['question']['en']['standard']}"
        elif part != old[part["key"]]:
            yield f"The figures of a question differ: {part['question']['en']['standard']}"


def _themes(before, after):
    old = {part["question"]: part for part in before["themes"]}
    for part in after["themes"]:
        was = old.pop(part["question"], None)
        if was is None:
            yield f"Themes are new: {_title(part)}"
            continue
        if was["codeframe"] != part["codeframe"]:
            yield f"{_title(part)}: codeframe {was['codeframe']} was followed by number {part['codeframe']}"
        yield from _few(_lines_of_themes(was["lines"], part["lines"]), f"{_title(part)}: ")
    for part in old.values():
        yield f"Themes are gone: {_title(part)}"


def _lines_of_themes(before, after):
    old, new = ({line["key"]: line for line in lines} for lines in (before, after))
    found = [f"the theme “{line['name']}” is gone, merged or split" for key, line in old.items() if key not in new]
    found += [f"the theme “{line['name']}” is new" for key, line in new.items() if key not in old]
    found += [
        f"“{line['name']}” was raised in {_shown(old[key]['n_comments'])} comments, now in {_shown(line['n_comments'])}"
        for key, line in new.items()
        if key in old and old[key]["n_comments"] != line["n_comments"]
    ]
    return found


def _quotes(before, after):
    old, new = (
        {quote["id"] for part in data["themes"] for line in part["lines"] for quote in line["quotes"]}
        for data in (before, after)
    )
    for n, words in ((len(old - new), "is not in it any more"), (len(new - old), "is new")):
        if n:
            yield f"A quote {words}" if n == 1 else f"{n} quotes {words.replace('is', 'are', 1)}"


def _words(before, after):
    names = {"headline": "The headline", "next": "What happens next", "next_on": "The day of what happens next"}
    for key, words in names.items():
        if before["words"].get(key) != after["words"].get(key):
            yield f"{words} was written anew"


def _few(sentences, before):
    yield from (f"{before}{sentence}" for sentence in sentences[:MOST])
    if len(sentences) > MOST:
        yield f"{before}{len(sentences) - MOST} more differences"


def _title(part):
    return part["titles"].get("en", {}).get("standard", "") or "All questions"


def _line(line):
    if line["count"] is None:
        return "kept back"
    return f"number {line['rank']} with {line['count']}" if line["rank"] else str(line["count"])


def _shown(n):
    return "kept back" if n is None else str(n)
