"""Answers on paper and by telephone: batches and their custody, keying, settling, and the way into the answers."""
