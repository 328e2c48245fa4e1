"""The pages of one member of staff, opened in the browser."""

from playwright.sync_api import expect

PASSWORD = "three lanterns under otters"


class Office:
    """The pages of one member of staff."""

    def __init__(self, page, address, look):
        self.page, self.address, self.look = page, address, look

    def go(self, path):
        self.page.goto(f"{self.address}{path}")
        return self.seen()

    def seen(self):
        self.page.wait_for_load_state()
        self.look(self.page)
        return self

    def press(self, words, told=None):
        self.page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()
        return self.reads(told) if told else self.seen()

    def reads(self, words):
        expect(self.page.get_by_role("main")).to_contain_text(words)
        return self.seen()

    def fill(self, **fields):
        for name, words in fields.items():
            self.page.locator(f"#{name.replace('__', '-')}").fill(words)
        return self

    def sign_in(self, email):
        self.page.goto(f"{self.address}/staff/sign-in")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        return self.press("Sign in", "Your desk")
