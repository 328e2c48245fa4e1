"""A resident at a keyboard, in words that a resident would use."""

WORDS = {
    "start": {"standard": "Start now", "easy_read": "Start now"},
    "continue": {"standard": "Continue", "easy_read": "Continue"},
    "other wording": {"standard": "Use Easy Read", "easy_read": "Use standard words"},
    "check": {"standard": "Check your answers and send them", "easy_read": "Check your answers and send"},
    "send": {"standard": "Send my answers", "easy_read": "Send"},
    "yes": {"standard": "Yes, answer the questions about you", "easy_read": "Yes"},
    "no": {"standard": "No, go on and send my answers", "easy_read": "No. Go on and send my answers."},
}


class Resident:
    """One person with one page. Every page they come to is looked at, if `look` is given: look(page)."""

    def __init__(self, page, site, variant="standard", look=None):
        self.page, self.site, self.variant = page, site, variant
        self.look = look or (lambda page: None)

    # what they read

    @property
    def heading(self):
        return self.page.locator("h1").inner_text().strip()

    @property
    def errors(self):
        return self.page.locator(".govuk-error-summary__list a").all_inner_texts()

    @property
    def ticked(self):
        """The words of every box and button that is ticked."""
        return self.page.locator("input:checked + label").all_inner_texts()

    @property
    def typed(self):
        return self.page.locator("textarea").input_value()

    @property
    def reference(self):
        return self.page.locator(".app-reference").inner_text()

    def words(self, wording):
        return wording.get(self.variant, "en")

    def section(self, key):
        return next(section for section in self.site.questionnaire.sections if section.key == key)

    def question(self, key):
        return next(q for s in self.site.questionnaire.sections for q in s.questions if q.key == key)

    def offered(self, question_key):
        return self.question(question_key).offered(self.variant)

    def option(self, question_key, option_key):
        return self.words(self.question(question_key).option(option_key).text)

    # what they do

    def arrive(self):
        self.page.wait_for_load_state()
        self.look(self.page)
        return self

    def open_start(self):
        self.page.goto(self.site.start_page(self.variant))
        return self.arrive()

    def start(self):
        self.open_start()
        return self.press("start")

    def press(self, name):
        self.page.get_by_role("button", name=WORDS[name][self.variant], exact=True).click()
        return self.arrive()

    def press_continue(self):
        return self.press("continue")

    def send(self):
        return self.press("send")

    def follow(self, name):
        self.page.get_by_role("link", name=WORDS[name][self.variant], exact=True).click()
        return self.arrive()

    def go_back(self):
        self.page.get_by_role("link", name="Back", exact=True).click()
        return self.arrive()

    def choose_section(self, key):
        self.page.locator("main").get_by_role("link", name=self.words(self.section(key).title), exact=True).click()
        return self.arrive()

    def change(self, question_key):
        question = self.words(self.question(question_key).text)
        self.page.get_by_role("link", name=f"Change {question}", exact=True).click()
        return self.arrive()

    def tick(self, question_key, *option_keys):
        for key in option_keys:
            self.page.get_by_label(self.option(question_key, key), exact=True).check()
        return self

    def untick(self, question_key, *option_keys):
        for key in option_keys:
            self.page.get_by_label(self.option(question_key, key), exact=True).uncheck()
        return self

    def write(self, text):
        self.page.locator("textarea").fill(text)
        return self

    def answer(self, name):
        """Yes or no to the questions about themselves."""
        self.page.get_by_label(WORDS[name][self.variant], exact=True).check()
        return self

    def switch_wording(self):
        name = WORDS["other wording"][self.variant]
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).click()
        self.variant = "easy_read" if self.variant == "standard" else "standard"
        return self.arrive()

    # several steps that a test needs to have behind it

    def answer_section(self, key, n_ticks=2, text=""):
        """From the list of sections and back to it; ticks the first options."""
        self.choose_section(key)
        question = self.question(f"{key}_priorities")
        self.tick(question.key, *[option.key for option in self.offered(question.key)[:n_ticks]])
        self.press_continue()
        self.write(text)
        return self.press_continue()

    def go_to_send(self):
        """From the list of sections, without the questions about themselves."""
        self.follow("check").press_continue()
        return self.answer("no").press_continue()
