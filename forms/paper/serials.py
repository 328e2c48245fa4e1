"""Serial numbers of printed forms: eight digits, and one that shows a slip of the finger (ISO/IEC 7064, MOD 11,10)."""

import re

LENGTH = 9
MODULUS = 10


def with_check(digits: str) -> str:
    """Return the digits and their check digit. Source: ISO/IEC 7064:2003, hybrid system MOD 11,10."""
    return digits + str((MODULUS + 1 - _product(digits)) % MODULUS)


def read(typed: str) -> str | None:
    """Return the serial as nine digits, whatever spaces, dots and dashes stand between them; None if it is not one."""
    serial = re.sub(r"[\s.\-\u2010-\u2015]", "", typed)
    if not re.fullmatch(rf"[0-9]{{{LENGTH}}}", serial):
        return None
    return serial if with_check(serial[:-1]) == serial else None


def spaced(serial: str) -> str:
    """Return the serial in groups of three, as it is printed."""
    return " ".join(serial[start : start + 3] for start in range(0, LENGTH, 3))


def _product(digits: str) -> int:
    product = MODULUS
    for digit in digits:
        total = (int(digit) + product) % MODULUS or MODULUS
        product = total * 2 % (MODULUS + 1)
    return product
