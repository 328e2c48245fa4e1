"""Every text of a resident's page goes through gettext, and every Easy Read text is short."""

import ast
import re

import pytest
from babel.messages.frontend import CommandLineInterface
from html5lib import HTMLParser, getTreeBuilder
from jinja2 import Environment, nodes

from engage.config import ROOT

TEMPLATES = ROOT / "templates"
PAGES = [
    TEMPLATES / "layout.html",
    *sorted((TEMPLATES / "responses").glob("*.html")),
    *sorted((TEMPLATES / "error").glob("*.html")),
    *sorted((TEMPLATES / "components").glob("*.html")),
]
#: code that puts words on residents' pages
WORDED = [
    ROOT / "forms" / "fields.py",
    ROOT / "forms" / "returning.py",
    ROOT / "forms" / "staff.py",
    ROOT / "engage" / "handouts.py",
    *sorted((ROOT / "engage" / "views" / "responses").glob("*.py")),
]
EASY_READ_WORDS = 15
#: a sentence of the standard wording, and what stands in words that the law gives us
STANDARD_WORDS = 25
WORDS_OF_THE_LAW = ("show_accessibility.html", "show_privacy.html")
#: attributes that a person reads or hears
SPOKEN = ("aria-label", "title", "alt", "placeholder", "value")
JINJA = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - nothing is rendered
#: a class name that fills a block, an attribute that a macro writes: markup, not words
MARKUP = re.compile(r'(govuk|app)-[\w-]+|[a-z-]+="\s*"')
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def parsed(path):
    return JINJA.parse(path.read_text(encoding="utf-8"))


def skeleton(path):
    """The template with every {{ }}, {% %} and {# #} taken out: what is sent as it stands."""
    tokens = JINJA.lex(path.read_text(encoding="utf-8"))
    return "".join(value if kind == "data" else " " for _line, kind, value in tokens)


def bare_texts(path):
    """Texts with letters that stand in a template outside {{ }}, and in attributes that are read out."""
    tree = HTMLParser(getTreeBuilder("etree"), namespaceHTMLElements=False).parse(skeleton(path))
    for element in tree.iter():
        texts = [element.text if isinstance(element.tag, str) else None, element.tail]
        texts += [element.get(name) for name in SPOKEN if element.tag != "input" or name != "value"]
        stripped = [text.strip() for text in texts if text]
        yield from (text for text in stripped if re.search(r"[^\W\d_]", text) and not MARKUP.fullmatch(text))


def sentences(text):
    """A placeholder counts as one word: what fills it is a date, a name or a number."""
    return [found for found in re.split(r"(?<=[.!?])\s+", PLACEHOLDER.sub("X", text)) if found]


def is_gettext(node):
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_"


def called(path, name):
    return [call for call in parsed(path).find_all(nodes.Call) if getattr(call.node, "name", None) == name]


def easy_texts_of_templates():
    """(where, text): the second side of every say(), and every _() inside `if is_easy_read`."""
    for path in PAGES:
        for call in called(path, "say"):
            yield from ((f"{path.name}:{call.lineno}", text) for text in _texts(call.args[1]))
        for choice in [*parsed(path).find_all(nodes.If), *parsed(path).find_all(nodes.CondExpr)]:
            if getattr(choice.test, "name", None) == "is_easy_read":
                body = choice.body if isinstance(choice, nodes.If) else [choice.expr1]
                yield from ((f"{path.name}:{choice.lineno}", text) for part in body for text in _texts(part))


def standard_texts_of_templates():
    """(where, text): the first side of every say()."""
    for path in PAGES:
        for call in called(path, "say"):
            yield from ((f"{path.name}:{call.lineno}", text) for text in _texts(call.args[0]))


def _texts(node):
    calls = [node] if is_gettext(node) else [call for call in node.find_all(nodes.Call) if is_gettext(call)]
    return [call.args[0].value for call in calls]


def python_calls(path, *names):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_text_stands_bare_in_a_template(path):
    assert list(bare_texts(path)) == []


def test_a_bare_text_would_be_found(tmp_path):
    """The test above can fail."""
    path = tmp_path / "page.html"
    path.write_text('<p>{{ _("Good") }}, bare</p>{% if x %}<a aria-label="Also bare">{{ x }}</a>{% endif %}')

    assert list(bare_texts(path)) == [", bare", "Also bare"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_both_sides_of_say_are_translated(path):
    def is_said(side):
        return is_gettext(side) and isinstance(side.args[0], nodes.Const)

    bare = [call.lineno for call in called(path, "say") if not all(map(is_said, call.args)) or len(call.args) != 2]

    assert bare == []


@pytest.mark.parametrize("path", WORDED, ids=lambda path: path.name)
def test_every_message_of_the_code_is_translated(path):
    """ValidationError and say() are given gettext, never a bare text."""
    bare = [
        f"{path.name}:{call.lineno} {ast.unparse(argument)}"
        for call in python_calls(path, "ValidationError", "say")
        for argument in call.args
        if isinstance(argument, ast.Constant | ast.JoinedStr)
    ]

    assert bare == []


def test_messages_are_whole_texts():
    """A translator gets no halves: gettext takes a text as it stands, not one that was put together."""
    pieced = [
        f"{path.name}:{call.lineno}"
        for path in sorted([*(ROOT / "engage").rglob("*.py"), *(ROOT / "forms").rglob("*.py")])
        for call in python_calls(path, "_", "gettext", "self.gettext", "field.gettext", "_l")
        if not isinstance(call.args[0], ast.Constant)
    ]

    assert pieced == []


def test_an_easy_read_text_of_a_page_has_at_most_fifteen_words():
    found = list(easy_texts_of_templates())

    long = [(where, sentence) for where, text in found for sentence in sentences(text)
            if len(sentence.split()) > EASY_READ_WORDS]  # fmt: skip

    assert len(found) > 40
    assert long == []


def test_a_standard_text_of_a_page_has_short_sentences():
    found = [(where, text) for where, text in standard_texts_of_templates()
             if not where.startswith(WORDS_OF_THE_LAW)]  # fmt: skip

    lengths = [(len(sentence.split()), where, sentence) for where, text in found for sentence in sentences(text)]

    assert len(lengths) > 100
    assert [sentence for sentence in lengths if sentence[0] > STANDARD_WORDS] == []
    assert sum(n for n, *_ in lengths) / len(lengths) < EASY_READ_WORDS


def test_an_easy_read_message_of_the_code_has_at_most_fifteen_words():
    texts = [
        constant.value
        for path in WORDED
        for call in python_calls(path, "say")
        for constant in ast.walk(call.args[1])
        if isinstance(constant, ast.Constant)
    ]

    assert texts
    assert [text for text in texts for sentence in sentences(text) if len(sentence.split()) > EASY_READ_WORDS] == []


def test_translators_are_given_every_text(tmp_path):
    """`make messages` collects from templates, forms and code."""
    target = tmp_path / "messages.pot"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(ROOT / "babel.cfg"), "-k", "_", "-o", str(target), str(ROOT)]
    )

    collected = target.read_text(encoding="utf-8")
    for text in ("Choose up to 3 answers", "Enter an answer", "Page not found"):
        assert f'msgid "{text}"' in collected
