"""The styles of OpenDocument texts: the same letters, room and colours as the Word files have."""

from engage.exports.furniture import direction, in_language
from engage.exports.odf import tags, words

FONT = (
    'style:font-name="Arial" style:font-name-complex="Arial" fo:font-family="Arial" style:font-family-complex="Arial"'
)
INK, QUIET = "#0b0c0c", "#484949"
#: name -> (size in points, room above, room below)
HEADINGS = {1: (24, 0, 12), 2: (18, 20, 6), 3: (14, 14, 4), 4: (12, 12, 4)}
#: name -> (size, room above, room below, room before the line in cm, is bold, stays with what follows, colour)
TEXTS = {
    "Item": (12, 0, 4, 0, False, False, INK),
    "Table_20_title": (12, 14, 4, 0, True, True, INK),
    "Table_20_header": (11, 2, 2, 0, True, False, INK),
    "Table_20_cell": (11, 2, 2, 0, False, False, INK),
    "Note": (11, 4, 4, 0, False, False, QUIET),
    "Chart": (12, 4, 4, 0, False, True, INK),
    "Quotations": (12, 8, 2, 0.8, False, True, INK),
    "Quote_20_source": (11, 0, 10, 0.8, False, False, QUIET),
    "With_20_picture": (14, 6, 6, 0, False, False, INK),
}


def named(document):
    """The inside of styles.xml: styles with names that a person finds again, and the page with its number."""
    mode = f'style:writing-mode="{_mode(document.locale)}"'
    start, end = _sides(document.locale)
    letters = f'fo:font-size="12pt" style:font-size-complex="12pt" fo:color="{INK}" {FONT} {tags(document.locale)}'
    room = f'fo:margin-bottom="8pt" fo:line-height="115%" {mode} fo:text-align="{start}"'
    return (
        '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial"/></office:font-face-decls>'
        "<office:styles>"
        f'<style:default-style style:family="paragraph"><style:paragraph-properties {room}/>'
        f"<style:text-properties {letters}/></style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        f"{_headings()}{_texts()}{_figures(end)}{_to_write()}"
        '<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold" '
        'style:font-weight-complex="bold"/></style:style>'
        '<style:style style:name="Footer" style:family="paragraph"><style:paragraph-properties '
        f'fo:text-align="{end}"/><style:text-properties fo:font-size="11pt"/></style:style>'
        "</office:styles>"
        f"<office:automatic-styles>{_page(mode)}</office:automatic-styles>"
        f"<office:master-styles>{_master(document)}</office:master-styles>"
    )


def _mode(locale):
    return "rl-tb" if direction(locale) == "rtl" else "lr-tb"


def _sides(locale):
    """Where a line begins and where it ends; programs take the words "start" and "end" for left and right."""
    return ("right", "left") if direction(locale) == "rtl" else ("left", "right")


def _headings():
    return "".join(
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:next-style-name="Standard" style:default-outline-level="{level}">'
        f'<style:paragraph-properties fo:margin-top="{above}pt" fo:margin-bottom="{below}pt" '
        f'fo:keep-with-next="always" fo:line-height="100%"/>{_letters(size, True, INK)}</style:style>'
        for level, (size, above, below) in HEADINGS.items()
    )


def _texts():
    return "".join(
        f'<style:style style:name="{name}" style:display-name="{name.replace("_20_", " ")}" style:family="paragraph" '
        f'style:parent-style-name="Standard"><style:paragraph-properties fo:margin-top="{above}pt" '
        f'fo:margin-bottom="{below}pt" fo:margin-left="{start}cm" fo:margin-right="{start}cm"'
        f"{_kept(is_kept)}/>{_letters(size, is_bold, colour)}</style:style>"
        for name, (size, above, below, start, is_bold, is_kept, colour) in TEXTS.items()
    )


def _kept(is_kept):
    return ' fo:keep-with-next="always"' if is_kept else ""


def _letters(size, is_bold, colour):
    weight = "bold" if is_bold else "normal"
    return (
        f'<style:text-properties fo:font-size="{size}pt" style:font-size-complex="{size}pt" fo:font-weight="{weight}" '
        f'style:font-weight-complex="{weight}" fo:color="{colour}"/>'
    )


def _figures(end):
    return "".join(
        f'<style:style style:name="{name}_20_figure" style:display-name="{name.replace("_20_", " ")} figure" '
        f'style:family="paragraph" style:parent-style-name="{name}"><style:paragraph-properties fo:text-align="{end}"/>'
        "</style:style>"
        for name in ("Table_20_header", "Table_20_cell")
    )


def _to_write():
    return (
        '<style:style style:name="To_20_write" style:display-name="To write" style:family="paragraph" '
        'style:parent-style-name="Standard"><style:paragraph-properties fo:margin-top="6pt" fo:margin-bottom="10pt" '
        f'fo:padding="0.2cm" fo:border="0.5pt solid {INK}" fo:border-left="4.5pt solid {INK}" '
        'fo:background-color="#fff3b0"/></style:style>'
    )


def _page(mode):
    return (
        '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin-top="2.4cm" fo:margin-bottom="1.6cm" fo:margin-left="2.5cm" '
        f'fo:margin-right="2.5cm" {mode}/><style:footer-style><style:header-footer-properties '
        'fo:min-height="0.8cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout>'
    )


def _master(document):
    _ = in_language(document.locale)
    line = words(_("Page %(number)s of %(total)s"))
    line = line.replace("%(number)s", '<text:page-number text:select-page="current">1</text:page-number>')
    line = line.replace("%(total)s", "<text:page-count>1</text:page-count>")
    return (
        '<style:master-page style:name="Standard" style:page-layout-name="Page"><style:footer>'
        f'<text:p text:style-name="Footer">{line}</text:p></style:footer></style:master-page>'
    )


def automatic(file):
    """The inside of automatic-styles of content.xml: tables of this file, quotes in its languages, pictures."""
    return (
        "".join(_table(number, widths, file.locale) for number, widths in enumerate(file.tables, 1))
        + "".join(_tongue(locale) for locale in sorted(file.tongues))
        + '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:margin-left="0.8cm" '
        'fo:text-indent="-0.6cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>'
        '<style:style style:name="Plain" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
        'style:vertical-align="middle" fo:border="none"/></style:style>'
        '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
        'fo:border="0.5pt solid #000000"/></style:style>'
        '<style:style style:name="Head" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
        'fo:border="0.5pt solid #000000" fo:background-color="#e8ecea"/></style:style>'
        '<style:style style:name="Drawing" style:family="graphic"><style:graphic-properties/></style:style>'
        '<style:style style:name="Decoration" style:family="graphic"><style:graphic-properties '
        'style:decorative="true"/></style:style>'
    )


def _table(number, widths, locale):
    columns = "".join(
        f'<style:style style:name="Column{number}-{place}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
        for place, width in enumerate(widths, 1)
    )
    return (
        f'<style:style style:name="Table{number}" style:family="table"><style:table-properties '
        f'style:width="{sum(widths):.2f}cm" table:align="margins" style:writing-mode="{_mode(locale)}" '
        f'table:border-model="collapsing"/></style:style>{columns}'
        f'<style:style style:name="Row{number}" style:family="table-row"><style:table-row-properties '
        'fo:keep-together="always"/></style:style>'
    )


def _tongue(locale):
    return (
        f'<style:style style:name="Quote-{locale}" style:family="paragraph" style:parent-style-name="Quotations">'
        f'<style:paragraph-properties style:writing-mode="{_mode(locale)}" fo:text-align="{_sides(locale)[0]}"/>'
        f"<style:text-properties {tags(locale)}/></style:style>"
    )
