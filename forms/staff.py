"""Forms that staff fill in, each message our own."""

import re
from collections.abc import Collection

from wtforms import Field, Form, PasswordField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from forms.fields import FreeTextField

LONGEST_EMAIL = 254
LONGEST_PASSWORD = 128
FEWEST_THEMES, MOST_THEMES = 2, 40
#: "for work" says nothing to who reads the trail a year later
FEWEST_WORDS_OF_REASON = 3


class StaffForm(Form):
    class Meta:
        undecodable = False


class SignInForm(StaffForm):
    email = StringField()
    password = PasswordField()

    def validate_email(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(field.gettext("Enter your email address"))
        if "@" not in field.data or len(field.data) > LONGEST_EMAIL:
            raise ValidationError(field.gettext("Enter an email address in the correct format, like name@example.com"))

    def validate_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(field.gettext("Enter your password"))
        if len(field.data) > LONGEST_PASSWORD:
            raise ValidationError(field.gettext("Password must be 128 characters or fewer"))


class PictureForm(StaffForm):
    """A picture of the council's own; engage.operations.pictures judges what is typed and the file."""

    name = StringField()
    file = StringField()
    source = StringField()
    licence = StringField()


class ThemesForm(StaffForm):
    """How many themes to look for; empty leaves it to the method."""

    n_themes = StringField()

    def validate_n_themes(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and FEWEST_THEMES <= int(typed[:9]) <= MOST_THEMES):
            raise ValidationError(field.gettext("Enter a whole number from 2 to 40, or leave it empty"))

    @property
    def wanted(self) -> int | None:
        typed = (self.n_themes.data or "").strip()
        return int(typed) if typed else None


class PrintBase(StaffForm):
    """A run of paper forms: which layout and language, and how many."""

    layouts: Collection[str] = ()
    locales: Collection[str] = ()
    most = 0
    layout = StringField()
    locale = StringField()
    copies = StringField()

    def validate_layout(self, field: Field) -> None:
        if field.data not in self.layouts:
            raise ValidationError(field.gettext("Choose a layout"))

    def validate_locale(self, field: Field) -> None:
        if field.data not in self.locales:
            raise ValidationError(field.gettext("Choose a language"))

    def validate_copies(self, field: Field) -> None:
        if not 1 <= self.n_copies <= self.most:
            raise ValidationError(field.gettext("Enter a whole number from 1 to %(most)s") % {"most": self.most})

    @property
    def n_copies(self) -> int:
        typed = (self.copies.data or "").strip()
        return int(typed[:9]) if typed.isascii() and typed.isdigit() else 0


def print_form(layouts: Collection[str], locales: Collection[str], most: int) -> type[PrintBase]:
    """Return the form that asks for at most so many copies in one of these layouts and languages."""
    return type("PrintForm", (PrintBase,), {"layouts": layouts, "locales": locales, "most": most})


class NoteForm(StaffForm):
    """What was done about a request."""

    q_note = FreeTextField(max_length=2000)

    def validate_q_note(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(field.gettext("Write what was done"))


class ChannelCodeForm(StaffForm):
    """A code for one poster or link, and where it hangs."""

    q_code = FreeTextField(max_length=20)
    q_place = FreeTextField(max_length=200)

    def validate_q_code(self, field: Field) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,19}", self.code):
            raise ValidationError(field.gettext("Use 1 to 20 letters, digits and hyphens"))

    def validate_q_place(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(field.gettext("Enter where people find it"))

    @property
    def code(self) -> str:
        return (self.q_code.data or "").strip().lower()


class ReasonedForm(StaffForm):
    """What personal data are wanted for; and the password of who asks, again."""

    q_reason = FreeTextField(max_length=500)
    password = PasswordField()

    def validate_q_reason(self, field: Field) -> None:
        if len((field.data or "").split()) < FEWEST_WORDS_OF_REASON:
            raise ValidationError(field.gettext("Say in a few words what the file is for"))

    def validate_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(field.gettext("Enter your password"))


class ContactsForm(ReasonedForm):
    """Whom the council wants to write to: those who allow it for this."""

    q_consent = StringField()
    # as on the page: who wants what, why, and then the password
    q_reason = FreeTextField(max_length=500)
    password = PasswordField()

    def validate_q_consent(self, field: Field) -> None:
        if field.data not in ("contact", "outcome"):
            raise ValidationError(field.gettext("Choose what you want to write to people about"))

    def validate_q_reason(self, field: Field) -> None:
        if len((field.data or "").split()) < FEWEST_WORDS_OF_REASON:
            raise ValidationError(field.gettext("Say in a few words what you need the contact details for"))


class DataBase(ReasonedForm):
    """A file of data: which, and with which questions about people."""

    kinds: Collection[str] = ()
    questions: Collection[str] = ()
    q_kind = StringField()
    q_about = SelectMultipleField(validate_choice=False)

    def validate_q_kind(self, field: Field) -> None:
        if field.data not in self.kinds:
            raise ValidationError(field.gettext("Choose which file you need"))

    def validate_q_about(self, field: Field) -> None:
        if not set(field.data or ()) <= set(self.questions):
            raise ValidationError(field.gettext("Tick questions of this list only"))

    @property
    def chosen(self) -> list[str]:
        """The keys of the questions that were ticked, in the order of the list."""
        return [key for key in self.questions if key in (self.q_about.data or ())]


def data_form(kinds: Collection[str], questions: Collection[str]) -> type[DataBase]:
    """Return the form that asks for one of these files with any of these questions."""
    return type("DataForm", (DataBase,), {"kinds": kinds, "questions": questions})
