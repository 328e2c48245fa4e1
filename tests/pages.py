"""A browser without scripts that checks every page it is given, and pages in the words of the questionnaire."""

import re
from urllib.parse import urljoin, urlsplit

import html5lib

from tests import structure

#: attributes of things that a page of ours does not do
UNWANTED = {"style", "required", "placeholder", "autofocus", "accesskey", "target", "formtarget"}
ERROR_WORDS = {"en": "Error", "cy": "Gwall", "pl": "Błąd", "ar": "خطأ"}
BANNED = re.compile(r"\b(please|sorry|invalid|forbidden|oops)\b", re.IGNORECASE)


class Browser:
    """Follows redirects as a person would see them; every page is checked."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **options):
        return self.open(path, "GET", **options)

    def post(self, path, data=None, **options):
        return self.open(path, "POST", data=data, **options)

    def open(self, path, method, **options):
        return self._page(self.client.open(path, method=method, follow_redirects=True, **options))

    def _page(self, reply):
        page = Page(reply, self)
        page.check()
        return page


class Page:
    def __init__(self, reply, browser):
        self.browser, self.status, self.headers = browser, reply.status_code, reply.headers
        self.path = reply.request.full_path.rstrip("?")
        #: where the browser was sent before it came here
        self.way = [passed.location for passed in reply.history]
        self.html = reply.get_data(as_text=True)
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=False, namespaceHTMLElements=False)
        self.tree = parser.parse(self.html)
        #: as check() finds the page: element by id, and what each element stands in
        self.by_id, self.above = _indexed(self.tree)
        # "duplicate" and "unexpected" faults are real; the parser also counts stray NULs of test inputs, which are ours
        self.faults = [code for _where, code, _data in parser.errors]

    # what a person reads

    @property
    def h1(self):
        return _text(self.tree.find(".//h1"))

    @property
    def title(self):
        return _text(self.tree.find(".//title"))

    @property
    def text(self):
        return _text(self.tree.find(".//main"))

    @property
    def errors(self):
        return [_text(link) for link in self._all("a") if "error-summary" in self._classes_above(link)]

    @property
    def ticked(self):
        return [box.get("value") for box in self._all("input") if box.get("checked") is not None]

    @property
    def typed(self):
        area = self.tree.find(".//textarea")
        return None if area is None else "".join(area.itertext())

    def link(self, text):
        """Follow the link that says this; the nearest match is the one with the fewest other words."""
        found = sorted((a for a in self._all("a") if text in _text(a)), key=lambda a: len(_text(a)))
        assert found, f"no link says {text!r} on {self.path}: {[_text(a) for a in self._all('a')]}"
        return self.browser.get(urljoin(self.path, found[0].get("href")))

    def switch(self, text, fields=None):
        """Read this page otherwise: follow the link that says this, or press the button that takes the fields along."""
        if any(_text(button) == text for button in self._all("button")):
            return self.submit(fields, button=text)
        return self.link(text)

    def submit(self, fields=None, button=None, without=()):
        """Send the page's form, with what it holds already, these fields changed, as if `button` was pressed."""
        pressed = button and next(b for b in self._all("button") if _text(b) == button and b.get("hidden") is None)
        form = self.form() if pressed is None else self._form_of(pressed)
        data = {name: value for name, value in self._held(form).items() if name not in without} | (fields or {})
        if pressed is not None and pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value", "")
        action = form.get("action") if pressed is None else pressed.get("formaction", form.get("action"))
        return self.browser.post(urljoin(self.path, action), data)

    def form(self):
        forms = [form for form in self.tree.find(".//main").iter("form") if form.get("method") == "post"]
        assert forms, f"no form on {self.path}"
        return forms[0]

    # what every page promises

    def check(self):
        assert not self.faults, f"{self.path}: {self.faults}"
        html = self.tree if self.tree.tag == "html" else self.tree.find("html")
        assert html.get("lang"), "no language"
        assert html.get("dir") in ("ltr", "rtl"), "no direction"
        headings = self._all("h1")
        assert len(headings) == 1, f"{len(headings)} h1 on {self.path}"
        self.error_word = ERROR_WORDS[html.get("lang")]
        start = f"{self.error_word}: " if self.errors else ""
        assert self.title.startswith(start + self.h1), f"title {self.title!r} does not start with {start + self.h1!r}"
        self._check_ids()
        self._check_elements()
        self._check_names()
        self._check_controls()
        self._check_errors()
        self._check_headings()
        assert not BANNED.search(self.text), f"{BANNED.search(self.text)} on {self.path}"
        assert not (broken := structure.faults(self.tree)), f"{broken} on {self.path}"

    def _check_ids(self):
        ids = [element.get("id") for element in self.tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"an id is used twice on {self.path}"
        known = set(ids)
        for element in self.tree.iter():
            named = [element.get("for"), element.get("form")]
            for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "headers"):
                named += (element.get(attribute) or "").split()
            named += [element.get("href")[1:]] if (element.get("href") or "").startswith("#") else []
            for name in filter(None, named):
                assert name in known, f"{element.tag} points at #{name}, which is not on {self.path}"
        labelled = {label.get("for") for label in self._all("label")}
        for control in [*self._all("input"), *self._all("textarea"), *self._all("select")]:
            if control.get("type") != "hidden":
                assert control.get("id") in labelled, f"{control.attrib} has no label on {self.path}"

    def _check_elements(self):
        for element in self.tree.iter():
            names = set(element.attrib)
            assert not names & UNWANTED, f"{element.tag} {names & UNWANTED} on {self.path}"
            assert not [name for name in names if name.startswith("on")], f"{element.tag} {names} on {self.path}"
            if element.tag in ("p", "a"):
                assert element.get("class"), f"<{element.tag}> without a class on {self.path}: {_text(element)}"
            if element.tag == "img":
                assert element.get("alt") is not None
            if element.tag == "form":
                assert element.get("method"), f"a form without a method on {self.path}"
                assert element.get("action"), f"a form without an action on {self.path}"
                assert "novalidate" in names, f"a form that the browser checks itself on {self.path}"
            if element.tag == "script":
                assert element.get("src"), "a script inline"
            for address in (element.get("src"), element.get("href") if element.tag == "link" else None):
                assert not address or address.startswith("/"), f"{address} is not ours, on {self.path}"

    def _check_names(self):
        """Tables, pictures and regions say what they are."""
        for head in self._all("th"):
            assert head.get("scope") in ("col", "row", "colgroup", "rowgroup"), f"a th without scope on {self.path}"
        for table in self._all("table"):
            assert _text(table.find("caption")), f"a table without a caption on {self.path}"
        for drawing in self._all("svg"):
            is_named = drawing.get("role") == "img" and self._name_of(drawing)
            assert is_named or drawing.get("aria-hidden") == "true", f"an svg without a name on {self.path}"
        for element in self.tree.iter():
            if element.get("role") == "region" or element.tag == "nav":
                assert self._name_of(element), f"a region without a name on {self.path}"

    def _check_controls(self):
        """Everything that can be pressed says what it does; boxes that belong together say what they are about."""
        for element in [*self._all("a"), *self._all("button")]:
            assert self._name_of(element), f"<{element.tag}> without words on {self.path}"
        for button in self._all("button"):
            assert button.get("type") in ("submit", "button"), f"a button without a type on {self.path}"
        for label in self._all("label"):
            assert _text(label), f"a label without words on {self.path}"
        grouped = {box for fieldset in self._all("fieldset") for box in fieldset.iter("input")}
        for box in self._all("input"):
            if box.get("type") in ("checkbox", "radio"):
                assert box in grouped, f"{box.get('id')} stands in no fieldset on {self.path}"
                assert "aria-expanded" not in box.attrib, f"aria-expanded on an input of {self.path}"
        for fieldset in self._all("fieldset"):
            assert _text(fieldset.find("legend")), f"a fieldset without a legend on {self.path}"

    def _check_errors(self):
        """An error stands in the summary above the h1 and, in the same words, at its control."""
        inline = [_text(e) for e in self._all("p") if "govuk-error-message" in (e.get("class") or "")]
        prefix = f"{self.error_word}: "
        assert all(text.startswith(prefix) for text in inline), f"{inline} on {self.path}"
        words = sorted(text.removeprefix(prefix) for text in inline)
        assert words == sorted(self.errors), f"{words} at the controls of {self.path}"
        if self.errors:
            order = [element.get("role") or element.tag for element in self.tree.find(".//main").iter()]
            assert order.index("alert") < order.index("h1"), f"the summary is below the h1 on {self.path}"

    def _check_headings(self):
        levels = [int(e.tag[1]) for e in self.tree.find(".//main").iter() if re.fullmatch("h[1-6]", str(e.tag))]
        after_errors = levels[levels.index(1) :]
        for above, below in zip(after_errors, after_errors[1:], strict=False):
            assert below <= above + 1, f"heading jumps from h{above} to h{below} on {self.path}"

    def _name_of(self, element):
        """What a screen reader calls it: its label, the element that names it, or its words."""
        named_by = (element.get("aria-labelledby") or "").split()
        words = [_text(self.by_id[name]) for name in named_by if name in self.by_id]
        return element.get("aria-label") or " ".join(words) or _text(element)

    # how it is found

    def _all(self, tag):
        return list(self.tree.iter(tag))

    def _classes_above(self, wanted):
        names = []
        while wanted is not None:
            names.append(wanted.get("class") or "")
            wanted = self.above.get(wanted)
        return " ".join(names)

    def _form_of(self, button):
        if button.get("form"):
            return next(form for form in self._all("form") if form.get("id") == button.get("form"))
        return next((form for form in self._all("form") if button in list(form.iter("button"))), None)

    def _held(self, form):
        held = {}
        for control in form.iter():
            name = control.get("name")
            if control.tag == "textarea":
                held[name] = "".join(control.itertext())
            elif control.tag == "select":
                options = list(control.iter("option"))
                chosen = next((option for option in options if option.get("selected") is not None), options[0])
                held[name] = chosen.get("value")
            elif control.tag == "input" and control.get("type") in ("checkbox", "radio"):
                if control.get("checked") is not None:
                    held.setdefault(name, []).append(control.get("value"))
            elif control.tag == "input" and name:
                held[name] = control.get("value", "")
        return held


def _indexed(tree):
    """Found once for a page: searched anew for each link, a page of five hundred rows takes thirteen seconds."""
    by_id, above = {}, {}
    for element in tree.iter():
        by_id.setdefault(element.get("id"), element)
        above |= dict.fromkeys(element, element)
    by_id.pop(None, None)
    return by_id, above


def _text(element):
    return "" if element is None else " ".join("".join(element.itertext()).split())


def path_of(url):
    return urlsplit(url).path
