"""The field log in a browser, as a person with a tablet uses it. Waits for words on the page, never for time."""

import re

from playwright.sync_api import expect

from tests.builders import PASSWORD

PASSPHRASE = "four words of mine"
#: what Chromium says of its own when a connection is missing, which is meant here
MEANT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE")
RAW = """async () => {
  const open = indexedDB.open('engage-fieldwork')
  await new Promise(done => { open.onsuccess = done })
  const all = open.result.transaction('rows').objectStore('rows').getAll()
  await new Promise(done => { all.onsuccess = done })
  open.result.close()
  return all.result
}"""


class Device:
    def __init__(self, page, site, email):
        self.page, self.site, self.email = page, site, email
        page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, onward="/staff/fieldwork/device"):
        self.page.goto(f"{self.site.address}/staff/sign-in?next={onward}")
        self.page.get_by_label("Email address").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url(f"**{onward}")
        return self

    def open(self):
        self.page.goto(f"{self.site.address}/staff/fieldwork/device")
        return self

    def unlock(self, passphrase=PASSPHRASE):
        self.page.get_by_label("Passphrase of this device").fill(passphrase)
        again = self.page.get_by_label("The same once more")
        if again.is_visible():
            again.fill(passphrase)
        self.press("Open")
        return self

    def begin(self):
        """Signed in, unlocked, with the activities on the device and the page kept for a day without a connection."""
        self.sign_in().unlock()
        expect(self.page.locator("[data-list] li")).not_to_have_count(0)
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")
        return self

    def disconnect(self):
        self.page.context.set_offline(True)
        return self

    def connect(self):
        self.page.context.set_offline(False)
        return self

    def reopen(self):
        """Close the page without a word of warning, and open it anew."""
        context = self.page.context
        self.page.close()
        self.__init__(context.new_page(), self.site, self.email)
        return self.open().unlock()

    def press(self, words):
        self.page.get_by_role("button", name=words, exact=True).click()
        return self

    def log(self, title):
        self.page.get_by_role("link", name=re.compile(re.escape(title))).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        return self

    def list(self):
        self.page.get_by_role("link", name="All activities").locator("visible=true").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Field log")
        return self

    def write(self, **texts):
        for label, text in texts.items():
            self.page.get_by_label(label.replace("_", " "), exact=False).locator("visible=true").last.fill(text)
        return self

    def fill(self, name, text):
        self.page.locator(f"[data-log] [name={name}]").last.fill(text)
        return self

    def save(self):
        return self.press("Save the record")

    def says(self, words):
        """Wait until the log that is open, or a line of the list, says this."""
        expect(self.page.locator("main .app-field-words", has_text=words).locator("visible=true").first).to_be_visible()
        return self

    def is_sent(self):
        return self.says(re.compile(r"^\s*sent \d"))

    def state(self, words):
        expect(self.page.get_by_role("status")).to_contain_text(words)
        return self

    def alerts(self, words):
        expect(self.page.locator("[data-alert]")).to_contain_text(words)
        return self

    @property
    def raw(self):
        """What lies in the browser's store."""
        return self.page.evaluate(RAW)


def forgive(context):
    """Forget what the console said of a connection that a test cut."""
    context.faults[:] = [fault for fault in context.faults if not any(meant in fault for meant in MEANT)]
