"""flask engage import-responses: the same as on the pages, from a terminal, for files of any size."""

from pathlib import Path

import click
from flask import current_app

from engage import import_jobs, import_store
from engage.errors import EngageError, ImportRefused
from engage.import_store import FAULTS, name_of
from engage.operations.consultations import find_consultation
from engage.operations.importing import keeping
from engage.operations.staff import find_active
from forms.importing import mapping as mappings


@click.command("import-responses")
@click.argument("code", metavar="CONSULTATION")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--mapping", "mapping_file", type=click.File(encoding="utf-8"), help="A mapping that was downloaded.")
@click.option("--faults", "faults_path", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the rows that cannot come in to this CSV file.")  # fmt: skip
@click.option("--check", is_flag=True, help="Try every row, and bring in none.")
@click.option("--new", is_flag=True, help="Begin the consultation: one that was held elsewhere and is only analysed.")
@click.option("--by", "email", help="The member of staff who brings it.")
def import_responses(code, path, mapping_file, faults_path, check, new, email):
    """Bring in the responses in FILE (CSV or XLSX), which another system collected, to CONSULTATION."""
    clock, store = current_app.config["CLOCK"], import_store.of(current_app)
    actor = (find_active(email) or _refuse(f"There is no account {email}.")) if email else None
    try:
        if new:
            keeping.begin_consultation(code, actor, clock(), bool(current_app.config["DEMONSTRATION"]))
        consultation = find_consultation(code) or _refuse(f"There is no consultation {code}.")
        with path.open("rb") as content:
            found = keeping.upload(consultation, path.name, content, store, actor, clock())
        try:
            _bring(found, mapping_file, check, actor, store, clock)
        except EngageError:
            keeping.throw_away(found, store, actor, clock())
            raise
    except (EngageError, mappings.MappingRefused) as refused:
        _refuse(str(refused))
    if faults_path is not None and found.n_faulty:
        faults_path.write_bytes(store.read_bytes(code, name_of(found, FAULTS)))
    click.echo(f"{found.n_known:,} were here already, {found.n_faulty:,} cannot come in")
    if check:
        keeping.throw_away(found, store, actor, clock())


def _bring(found, mapping_file, check, actor, store, clock):
    import_jobs.read(found, actor, _silent, clock)
    if found.refused:
        raise ImportRefused("file", found.refused)
    if mapping_file is not None:
        headings = [heading.words for heading in import_jobs.profile_of(found).headings]
        mapping, strange, missing = mappings.carried(mappings.read(mapping_file.read()), headings)
        for said, names in (("Left out, not in the mapping", strange), ("Not in this file", missing)):
            if names:
                click.echo(f"{said}: {', '.join(names)}", err=True)
        keeping.save_mapping(found, found.version, mapping, actor, clock())
    step = import_jobs.check if check else import_jobs.bring
    step(found, actor, _tell, clock)
    if not check:
        click.echo(f"{found.n_imported:,} responses are in")


def _silent(share, stage):
    """Reading takes seconds."""


def _tell(share, stage):
    if click.get_text_stream("stderr").isatty():
        click.echo(f"\r{stage}", err=True, nl=False)


def _refuse(message):
    raise click.ClickException(message)
