"""The tables as one ZIP of CSV files, written as they are read: no more than a portion of rows is in memory."""

import csv
import hashlib
import io
import zipfile

from engage.data import about, dictionary
from engage.exports.text import cell

#: as Excel wants it to read every letter
MARK = b"\xef\xbb\xbf"
#: the hour of ZIP entries: when a file was made stands in README.txt
NO_MOMENT = (1980, 1, 1, 0, 0, 0)


class Archive:
    """A ZIP that is written to any open file, with the hash and the rows of everything in it."""

    def __init__(self, target):
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        self.sha256, self.n_rows = {}, {}

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.zip.close()

    def add(self, name, content):
        """A whole file."""
        self.sha256[name] = hashlib.sha256(content).hexdigest()
        self.zip.writestr(_entry(name), content)

    def add_table(self, name, header, portions, report=lambda: None):
        """A CSV file of these portions of rows."""
        digest, n_rows = hashlib.sha256(), 0
        with self.zip.open(_entry(f"{name}.csv"), "w", force_zip64=True) as entry:

            def write(rows, mark=b""):
                file = io.StringIO(newline="")
                writer = csv.writer(file, lineterminator="\r\n")
                lines = [[value if type(value) is int else cell(value) for value in row] for row in rows]
                writer.writerows(lines)
                content = mark + file.getvalue().encode()
                digest.update(content)
                entry.write(content)
                return len(lines)

            write([header], MARK)
            for portion in portions:
                n_rows += write(portion)
                report()
        self.sha256[f"{name}.csv"], self.n_rows[name] = digest.hexdigest(), n_rows


def _entry(name):
    entry = zipfile.ZipInfo(name, NO_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def write_data(data, asked, target, report):
    """Write all tables, their dictionary and what to know about them; name of a table -> how many rows.

    asked : engage.data.about.Request; report(share) says how far it is, and raises when it is no longer wanted
    """
    done, n_all = iter(range(1, 2**31)), max(1, data.n_portions)
    with Archive(target) as archive:
        for name, portions in data.tables():
            header = [column.name for column in data.columns[name]]
            archive.add_table(name, header, portions, lambda: report(min(0.99, next(done) / n_all)))
        for name, (header, rows) in {
            "dictionary": dictionary.dictionary_rows(data.columns),
            "values": dictionary.value_rows(data.columns),
            "options": dictionary.option_rows(data.questions),
        }.items():
            archive.add_table(name, header, [rows])
        n_rows = dict(archive.n_rows)
        archive.add("README.txt", about.readme(data, asked, n_rows).encode())
        sums = "".join(f"{sha256}  {name}\n" for name, sha256 in archive.sha256.items())
        archive.add("SHA256SUMS.txt", sums.encode())
    return n_rows
