"""What only staff need is read when staff need it: who serves residents holds none of it."""

import subprocess
import sys
import threading

import pytest

from engage import late
from engage.config import ROOT

#: of data frames, statistics, learning, scans, documents and files
HEAVY = {
    "authlib", "cv2", "docx", "joblib", "lxml", "nltk", "numpy", "openpyxl", "pandas", "pikepdf", "py3langid",
    "pypdfium2", "requests", "scipy", "sklearn", "typst", "xlsxwriter", "zxingcpp",
}  # fmt: skip

WORKER = """
import sys
from engage import create_app
from tests.conftest import settings
app = create_app(settings("sqlite:///" + sys.argv[1]))
heavy = set(sys.argv[2].split())
created = heavy & set(sys.modules)
from engage.extensions import db
from tests.builders import a_consultation
from tests.pages import Browser
with app.app_context():
    a_consultation()
    db.session.remove()
browser = Browser(app.test_client())
for path in ("/", "/market-place/results", "/market-place/en/standard/privacy"):
    browser.get(path)
page = browser.get("/market-place/en/standard")
fields = {"q_streets_comment": "I live at 1 High Street. More buses.", "wanted": "no"}
for _ in range(20):
    if page.path.endswith("/finished"):
        break
    page = page.submit(fields)
print(page.path.split("/")[-1], page.status, sorted(created), sorted(heavy & set(sys.modules)), sep="|")
"""


def test_a_worker_that_serves_residents_holds_no_library_of_staff(sqlite_template, tmp_path):
    path = tmp_path / "engage.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())

    outcome = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WORKER, str(path), " ".join(HEAVY)], capture_output=True, text=True, cwd=ROOT
    )

    assert outcome.stdout.strip() == "finished|200|[]|[]", outcome.stderr


@pytest.fixture
def written(tmp_path, monkeypatch):
    """written(name, code) is a package of this test with one late module in it."""
    package = tmp_path / "tried_late"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(late, "LATE", ("tried_late.",))
    monkeypatch.setattr(late, "is_late", lambda name: name.startswith("tried_late."))

    def write(name, code):
        (package / f"{name}.py").write_text(code, encoding="utf-8")

    yield write
    for name in [name for name in sys.modules if name.startswith("tried_late")]:
        del sys.modules[name]


def test_a_late_module_is_read_at_first_use_and_once(written):
    written("counted", "import sys\nsys.tried_reads = getattr(sys, 'tried_reads', 0) + 1\nVALUE = sys.tried_reads")

    from tried_late import counted

    assert not hasattr(sys, "tried_reads")
    assert (counted.VALUE, counted.VALUE) == (1, 1)
    assert type(counted) is not late.LateModule
    del sys.tried_reads


def test_a_name_that_a_late_module_has_not_is_missed_as_anywhere(written):
    written("small", "VALUE = 1")

    from tried_late import small

    with pytest.raises(AttributeError, match="tried_late.small"):
        _ = small.absent


def test_a_late_module_that_cannot_be_read_says_so_each_time(written):
    written("broken", "raise ValueError('not today')")

    from tried_late import broken

    for _ in range(2):
        with pytest.raises(ValueError, match="not today"):
            _ = broken.VALUE


def test_nobody_sees_a_late_module_half_read(written):
    """Many threads ask at once, as in a worker; each waits until the module is whole."""
    written("slow", "import threading\nFIRST = 1\nthreading.Event().wait(0.05)\ndef last():\n    return LAST\nLAST = 2")

    from tried_late import slow

    gate, seen = threading.Barrier(8), []

    def ask():
        gate.wait()
        seen.append((slow.FIRST, slow.last()))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [(1, 2)] * 8
