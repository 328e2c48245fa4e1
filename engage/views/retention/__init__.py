"""What is kept how long: the schedule of a consultation, its periods and legal holds."""

from engage.views.retention import ending, holding, periods, schedule
from engage.views.retention.address import bp

__all__ = ["bp", "ending", "holding", "periods", "schedule"]
