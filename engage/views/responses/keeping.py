"""How long what people send is kept, consultation by consultation: the same periods that the erasing goes by."""

from flask import current_app, g, render_template
from flask_babel import gettext as _

from engage.extracts.retention import clocks
from engage.extracts.retention.kinds import KINDS
from engage.i18n import say
from engage.views.responses.address import PAGE, bp


@bp.get(f"{PAGE}/kept")
def show_kept():
    hold = clocks.hold_of(g.consultation)
    return render_template("responses/show_kept.html", rows=_rows(), held_on=hold and hold.placed_at)


def _rows():
    """(picture, words) of each kind that residents know of."""
    n = {key: clocks.days_of(g.consultation, key, current_app.config) for key in KINDS}
    return [
        ("pencil", say(
            _("Answers that you began and did not send: %(n)s days after the consultation closes.", n=n["drafts"]),
            _("Answers you did not send: %(n)s days after the end.", n=n["drafts"]),
        )),
        ("check_list", say(
            _("What you chose: %(n)s days after the consultation closes.", n=n["answers"]),
            _("What you picked: %(n)s days after the end.", n=n["answers"]),
        )),
        ("speech", say(
            _("What you wrote: %(n)s days after the consultation closes.", n=n["texts"]),
            _("What you wrote: %(n)s days after the end.", n=n["texts"]),
        )),
        ("privacy", say(
            _("What you typed where staff read a mark in its place: %(n)s days after the consultation closes.",
              n=n["originals"]),
            _("Phone numbers and addresses that we hide: %(n)s days after the end.", n=n["originals"]),
        )),
        ("people", say(
            _("What you told us about yourself: %(n)s days after results are published, "
              "and at the latest %(most)s days after the consultation closes.", n=n["about"], most=KINDS["about"].most),
            _("What you said about yourself: at most %(n)s days after the end.", n=KINDS["about"].most),
        )),
        ("email", say(
            _("How to reach you: %(n)s days after the consultation closes.", n=n["contact"]),
            _("Your email or phone: %(n)s days after the end.", n=n["contact"]),
        )),
        ("paper_form", say(
            _("The picture of your paper form: %(n)s days after it was read.", n=n["scans"]),
            _("The picture of your paper form: %(n)s days.", n=n["scans"]),
        )),
        ("question_mark", say(
            _("What you asked us for, as another format: %(n)s days after we answered.", n=n["requests"]),
            _("What you asked us for: %(n)s days after our answer.", n=n["requests"]),
        )),
        ("speech", say(
            _("What was said in a session: %(n)s days after the consultation closes.", n=n["notes"]),
            _("What people said in a group: %(n)s days after the end.", n=n["notes"]),
        )),
        ("helper", say(
            _("A worry about somebody’s safety: %(n)s days after it was dealt with.", n=n["concerns"]),
            _("A worry about somebody: %(n)s days after we helped.", n=n["concerns"]),
        )),
    ]  # fmt: skip
