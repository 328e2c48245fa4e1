"""Places in words."""


def ordinal(place):
    """As "1st", "22nd", "13th"."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def from_to(best, worst):
    """As "1st", or "1st to 3rd"."""
    return ordinal(best) if best == worst else f"{ordinal(best)} to {ordinal(worst)}"
