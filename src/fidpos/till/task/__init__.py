"""Pieces of work at the counter that take more than one key: enrolment, gift cards, corrections, the day."""
