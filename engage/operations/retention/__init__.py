"""Erasing what was kept long enough, and what stands in the way of it: periods, holds, runs."""
