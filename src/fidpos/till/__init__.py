"""What a cashier can do at the till. Pure; its ports are in `ports.py`. Read `checkout.py` first."""
