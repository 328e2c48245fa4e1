"""What the public is told beside the questions: who approved them, what was corrected, and which dates were changed."""

from flask import abort, g, render_template
from flask_babel import gettext as _

from engage.extracts import panel
from engage.i18n import say
from engage.operations.plans import dates, opening
from engage.views.responses.address import PAGE, bp


@bp.get(f"{PAGE}/approval")
def show_approval():
    """Who approved which version, and when; each correction of words since."""
    approved, fixes = panel.approved_versions(g.consultation), opening.fixes(g.consultation)
    if not approved and not fixes:
        abort(404)
    rows = [(panel.version_of(one), _approvals(one)) for one in approved]
    return render_template("responses/show_approval.html", rows=rows, fixes=fixes, roles=_roles())


def told(consultation):
    """What the pages of a consultation say about its dates and its approval."""
    return {
        "changes": [one for one in dates.all_changes(consultation) if one.kind != "suspended" or one.ended_at],
        "has_approval": bool(panel.approved_versions(consultation)) or bool(opening.fixes(consultation)),
    }


def _approvals(submission):
    return [one for one in panel.latest_of(submission) if one.decision == "approved"]


def _roles():
    """The role in which a member of the panel decided."""
    return {
        "chair": say(_("Chair of the panel"), _("The leader of the panel")),
        "vice_chair": say(_("Vice-chair of the panel"), _("The second leader of the panel")),
        "member": say(_("Member of the panel"), _("A member of the panel")),
        "lay_member": say(_("Resident on the panel"), _("A person who lives here")),
    }
