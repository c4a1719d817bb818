"""Screening more plots than anybody wants to hold at once: blocks in, compact records out, workers, resuming."""
