"""What the codes come to: themes with their counts, by people and by the machine, and how far to rely on them."""

from flask import g, render_template

from engage.auth import role_required
from engage.fieldwork import TYPE_NAMES
from engage.models import Role
from engage.operations.staff import record
from engage.results import coding as results
from engage.views.codes.address import CODERS, bp, clock, load


@bp.get("/counts")
@role_required(*CODERS)
def show_counts(code, asked, number):
    codeframe = load(code, asked, number)
    counts = results.count(codeframe)
    record(g.staff, "viewed_counts", "codeframe", str(codeframe.id), clock(), consultation=code, number=number)
    sees_results = g.staff.holds([Role.ANALYST], codeframe.consultation)
    return render_template("codes/show_counts.html", counts=counts, types=TYPE_NAMES, sees_results=sees_results)
