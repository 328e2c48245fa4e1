"""The walk of the matrix: every kind of page that residents open, in one wording and language, clean and with mistakes.

It goes by the structure of pages and not by their words, so that it speaks every language.
"""

TEXT = "Więcej autobusów. المزيد من الحافلات"
NO_SUCH_CODE = "0000 0000 0000 0000 0000 0001"
#: pages about the website: beside each consultation, not inside one
ABOUT_THE_WEBSITE = ("accessibility", "privacy", "cookies", "contact", "contact/sent")


class Walk:
    """Comes to each kind of page once; look(name, page) is called on each, name in words without spaces."""

    def __init__(self, page, site, locale, wording, look):
        self.page, self.site, self.look = page, site, look
        self.tail = f"{locale}/{wording}"
        self.start_page = f"{site.address}/living-well/{self.tail}"
        self.names = []

    def whole(self):
        self.around()
        draft = self.answer()
        code = self.before_sending(draft)
        self.after_sending(code)
        return self.names

    def around(self):
        """Pages that hold nobody's answers."""
        for name in ABOUT_THE_WEBSITE:
            self.open(name.replace("/", "-"), f"{self.site.address}/{name}/{self.tail}")
        self.open("formats", f"{self.start_page}/formats")
        self.press("formats-wrong")
        self.open("credits", f"{self.site.address}/pictures/{self.tail}")
        self.open("not-found", f"{self.start_page}/nowhere/at/all")
        self.open("come-back", f"{self.start_page}/come-back")
        self.page.locator("#code").fill(NO_SUCH_CODE)
        self.press("come-back-wrong")

    def answer(self):
        """From the start to the list of sections with one of them answered; returns the address of the draft."""
        self.open("start", self.start_page)
        self.press("sections")
        draft = self.page.url.removesuffix("/sections")
        self.open("who", f"{draft}/who")
        self.choose("on_behalf")
        self.press("helper")
        self.open(None, f"{draft}/who")
        self.choose("organisation")
        self.press("organisation")
        self.page.locator("input[type=text]").first.fill("x" * 400)
        self.press("organisation-wrong")
        self.open("top-three", f"{draft}/answer/start_well/start_well_priorities")
        boxes = self.page.locator("main input[type=checkbox]")
        for number in range(4):
            boxes.nth(number).check()
        self.press("top-three-wrong")
        boxes.first.uncheck()
        self.press("free-text")
        self.page.locator("textarea").fill(TEXT)
        self.press("sections-begun")
        return draft

    def before_sending(self, draft):
        """The check, the questions about the person, the code and the permissions; ends on the receipt."""
        self.open("about-you", f"{draft}/about-you")
        self.press("about-you-wrong")
        self.choose("yes")
        self.press("about-you-question")
        self.open("check", f"{draft}/check")
        self.open("code", f"{draft}/code")
        code = self.page.locator(".app-code").inner_text()
        self.open("send", f"{draft}/send")
        self.page.locator("input[name=q_contact][value=yes], input[name=contact][value=yes]").check()
        self.press("reach")
        self.page.locator("input[type=email]").fill("nobody")
        self.press("reach-wrong")
        self.page.locator("input[type=email]").fill("sam@example.org")
        self.press(None)
        if "/sent" not in self.page.url:
            self.press(None)
        self.show("receipt")
        return code

    def after_sending(self, code):
        """What was sent, taking it back, and leaving."""
        self.open(None, f"{self.start_page}/come-back")
        self.page.locator("#code").fill(code)
        self.press("sent-copy")
        self.page.locator("a[href$='/withdraw']").click()
        self.show("withdraw")
        self.press("withdrawn")
        self.open("finished", f"{self.start_page}/finished")

    # the steps

    def open(self, name, address):
        status = self.page.goto(address).status
        assert (status == 404) == (name == "not-found"), f"{name}: {status}"
        self.show(name)

    def press(self, name):
        """The button of the page's own form that goes on."""
        self.page.locator("main form:not([action$=finish]) button[type=submit]:visible").last.click()
        self.show(name)

    def choose(self, value):
        self.page.locator(f"main input[value={value}]").check()

    def show(self, name):
        self.page.wait_for_load_state()
        if name:
            self.names.append(name)
            self.look(name, self.page)
