"""How long copies take to find among 100,000 texts, beside reading their words once."""

import random
import sys
import time

import pandas as pd

from analysis.copies import find_copies
from analysis.text import clean, tokenise

N_TEXTS, N_COPIES = 100_000, 20_000


def made_up(n_texts, seed=1):
    """Texts of 12 to 60 words drawn from some 600 made-up words, the common ones more often."""
    draw = random.Random(seed)  # noqa: S311
    words = [
        f"{first}{vowel}{last}"
        for first in "bdfgklmnprstvwz"
        for vowel in ("a", "e", "ai", "u")
        for last in "bdgklmnrst"
    ]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return [" ".join(draw.choices(words, weights, k=draw.randint(12, 60))) for _ in range(n_texts)]


def main():
    texts = made_up(N_TEXTS - N_COPIES)
    letter = texts[0] + " " + texts[1]
    texts += [f"{letter} word{number % 50}" for number in range(N_COPIES)]
    started = time.process_time()
    for text in texts:
        tokenise(clean(text))
    read = time.process_time() - started
    started = time.process_time()
    copies = find_copies(pd.DataFrame({"id": range(len(texts)), "text": texts}))
    found = time.process_time() - started
    sys.stdout.write(
        "| texts | distinct | campaigns | CPU s, reading words | CPU s, finding copies | ratio |\n"
        "| ---: | ---: | ---: | ---: | ---: | ---: |\n"
        f"| {copies.n_texts} | {copies.n_distinct} | {copies.n_campaigns} | {read:.1f} | {found:.1f} "
        f"| {found / read:.1f} |\n"
    )


if __name__ == "__main__":
    main()
