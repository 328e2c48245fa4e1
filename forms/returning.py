"""The two one-line forms of coming back: a return code, and an e-mail address that is used once."""

from wtforms import Form, StringField

LONGEST_EMAIL = 254


class ReturningForm(Form):
    class Meta:
        undecodable = False


class CodeForm(ReturningForm):
    code = StringField()


class EmailForm(ReturningForm):
    email = StringField()

    def is_address(self) -> bool:
        """Whether a letter could go there: one @ with words on both sides, and nothing that ends a line."""
        before, at, after = (self.email.data or "").strip().partition("@")
        typed = before + after
        is_plain = typed.isprintable() and not set(typed) & set(' @,;<>()"')
        return bool(before and at and "." in after.strip(".") and is_plain) and len(typed) < LONGEST_EMAIL
