"""A person who has only keys: Tab, Space, arrows and Enter."""

#: what has focus: its words, whether its focus can be seen, and whether anything lies over it
FOCUSED = """() => {
    const e = document.activeElement, labels = [...(e.labels || [])]
    const outline = s => s.outlineStyle == 'none' || s.outlineColor == 'rgba(0, 0, 0, 0)' ? '' : s.outline
    const styles = () => [getComputedStyle(e), ...labels.map(l => getComputedStyle(l, '::before'))]
    const look = () => styles().map(s => [outline(s), s.boxShadow])
    const focused = look()
    e.blur()
    const unfocused = look()
    e.focus()
    const box = e.getBoundingClientRect()
    // the middle of what is in the window: a tall text box may begin near its lower end, and the caret is at its top
    const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2
    const top = document.elementFromPoint(box.x + box.width / 2, middle)
    return {
        tag: e.tagName,
        words: (labels[0] || e).innerText.replace(/\\s+/g, ' ').trim(),
        visible: JSON.stringify(focused) != JSON.stringify(unfocused),
        uncovered: top != null && (e.contains(top) || labels.some(l => l.contains(top)) || top.contains(e)),
    }
}"""


class Keyboard:
    def __init__(self, page):
        self.page, self.stops = page, []

    def tab(self):
        self.page.keyboard.press("Tab")
        focused = self.page.evaluate(FOCUSED)
        if focused["tag"] != "BODY":
            self.stops.append(focused["words"])
            assert focused["visible"], f"focus on {focused} cannot be seen at {self.page.url}"
            assert focused["uncovered"], f"{focused} is covered at {self.page.url}"
        return focused["words"]

    def tab_to(self, words):
        for _ in range(60):
            if self.tab().startswith(words):
                return self
        raise AssertionError(f"Tab never came to {words!r} at {self.page.url}, only to {self.stops}")

    def press(self, key):
        """Press a key that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self

    def enter(self, words):
        return self.tab_to(words).press("Enter")
