"""What officer pages cost with many responses: processor and wall seconds, queries, peak memory, bytes of the page.

Run from the repository: OMP_NUM_THREADS=1 python -m benchmarks.officers [responses] [--rounds 3] [--only results]
[--database sqlite:////tmp/many.sqlite3, kept between runs]
"""

import argparse
import gc
import hashlib
import multiprocessing
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import event, inspect

from benchmarks.many_responses import CODE, fill, make_app
from engage.demonstration import ACCOUNTS, PASSWORD
from engage.extensions import db
from engage.models import Role

N_RESPONSES = 100_000
HERE = f"/staff/consultations/{CODE}"
ANALYST, OFFICER, ADMINISTRATOR = Role.ANALYST, Role.ENGAGEMENT_OFFICER, Role.ADMINISTRATOR
#: name -> (who asks, address); in {} the name of a row that is looked up
PAGES = {
    "start of staff": (ANALYST, "/staff/"),
    "desk, analyst": (ANALYST, f"{HERE}/desk"),
    "desk, engagement officer": (OFFICER, f"{HERE}/desk"),
    "desk, administrator": (ADMINISTRATOR, f"{HERE}/desk"),
    "results": (ANALYST, f"{HERE}/results"),
    "results, questions": (ANALYST, f"{HERE}/results/questions"),
    "results, one question chosen": (ANALYST, f"{HERE}/results/questions/start_well_priorities"),
    "results, one question written": (ANALYST, f"{HERE}/results/questions/start_well_comment"),
    "results, steadiness": (ANALYST, f"{HERE}/results/steadiness"),
    "results, groups": (ANALYST, f"{HERE}/results/groups"),
    "results, one group": (ANALYST, f"{HERE}/results/groups?about=sex&section=start_well_priorities"),
    "download, results.xlsx": (ANALYST, f"{HERE}/download/results.xlsx"),
    "download, ranking.csv": (ANALYST, f"{HERE}/download/ranking.csv"),
    "reports": (ANALYST, f"{HERE}/reports"),
    "report, method note": (ANALYST, f"{HERE}/reports/method.docx"),
    "themes": (ANALYST, f"{HERE}/themes/start_well_comment"),
    "codeframes": (ANALYST, f"{HERE}/codeframes"),
    "codeframe": (ANALYST, f"{HERE}/codeframes/every-question/1"),
    "coding": (ANALYST, f"{HERE}/coding/every-question/1"),
    "coding, counts": (ANALYST, f"{HERE}/coding/every-question/1/counts"),
    "coding, next text": (ANALYST, f"{HERE}/coding/every-question/1/text"),
    "names in texts": (ANALYST, f"{HERE}/texts"),
    "search, no words": (ANALYST, f"{HERE}/answers"),
    "search, comments": (ANALYST, f"{HERE}/answers?kind=text"),
    "search, a common word": (ANALYST, f"{HERE}/answers?words=buses"),
    "search, a word nobody wrote": (ANALYST, f"{HERE}/answers?words=zeppelin"),
    "search, a group and a word": (ANALYST, f"{HERE}/answers?group=sex.female&words=damp"),
    "fieldwork": (OFFICER, "/staff/fieldwork/"),
    "fieldwork, reach": (OFFICER, f"/staff/fieldwork/reach/{CODE}"),
    "fieldwork, reach as a file": (OFFICER, f"/staff/fieldwork/reach/{CODE}/reach.csv"),
    "paper": (OFFICER, f"{HERE}/paper"),
    "paper, one batch": (OFFICER, f"{HERE}/paper/batches/{{paper_batch}}"),
    "paper, custody": (OFFICER, f"{HERE}/paper/batches/{{paper_batch}}/custody"),
    "releases": (OFFICER, f"{HERE}/releases"),
    "releases, prepare": (OFFICER, f"{HERE}/releases/draft"),
    "releases, the gate": (OFFICER, f"/staff/consultations/{CODE}-first/releases/1"),
    "data": (ANALYST, f"{HERE}/data"),
    "imports": (ANALYST, f"{HERE}/imports"),
    "retention": (OFFICER, f"{HERE}/retention"),
    "share": (OFFICER, f"{HERE}/share"),
    "delivery": (OFFICER, f"{HERE}/delivery/"),
    "languages": (OFFICER, f"{HERE}/languages"),
    "people": (ADMINISTRATOR, "/staff/people/"),
    "consultations": (ADMINISTRATOR, "/staff/consultations/"),
}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int, nargs="?", default=N_RESPONSES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="pages whose name begins so")
    parser.add_argument("--database", default="")
    parser.add_argument("--hashes", action="store_true", help="a hash of each page, to compare before and after")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/engage.sqlite3"
        # in a process of its own, so that what filling takes is in no figure
        filling = multiprocessing.Process(target=fill_once, args=(url, folder, options.n))
        filling.start()
        filling.join()
        run(make_app(url, folder), options)
    return 0


def fill_once(url, folder, n):
    app = make_app(url, folder)
    with app.app_context():
        is_new = not inspect(db.engine).has_table("response")
    if is_new:
        fill(app, n)


def run(app, options):
    write = sys.stdout.write
    write("| page | CPU s | wall s | queries | peak MB | HTML kB |\n|---|---:|---:|---:|---:|---:|\n")
    clients = {role: sign_in(app, role) for role in (ANALYST, OFFICER, ADMINISTRATOR)}
    names = looked_up(app)
    for name, (role, path) in PAGES.items():
        if name.startswith(options.only):
            rounds = [measure(app, clients[role], path.format(**names)) for _ in range(options.rounds)]
            status, page = rounds[0][4:]
            cpu, wall, queries, peak = (statistics.median(of) for of in list(zip(*rounds, strict=True))[:4])
            told = f" {hashlib.sha256(steady(page)).hexdigest()[:12]}" if options.hashes else ""
            fault = "" if status == 200 else f" (status {status})"
            figures = f"{cpu:.2f} | {wall:.2f} | {queries:.0f} | {peak:.0f} | {len(page) / 1000:.0f}"
            write(f"| {name}{fault} | {figures} |{told}\n")
            sys.stdout.flush()


def sign_in(app, role):
    client = app.test_client()
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', client.get("/staff/sign-in").data)[1].decode()
    told = {"email": ACCOUNTS[role], "password": PASSWORD, "csrf_token": token}
    client.post("/staff/sign-in", data=told)
    return client


def looked_up(app):
    with app.app_context(), db.engine.connect() as connection:
        return {"paper_batch": connection.exec_driver_sql("select public_id from paper_batch").scalar() or "none"}


def measure(app, client, path):
    """(CPU s, wall s, queries, peak MB, status, page) of one request."""
    statements = []
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    with app.app_context():
        engine = db.engine

    def count(_connection, _cursor, statement, *_more):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    wall, cpu = time.perf_counter(), time.process_time()
    reply = client.get(path)
    page = reply.get_data()
    spent = time.process_time() - cpu, time.perf_counter() - wall
    event.remove(engine, "before_cursor_execute", count)
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    return *spent, len(statements), peak, reply.status_code, page


def steady(page):
    """The page without what every request draws anew."""
    return re.sub(rb'(csrf_token"[^>]*value|nonce)="[^"]*"', b"", page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
