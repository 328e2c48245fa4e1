"""What every OpenDocument file has: its parts in one archive, its properties, and words made safe for its XML."""

from xml.sax.saxutils import escape, quoteattr

from engage.exports.archive import pack
from engage.exports.text import plain

SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def words(text):
    """Text between tags; a new line as the format writes it."""
    return "<text:line-break/>".join(_runs_of_spaces(escape(line)) for line in plain(text).split("\n"))


def _runs_of_spaces(line):
    """The format takes several spaces for one, and loses a tab, unless they are written out."""
    line = line.replace("\t", "<text:tab/>")
    while "  " in line:
        line = line.replace("  ", " <text:s/>", 1)
    return line


def value(text):
    """Text as a whole attribute, with its quotes."""
    return quoteattr(plain(text).replace("\n", " "))


def tags(locale):
    """The attributes of a text in a language."""
    language, _separator, country = locale.replace("_", "-").partition("-")
    country = country or {"en": "GB", "cy": "GB", "pl": "PL", "ar": "SA"}.get(language, "none")
    latin = f'fo:language="{language}" fo:country="{country}"'
    return f'{latin} style:language-complex="{language}" style:country-complex="{country}"'


def make(kind, document, made_at, content, styles, pictures):
    """The bytes of the file.

    kind : "text" or "spreadsheet"
    content, styles : the inside of office:document-content and office:document-styles
    pictures : name in the file -> PNG bytes
    """
    media = f"application/vnd.oasis.opendocument.{kind}"
    files = {
        "mimetype": media,
        "content.xml": _part("document-content", content),
        "styles.xml": _part("document-styles", styles),
        "meta.xml": _part("document-meta", f"<office:meta>{_properties(document, made_at)}</office:meta>"),
        **pictures,
    }
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{_media_type(name)}"/>'
        for name in files if name != "mimetype"
    )  # fmt: skip
    files["META-INF/manifest.xml"] = (
        f'{HEAD}<manifest:manifest {SPACES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{media}"/>'
        f"{listed}</manifest:manifest>"
    )
    # the first file says what the archive is, in the clear
    return pack(files, made_at, stored=("mimetype",))


def _part(name, inside):
    return f'{HEAD}<office:{name} {SPACES} office:version="1.3">{inside}</office:{name}>'


def _properties(document, made_at):
    moment = f"{made_at:%Y-%m-%dT%H:%M:%S}"
    return (
        f"<meta:generator>Engage</meta:generator><dc:title>{escape(plain(document.title))}</dc:title>"
        f"<dc:creator>Engage</dc:creator><meta:initial-creator>Engage</meta:initial-creator>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        f"<dc:language>{'en-GB' if document.locale == 'en' else document.locale}</dc:language>"
    )


def _media_type(name):
    return "image/png" if name.endswith(".png") else "text/xml"
