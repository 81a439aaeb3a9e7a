"""What a cashier can do at the till. Pure: its ports are in `ports.py`, its story in `checkout.py` (read that first)."""
