"""Paying with gift cards at the checkout: what is held of which card, the ticket, and the way back."""
