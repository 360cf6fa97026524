"""Measuring answers: question sets, scores, runs, and the sample library."""
