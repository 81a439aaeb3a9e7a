"""Enrolling a member at the counter, from the first name or number to the card in their hand."""
