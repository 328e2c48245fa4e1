"""Where files of responses lie until their responses are in: sealed, beside the scans."""

import json

from engage.scan_store import ScanStore, folder_of

FILE, PROFILE, FAULTS = "file", "profile", "faults"


def of(app):
    """The store that the settings of this application name."""
    return ScanStore(folder_of(app) / "responses", app.config["CONTACT_KEY"] or app.config["SECRET_KEY"])


def name_of(found, kind):
    """The name of one of the files of a ResponseImport."""
    return f"{found.public_id}-{kind}"


def keep_document(store, found, kind, document):
    """Seal plain data as JSON."""
    content = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    store.keep_bytes(found.consultation.code, name_of(found, kind), content)


def read_document(store, found, kind):
    """The plain data. ScanMissing once it was erased."""
    content = store.read_bytes(found.consultation.code, name_of(found, kind))
    return json.loads(content.decode("utf-8", "surrogatepass"))
