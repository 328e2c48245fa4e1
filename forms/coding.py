"""Forms of blind samples: how large, who codes second, and what is settled."""

from wtforms import Field, StringField
from wtforms.validators import ValidationError

from forms.staff import StaffForm

FEWEST_SAMPLED, MOST_SAMPLED = 10, 1000
LONGEST_REASON = 500


class _Chosen(StringField):
    """One of `choices`; anything else was not on the page."""

    choices: list[str]


class SampleForm(StaffForm):
    n_texts = StringField()
    second = _Chosen()

    def validate_n_texts(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if not (typed.isascii() and typed.isdigit() and FEWEST_SAMPLED <= int(typed[:9]) <= MOST_SAMPLED):
            raise ValidationError(field.gettext("Enter how many texts to draw: a whole number from 10 to 1,000"))

    def validate_second(self, field: Field) -> None:
        if (field.data or "") not in getattr(field, "choices", []):
            raise ValidationError(field.gettext("Choose who codes the sample too, or leave it open"))

    @property
    def wanted(self) -> int:
        """Return how many texts to draw; call it on a valid form."""
        return int((self.n_texts.data or "").strip())


class SettleForm(StaffForm):
    text = StringField()
    theme = StringField()
    applies = StringField()
    reason = StringField()

    def validate_applies(self, field: Field) -> None:
        if field.data not in ("yes", "no"):
            raise ValidationError(field.gettext("Say whether the theme is in the text"))

    def validate_reason(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if not typed:
            raise ValidationError(field.gettext("Say why, in a few words. It is kept with the decision"))
        if len(typed) > LONGEST_REASON:
            raise ValidationError(field.gettext("The reason must be 500 characters or fewer"))
