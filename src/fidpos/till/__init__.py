"""What a cashier can do at the till. Pure; the ports are in `ports.py`, the story in `checkout.py`: read it first."""
