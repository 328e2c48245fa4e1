"""Our exceptions, and the one place that turns exceptions into pages.

EngageError
├── SettingError          a setting is missing or unsafe; the program does not start
├── NotOpen               the consultation has not opened yet
├── Closed                the consultation closed, and the time of grace is over
├── Suspended             a Closed: no answers are taken for a while, and the public was told why
├── AlreadySubmitted      this response was sent before
├── VersionConflict       another text is already published under this number
├── TooManyTries          wait before trying again
├── NotSignedIn           a device sends while nobody is signed in on it
├── SignedOut             a form was sent after the sign-in ended: it is kept, to be sent again
├── NotAllowed            signed in, but this role does not open the page
├── PasswordRefused       too short, too long or easy to guess
├── StaffExists           this e-mail address has an account
├── LinkUsed              the link of an invitation was used, or ran out
├── LastAdministrator     nobody else could let people in
├── RoleRefused           a role cannot be given so; `field` says where it was asked
├── IdentityRefused       the identity provider proved nobody who is invited; the message says why
├── CodeRefused           a code of the second factor is wrong, or was used
├── PictureRefused        a picture's file, licence, source or name cannot be taken; `field` says which
├── CannotPrint           paper forms lack an address, a font or a language; the message says which
├── VideoRefused          a video, its captions, transcript or credit cannot be taken
├── OriginalErased        what was typed in a masked text is erased, so that nothing in it can be undone
├── CannotUnseal          contact details were sealed with another key, or changed since
├── WordsErased           the key of a consultation was destroyed: nothing more can be kept in it
├── AskedBefore           the very same request was sent before, and is kept
├── StillOpen             results are published after a consultation has closed
├── ReleaseRefused        a release cannot be changed, approved or published so; the message says why
├── ReleaseStopped        the gate stops a release; `stops` says where
├── NotReady              a recommendation lacks what this step needs; the message says what
├── ForeignRecord         the number of this record belongs to another activity
├── RecordErased          the words of this record were erased, and nothing can be written into it
├── ScanMissing           a scan was erased, or never was
├── Incomplete            not every promised format and language of a questionnaire is ready
├── ImportRefused         a file of responses cannot be taken in, mapped or removed so; `field` says where it was asked
├── PaperRefused          a batch or a paper form cannot be changed so; `field` says where it was asked
├── CodeframeRefused      a codeframe cannot be changed so; `field` says where it was asked
├── CodesRefused          codes or a sample cannot be kept so; the message says why
├── CodedMeanwhile        somebody else finished the text `key` since; the message is their address
├── WordsChanged          the words of this text were changed while somebody read them
├── NoSuchText            the text was withdrawn, removed, or is not coded in this codeframe
├── DraftMoved            a questionnaire's draft was saved by somebody else since the page was opened
├── DraftChanged          somebody else changed these themes of the draft meanwhile; `codes` says which
├── NotYourBatch          a clerk opens a batch of somebody else; the message is the address of that person
├── PlanRefused           a consultation cannot be prepared, opened or dated so; `field` says where it was asked
├── PlanChanged           somebody else saved this plan meanwhile; `version` is the one that stands
├── HoldStands            a legal hold stands on the consultation: nothing of it is erased; the message is for staff
├── RetentionRefused      a period or a legal hold cannot be set so; `field` says where it was asked
├── TakenBackMeanwhile    a response was taken back while a file of data was made
├── MailFailed            the mail server did not take the letter
├── BackupRefused         a backup cannot be made, or cannot be brought back; the message says why and what to do
├── ArchiveRefused        a consultation cannot be archived yet, or an archive cannot be read; the message says why
└── JobTaken              the job was cancelled, or its lease ran out and another worker holds it
"""

import logging

from flask import abort, current_app, g, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException

from engage.problems import problem
from engage.replaying import sent_fields
from forms.fields import clean_text

log = logging.getLogger(__name__)

#: statuses with a page of their own; any other client error gets the page of 400, any other fault the page of 500
PAGES = (400, 403, 404, 405, 413, 414, 415, 429, 500, 503)
RETRY_SECONDS = 5


class EngageError(Exception):
    """Something the product refuses, with a reason a person can act on."""


class SettingError(EngageError):
    pass


class NotOpen(EngageError):
    pass


class Closed(EngageError):
    pass


class Suspended(Closed):
    pass


class OriginalErased(EngageError):
    """What was typed in a masked text is erased, so that nothing in it can be undone; the message is for staff."""


class AlreadySubmitted(EngageError):
    pass


class VersionConflict(EngageError):
    pass


class TooManyTries(EngageError):
    pass


class NotSignedIn(EngageError):
    pass


class SignedOut(EngageError):
    pass


class NotAllowed(EngageError):
    pass


class PasswordRefused(EngageError):
    pass


class StaffExists(EngageError):
    pass


class LinkUsed(EngageError):
    pass


class LastAdministrator(EngageError):
    pass


class FieldRefused(EngageError):
    """Something that was asked for in one field of a page: `field` is its name, the message says why not."""

    def __init__(self, field, reason):
        self.field = field
        super().__init__(reason)


class RoleRefused(FieldRefused):
    pass


class IdentityRefused(EngageError):
    pass


class CodeRefused(EngageError):
    pass


class PictureRefused(FieldRefused):
    pass


class CannotPrint(EngageError):
    pass


class VideoRefused(EngageError):
    pass


class WordsErased(EngageError):
    pass


class CannotUnseal(EngageError):
    pass


class AskedBefore(EngageError):
    pass


class StillOpen(EngageError):
    pass


class ReleaseRefused(EngageError):
    pass


class ReleaseStopped(EngageError):
    def __init__(self, stops):
        self.stops = stops
        super().__init__("\n".join(stop.words for stop in stops))


class NotReady(EngageError):
    pass


class ForeignRecord(EngageError):
    pass


class RecordErased(EngageError):
    pass


class ScanMissing(EngageError):
    pass


class Incomplete(EngageError):
    pass


class ImportRefused(FieldRefused):
    pass


class PaperRefused(FieldRefused):
    pass


class CodeframeRefused(FieldRefused):
    pass


class CodesRefused(EngageError):
    pass


class CodedMeanwhile(EngageError):
    def __init__(self, email, key):
        super().__init__(email)
        self.key = key


class WordsChanged(EngageError):
    pass


class NoSuchText(EngageError):
    pass


class DraftMoved(EngageError):
    """`others`: the e-mail addresses of who saved it meanwhile."""

    def __init__(self, version, others):
        self.version, self.others = version, others
        super().__init__(f"the newest save is {version}")


class DraftChanged(EngageError):
    def __init__(self, codes):
        self.codes = codes
        super().__init__(", ".join(sorted(codes)))


class NotYourBatch(EngageError):
    pass


class PlanRefused(FieldRefused):
    pass


class PlanChanged(EngageError):
    def __init__(self, version):
        self.version = version
        super().__init__(version)


class HoldStands(EngageError):
    pass


class RetentionRefused(FieldRefused):
    pass


class TakenBackMeanwhile(EngageError):
    def __init__(self):
        super().__init__("Somebody took a response back while the file was made. Ask for it again.")


class MailFailed(EngageError):
    pass


class BackupRefused(EngageError):
    pass


class ArchiveRefused(EngageError):
    pass


class JobTaken(EngageError):
    pass


#: error pages that a resident may post from, by name; the others go by their status
NAMED = {"not_open": NotOpen, "closed": Closed, "suspended": Suspended, "already_submitted": AlreadySubmitted}


def init_app(app):
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(NotOpen, lambda error: _page("not_open", 403))
    app.register_error_handler(Closed, lambda error: _page("closed", 410))
    app.register_error_handler(Suspended, lambda error: _page("suspended", 403))
    app.register_error_handler(AlreadySubmitted, lambda error: _page("already_submitted", 409))
    app.register_error_handler(NotAllowed, lambda error: _page("not_allowed", 403))
    app.register_error_handler(NotYourBatch, lambda error: _page("not_your_batch", 403, owner=str(error)))
    app.register_error_handler(HoldStands, lambda error: _page("held", 409, reason=str(error)))
    app.register_error_handler(CSRFError, lambda error: _page("csrf", 400, fields=sent_fields()))
    app.register_error_handler(SignedOut, lambda error: _page("signed_out", 401, fields=sent_fields()))
    for fault in (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
        app.register_error_handler(fault, _show_busy)
    app.register_error_handler(Exception, _show_fault)


def typed_texts():
    """What the person typed, so that no error page costs them their words. Passwords and codes are never shown."""
    if request.method != "POST" or (request.endpoint or "").startswith("staff."):
        return []
    options = g.published.options if g.get("published") else {}
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    texts = [clean_text(value) for name, value in fields if name.startswith("q_") and not options.get(name[2:])]
    return [text for text in texts if text.strip()]


def _show_http(error):
    if error.response is not None:
        return error.response
    code = error.code or 500
    if code == 503:
        return _page(503, 503)
    name = code if code in PAGES else 400 if code < 500 else 500
    return _page(name, code, error.get_headers())


def _show_busy(error):
    log.error("database: %s", type(error).__name__)
    return _page(503, 503, [("Retry-After", str(RETRY_SECONDS))])


def _show_fault(error):
    log.exception("unexpected %s at %s", type(error).__name__, request.endpoint)
    return _page(500, 500)


def _page(name, status, headers=(), **words):
    # A page that failed half-way may leave a broken transaction; the error page reads nothing.
    kept = [(key, value) for key, value in headers if key.lower() in ("allow", "retry-after")]
    if status == 503 and not kept:
        kept = [("Retry-After", str(RETRY_SECONDS))]
    if request.path.startswith("/api/"):
        return problem(status, kept)
    if request_ctx.url_adapter is None:  # asked for under a name that is not ours: the page's links need no name
        request_ctx.url_adapter = current_app.url_map.bind("", script_name=request.root_path)
    values = {"shown": name, "typed": typed_texts(), "consultation": g.get("consultation")} | words
    body = render_template(f"error/{name}.html", **values)
    return current_app.make_response((body, status, kept))


def show_again(name):
    """Raise what this error page was shown for: it is to be read otherwise, and nothing else is to happen."""
    if name in NAMED:
        raise NAMED[name]
    if name.isdecimal() and int(name) in PAGES:
        abort(int(name))


class LastResort:
    """Outside Flask: a fault after the error pages (a database that dies while a request ends) still gets words."""

    BODY = (
        b"<!DOCTYPE html><html lang=\"en\"><head><title>Try again in a moment</title></head><body>"
        b"<h1>Try again in a moment</h1><p>We could not finish. Go back, and send the page again. "
        b"What you sent before is kept.</p></body></html>"
    )

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        try:
            return self.application(environ, start_response)
        except Exception:
            log.exception("fault outside the application")
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", str(RETRY_SECONDS))]
            start_response("503 Service Unavailable", headers)
            return [self.BODY]
