"""What the method note needs: what was left out and why, who coded, weighting and refusals, changes of questions."""

import re

from engage.extensions import db
from engage.extracts import coding, texts
from engage.models import QuestionnaireVersion, StaffUser
from engage.publishing import published
from engage.results import sources, weighting

#: numbers in a sentence about weighting that count people: "Under 16 (5)", "472 people"
IN_BRACKETS = re.compile(r" \(\d+(?: people)?\)")
BEFORE_PEOPLE = re.compile(r"\d+(?= (?:people|residents|weights)\b)")


def of(found, people, print_):
    return {
        "exclusions": _exclusions(found, print_),
        # sent on purpose from a browser that had sent one before; they are counted
        "second": print_.alone(found.taking.second),
        "copies": _copies(people, print_),
        "keying": [
            {"batch": batch, "compared": int(compared), "differing": int(differing), "wrong": int(wrong),
             "upper": None if upper is None or upper != upper else round(float(upper), 4)}
            for batch, compared, differing, wrong, upper in found.keying_checks
        ],
        "coding": [_coding(counts, print_) for counts in found.coded],
        "weighting": _weighting(found, people, print_),
        "changes": _changes(people),
        # without how many each file brought: beside their sum, one of them would tell a small one
        "imports": [
            {name: one[name] for name in ("system", "sha256", "brought_on", "roles")}
            for one in sources.of(found.consultation)
        ],
    }  # fmt: skip


def _exclusions(found, print_):
    return [
        {
            "key": section.key,
            "over_ticked": print_.alone(section.over_ticked),
            "not_shown": print_.alone(section.not_shown),
            "unreadable": print_.alone(sum(section.problems.values())),
        }
        for section in found.rankings
    ]


def _copies(people, print_):
    listed = []
    for _section, question, _id in people.wordings.of_type("free_text"):
        counts = texts.counts(people.questionnaire_id, question.key)
        listed.append(
            {
                "question": question.key,
                "n_texts": print_.alone(counts.n_texts),
                "n_distinct": print_.alone(counts.n_distinct),
                "n_campaigns": counts.n_campaigns,
                "n_in_campaigns": print_.alone(counts.n_in_campaigns),
            }
        )
    return listed


def _coding(counts, print_):
    codeframe = counts.codeframe
    return {
        "question": codeframe.question_key,
        "codeframe": codeframe.number,
        "agreed_on": codeframe.agreed_at.date().isoformat(),
        "n_themes": len(counts.lines),
        "roles": _roles(codeframe),
        "n_by_people": print_.alone(counts.n_by_people),
        "n_by_machine": print_.alone(counts.n_by_machine),
        "n_waiting": counts.n_waiting,
        "n_read_again": print_.alone(counts.n_read_again),
        "n_sampled": counts.n_sampled,
        "saturated_after": counts.saturated_after,
        "n_conversations": counts.n_conversations,
    }


def _roles(codeframe):
    """In which roles people finished texts with this codeframe: never who."""
    coders = set(coding.finished(codeframe)["coder_id"])
    found = db.session.query(StaffUser).filter(StaffUser.id.in_(coders))
    return sorted({role for person in found for role in person.roles_on(codeframe.consultation)})


def _weighting(found, people, print_):
    weighted = weighting.weigh(found.consultation, people)
    return {
        "variables": list(weighted.variables),
        "sources": list(weighted.sources),
        "refusals": [told(words, print_) for words in weighted.refusals],
        "warnings": [told(words, print_) for words in weighted.warnings],
        "n": print_.alone(weighted.n),
        "n_eff": None if not weighted.n else 5 * round(weighted.n_eff / 5),
        "efficiency": round(weighted.efficiency, 2),
    }


def told(words, print_):
    """A sentence without what it says of a few people: "Under 16 (5)" tells how many are under 16."""

    def printed(found):
        n = print_.alone(int(found[0]))
        return f"fewer than {print_.threshold}" if n is None else str(n)

    return BEFORE_PEOPLE.sub(printed, IN_BRACKETS.sub("", words))


def _changes(people):
    """What each version of the questionnaire changed of the one before it."""
    versions = db.session.query(QuestionnaireVersion).filter_by(questionnaire_id=people.questionnaire_id)
    listed, before = [], {}
    for version in versions.order_by(QuestionnaireVersion.number):
        now = {q.key: q for section in published(version.id).definition.sections for q in section.questions}
        if before:
            listed.append(
                {
                    "number": version.number,
                    "on": version.published_at.date().isoformat(),
                    "added": sorted(set(now) - set(before)),
                    "removed": sorted(set(before) - set(now)),
                    "changed": sorted(key for key in set(now) & set(before) if now[key] != before[key]),
                }
            )
        before = now
    return listed
