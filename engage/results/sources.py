"""Where responses that were collected elsewhere came from, in words."""

from engage.extracts import imported
from forms.importing.systems import SYSTEM_NAMES


def of(consultation):
    """As engage.extracts.imported.sources(), with the name of the system as people write it."""
    return [one | {"system": SYSTEM_NAMES.get(one["system"], one["system"])} for one in imported.sources(consultation)]
