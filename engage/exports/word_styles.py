"""The template of Word files, made in code: styles for paper and for reading aloud, page numbers, language, title."""

import copy

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from engage.exports.furniture import direction, in_language
from engage.exports.text import plain

FONT, INK, QUIET = "Arial", RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x48, 0x49, 0x49)
MARGIN = Cm(2.4)
#: name -> (size in points, room above, room below); bold headings stay with what they are of
HEADINGS = {"Heading 1": (24, 0, 12), "Heading 2": (18, 20, 6), "Heading 3": (14, 14, 4), "Heading 4": (12, 12, 4)}
#: our own styles: name -> (based on, size, room above, room below, room before the line)
TEXTS = {
    "Table title": ("Normal", 12, 14, 4, 0),
    "Table header": ("Normal", 11, 2, 2, 0),
    "Table cell": ("Normal", 11, 2, 2, 0),
    "Note": ("Normal", 11, 4, 4, 0),
    "Chart": ("Normal", 12, 4, 4, 0),
    "Quote source": ("Normal", 11, 0, 10, 0.8),
    "To write": ("Normal", 12, 6, 10, 0),
    "With picture": ("Normal", 14, 6, 6, 0),
}
BOLD = {"Table title", "Table header"}
KEPT = {"Table title", "Table header", "Chart", "Quote"}


def prepare(word, document, made_at):
    """An empty Word document, ready to be written in the language of this document."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _set_styles(word)
    _set_language(word, document.locale)
    _set_properties(word, document, made_at)
    _number_pages(section, document)
    for relation, target in list(word.part.package.rels.items()):
        # a picture of somebody else's first page
        if target.reltype.endswith("thumbnail"):
            del word.part.package.rels[relation]


def language(locale):
    """The element that says in which language a text is, for letters of both directions."""
    tag = "en-GB" if locale == "en" else locale.replace("_", "-")
    element = OxmlElement("w:lang")
    for name in ("w:val", "w:bidi", "w:eastAsia"):
        element.set(qn(name), tag)
    return element


def turn(paragraph, is_rtl):
    """Have a paragraph begin at the right, or at the left in a file that begins at the right."""
    element = OxmlElement("w:bidi")
    element.set(qn("w:val"), "1" if is_rtl else "0")
    _put(paragraph._p.get_or_add_pPr(), element)


def _put(properties, element):
    """Before what the format wants to stand after it."""
    followers = ("w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr")
    later = [child for child in properties if child.tag in {qn(name) for name in followers}]
    if later:
        later[0].addprevious(element)
    else:
        properties.append(element)


def _set_styles(word):
    styles = word.styles
    normal = styles["Normal"]
    _letter(normal, 12)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(8), 1.15
    for name, (size, above, below) in HEADINGS.items():
        _letter(styles[name], size, bold=True)
        _room(styles[name], above, below)
        styles[name].paragraph_format.keep_with_next = True
    for name, (base, size, above, below, start) in TEXTS.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = styles[base], True
        _letter(style, size, bold=name in BOLD)
        _room(style, above, below, start)
        style.paragraph_format.keep_with_next = name in KEPT
    _letter(styles["Quote"], 12, italic=False)
    _room(styles["Quote"], 8, 2, 0.8)
    styles["Quote"].paragraph_format.keep_with_next = True
    _room(styles["List Bullet"], 0, 4)
    styles["Quote source"].font.color.rgb = QUIET
    _mark("To write", styles)


def _letter(style, size, bold=False, italic=False):
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, italic, INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    # letters of Arabic have a size and a weight of their own
    font.cs_bold = bold
    wide = OxmlElement("w:szCs")
    wide.set(qn("w:val"), str(size * 2))
    for old in style.element.rPr.findall(qn("w:szCs")):
        style.element.rPr.remove(old)
    style.element.rPr.find(qn("w:sz")).addnext(wide)


def _room(style, above, below, start=0):
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(above), Pt(below)
    if start:
        layout.left_indent = Cm(start)


def _mark(name, styles):
    """A thick line and a ground that shows on a grey print too: nobody sends this off by mistake."""
    properties = styles[name].element.get_or_add_pPr()
    side = '<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="0B0C0C"/>'
    sizes = {"top": 6, "left": 36, "bottom": 6, "right": 6}
    lines = "".join(side.format(side=one, size=size) for one, size in sizes.items())
    _put(properties, parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"))
    _put(properties, parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FFF3B0"/>'))


def _set_language(word, locale):
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language(locale))
    if direction(locale) == "rtl":
        normal = word.styles["Normal"].element.get_or_add_pPr()
        _put(normal, OxmlElement("w:bidi"))


def _set_properties(word, document, made_at):
    core = word.core_properties
    core.title, core.subject = plain(document.title), plain(document.name)
    core.author = core.last_modified_by = "Engage"
    core.language = "en-GB" if document.locale == "en" else document.locale
    core.created = core.modified = made_at.replace(tzinfo=None)
    core.comments, core.keywords, core.revision = "", "", 1


def _number_pages(section, document):
    """In the foot of every page: what this is, and which page of how many."""
    _ = in_language(document.locale)
    paragraph = section.footer.paragraphs[0]
    paragraph.style.paragraph_format.tab_stops.clear_all()
    width = section.page_width - 2 * MARGIN
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    title = plain(document.title).replace("\n", " ")
    paragraph.add_run((title if len(title) <= 60 else f"{title[:59]}…") + "\t")
    before, after = _("Page %(number)s of %(total)s").split("%(number)s")
    between, end = after.split("%(total)s")
    for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (end, "")):
        if words:
            paragraph.add_run(words)
        if field:
            _field(paragraph, field)


def _field(paragraph, name):
    """What the program fills in: a page number."""
    run = paragraph.add_run("1")
    shown = copy.deepcopy(run._r)
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "/>')
    field.append(shown)
    paragraph._p.replace(run._r, field)
