"""What somebody sees who sets their own text, colours and size, and what an unsteady hand can hit."""

from tests.browser.checks import LAYOUT_RULES, check_axe, check_fits

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
#: what WCAG 1.4.12 lets a reader set
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""
#: WCAG 1.4.4
DOUBLE_TEXT = "html { font-size: 200% !important }"
LEAST_TARGET, LEAST_ANSWER_BOX, LEAST_CONTRAST = 24, 44, 3

WEAR = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }"
TAKE_OFF = "() => { document.adoptedStyleSheets = [] }"
#: words that stand out of the box they are in; letters alone may, by a part of their size
CLIPPED = """() => [...document.querySelectorAll('body *')].flatMap(e => {
    const texts = [...e.childNodes].filter(n => n.nodeType == 3 && n.data.trim())
    const isUnseen = !e.checkVisibility() || e.closest('.govuk-visually-hidden, .govuk-skip-link, textarea, svg')
    if (!texts.length || isUnseen) return []
    const box = e.getBoundingClientRect(), spare = parseFloat(getComputedStyle(e).fontSize) / 4
    const range = document.createRange()
    return texts.filter(text => {
        range.selectNodeContents(text)
        const words = range.getBoundingClientRect()
        return words.bottom > box.bottom + spare || words.right > box.right + spare || words.left < box.left - spare
    }).map(text => `${e.tagName}.${e.className}: ${text.data}`)
})"""
#: not a link inside a sentence, not the one that appears on focus (2.5.8)
SMALL = """([least, leastBox]) => [...document.querySelectorAll(
    'a, button, input:not([type=hidden]), textarea, select, summary')]
    .filter(e => e.checkVisibility() && !e.classList.contains('govuk-skip-link'))
    .map(e => [e, e.getBoundingClientRect(), ['radio', 'checkbox'].includes(e.type) ? leastBox : least])
    .filter(([e, box, size]) => box.width < size || box.height < size)
    .map(([e, box]) => `${e.tagName} ${e.id} ${e.innerText} ${box.width}x${box.height}`)"""
#: fields whose edge is fainter than 3 to 1 on what lies behind them (1.4.11); a button is known by its words
PALE = """least => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number)
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
    const ratio = (bright, dark) => (bright + .05) / (dark + .05)
    const contrast = (a, b) => ratio(...[light(a), light(b)].sort((p, q) => q - p))
    const seen = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor)
        if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] }
    return [...document.querySelectorAll('main input:not([type=hidden]), main textarea, main select')]
        .filter(e => e.checkVisibility())
        .map(e => {
            const style = e.matches('[type=radio], [type=checkbox]') ? getComputedStyle(e.labels[0], '::before')
                : getComputedStyle(e)
            const edges = [parseFloat(style.borderTopWidth) > 0 ? style.borderTopColor : null, style.backgroundColor]
            const drawn = edges.filter(Boolean).map(parts).filter(c => c.length < 4 || c[3] > 0)
            return [e, Math.max(0, ...drawn.map(c => contrast(c, seen(e.parentElement))))]
        })
        .filter(([e, found]) => found < least)
        .map(([e, found]) => `${e.tagName} ${e.id} ${found.toFixed(1)}`)
}"""
#: controls without an edge, and ticks that cannot be seen, when the reader's own colours replace ours
UNSEEN_IN_FORCED_COLOURS = """() => {
    const ground = getComputedStyle(document.body).backgroundColor
    const isEdge = s => parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle != 'none'
        && s.borderTopColor != ground && s.borderTopColor != 'rgba(0, 0, 0, 0)'
    const box = e => e.matches('[type=radio], [type=checkbox]') ? getComputedStyle(e.labels[0], '::before')
        : getComputedStyle(e)
    const isTick = s => s.opacity == '1' && [s.borderBottomColor, s.backgroundColor].some(c => c != ground)
    const controls = [...document.querySelectorAll('input:not([type=hidden]), button, textarea, select')]
        .filter(e => e.checkVisibility())
    return [...controls.filter(e => !isEdge(box(e))),
            ...controls.filter(e => e.checked && !isTick(getComputedStyle(e.labels[0], '::after')))]
        .map(e => `${e.tagName} ${e.id || e.innerText}`)
}"""


def wear(page, css):
    """A style of the reader's own; the page's policy forbids style tags, and has no say in this."""
    page.evaluate(WEAR, css)


def check_nothing_is_cut_off(page, css):
    """With this style of the reader's own every word stays in its box, and the page in its window."""
    wear(page, css)
    cut = page.evaluate(CLIPPED)
    assert not cut, f"{page.url}: {cut}"
    check_fits(page)
    page.evaluate(TAKE_OFF)


def check_targets(page):
    small = page.evaluate(SMALL, [LEAST_TARGET, LEAST_ANSWER_BOX])
    assert not small, f"{page.url}: {small}"


def check_edges(page):
    pale = page.evaluate(PALE, LEAST_CONTRAST)
    assert not pale, f"{page.url}: {pale}"


def check_forced_colours(page):
    page.emulate_media(forced_colors="active")
    unseen = page.evaluate(UNSEEN_IN_FORCED_COLOURS)
    page.emulate_media(forced_colors="none")
    assert not unseen, f"{page.url}: {unseen}"


def look_closely(page):
    """Requirements 3, 5, 7 and 23, narrow and wide."""
    page.set_viewport_size(NARROW)
    check_fits(page)
    check_axe(page)
    check_targets(page)
    check_edges(page)
    check_forced_colours(page)
    check_nothing_is_cut_off(page, TEXT_SPACING)
    page.set_viewport_size(WIDE)
    check_fits(page)
    check_axe(page, LAYOUT_RULES)
    check_targets(page)
    check_nothing_is_cut_off(page, TEXT_SPACING)
    check_nothing_is_cut_off(page, DOUBLE_TEXT)
