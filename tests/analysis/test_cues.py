"""A text that may speak of somebody at risk is pointed out; one that says no, or speaks of a service, is not."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import DATA
from analysis.cues import KINDS, LISTS, CueError, find_cues, read_list


def kinds(text, own_list=""):
    return [span.kind for span in find_cues(text, own_list)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some days I want to KILL MYSELF.", ["self_harm"]),
        ("I feel suicidal and nobody answers", ["self_harm"]),
        ("I don’t want to live any more", ["self_harm"]),
        ("my husband hits me when he drinks", ["domestic_abuse"]),
        ("She does not feel wanted and I dont feel safe at home", ["domestic_abuse"]),
        ("The man next door hits the kids every night", ["child"]),
        ("my carer steals from me", ["adult"]),
        ("The carers hurt my mum. I wanted to die", ["adult", "self_harm"]),
        ("rwy'n meddwl am hunanladdiad", ["self_harm"]),
        ("mąż mnie bije", ["domestic_abuse"]),
        ("زوجي يضربني كل يوم", ["domestic_abuse"]),
    ],
)
def test_cues(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I am not suicidal, I only want a bus",
        "More money for suicide prevention",
        "Domestic abuse services need more staff",
        "The dog grooming shop closed",
        "I felt cut off, I had to cut myself off from town",
        "He never hits me",
        "The wind hits the houses; killing time at the bus stop",
        "[card number] [telephone number]",
        "",
        "🙂",
    ],
)
def test_what_is_no_cue(text):
    assert kinds(text) == []


def test_a_no_in_the_sentence_before_cancels_nothing():
    assert kinds("They said no. Suicidal people wait for months") == ["self_harm"]
    assert kinds("No suicidal thoughts") == []


def test_spans_lead_to_the_words():
    text = "Since March [date of birth] he hits me."

    (span,) = find_cues(text)

    assert text[span.start : span.end] == "he hits me"


def test_a_council_adds_its_own_list(tmp_path):
    own = tmp_path / "cues.txt"
    own.write_text("[adult] Ours\nlives under the bridge\n", encoding="utf-8")

    assert kinds("A man lives under the bridge", str(own)) == ["adult"]
    assert kinds("A man lives under the bridge") == []
    with pytest.raises(CueError, match="cannot be read"):
        find_cues("a", str(tmp_path / "none.txt"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[danger] x\na phrase", "line 1: the kind danger"),
        ("a phrase", "line 1: write a kind"),
        ("[adult]\n\n!!", "line 3"),
    ],
)
def test_a_list_that_cannot_be_read_is_named_with_its_line(content, fault):
    with pytest.raises(CueError, match=fault):
        read_list(content, "own.txt")


@pytest.mark.parametrize("language", LISTS)
def test_every_list_can_be_read_and_each_of_its_phrases_is_found(language):
    content = (DATA / f"safeguarding_cues_{language}.txt").read_text(encoding="utf-8")

    cues = read_list(content, language)

    assert {cue.kind for cue in cues} == set(KINDS)
    for cue in cues:
        assert kinds(" ".join(cue.words).replace("*", "")) != [], cue
    assert language == "en" or "Made by machine" in content


@given(
    st.text()
    | st.lists(st.sampled_from(["not", "suicidal", "hits", "me", ".", "[name]", "kill", "myself"])).map(" ".join)
)
def test_any_text_has_spans_inside_itself(text):
    spans = find_cues(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))


def test_a_hundred_thousand_characters_come_to_an_end():
    text = "hits the kill my suicid " * 4_200

    assert all(span.end <= len(text) for span in find_cues(text))
