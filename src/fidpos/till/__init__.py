"""What a cashier can do at the till. Pure. Ports are in `ports.py`, the story is `checkout.py`: read it first."""
