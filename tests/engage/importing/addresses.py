"""Every page about responses from elsewhere, and a file for each to be tried on."""

import io

from engage import import_jobs, jobs
from engage.models import Role
from engage.operations.importing import keeping
from engage.operations.staff import find_active
from tests.builders import NOW, a_staff_user
from tests.engage.importing.brought import a_file, brought, store
from tests.forms.importing.exports import LIMESURVEY, PLAIN, as_csv

IMPORTERS = frozenset({Role.ANALYST, Role.ENGAGEMENT_OFFICER})
ALL = "/staff/consultations/market-place/imports"
ENDPOINTS = {
    "imports.begin": ("get", "/staff/imports", IMPORTERS),
    "imports.list_imports": ("get", ALL, IMPORTERS),
    "imports.show_import": ("get", f"{ALL}/{{import_open}}", IMPORTERS),
    "imports.tell_progress": ("get", f"{ALL}/{{import_waiting}}.json", IMPORTERS),
    "imports.map_column": ("get", f"{ALL}/{{import_open}}/columns/2", IMPORTERS),
    "imports.match_answers": ("get", f"{ALL}/{{import_open}}/answers/streets_priorities", IMPORTERS),
    "imports.download_mapping": ("get", f"{ALL}/{{import_open}}/mapping.json", IMPORTERS),
    "imports.use_mapping": ("post", f"{ALL}/{{import_open}}/mapping", IMPORTERS),
    "imports.work": ("post", f"{ALL}/{{import_open}}/do/check", IMPORTERS),
    "imports.stop": ("post", f"{ALL}/{{import_waiting}}/stop", IMPORTERS),
    "imports.throw_away": ("post", f"{ALL}/{{import_waiting}}/throw-away", IMPORTERS),
    "imports.remove": ("post", f"{ALL}/{{import_waiting}}/remove", IMPORTERS),
    "imports.download_faults": ("get", f"{ALL}/{{import_done}}/faults.csv", IMPORTERS),
}


def files_of(consultation):
    """What stands in addresses for a file that is open, one that waits for the worker, and one that is in."""
    actor = find_active("importer@example.org") or a_staff_user("importer@example.org", Role.ANALYST)
    found = a_file(consultation, PLAIN, actor)
    done = brought(consultation, LIMESURVEY, actor)
    content = as_csv([["a", "b"], [consultation.code, "2"]])
    waiting = keeping.upload(consultation, "waits.csv", io.BytesIO(content), store(), actor, NOW)
    job = jobs.enqueue(import_jobs.KIND, import_jobs.arguments_of(waiting, import_jobs.READ), actor, NOW)
    keeping.attach_job(waiting, job)
    jobs.finish(job.id, None, NOW)
    return {"import_open": found.public_id, "import_done": done.public_id, "import_waiting": waiting.public_id}
