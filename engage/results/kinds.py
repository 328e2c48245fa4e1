"""What reports ask of the type of a question: was asked what matters most, do the options keep their order?"""

from forms.question_types import PRIORITIES, keeps_order

__all__ = ["PRIORITIES", "keeps_order"]
