"""What the cashier sees: presenters (pure) say it, screens and widgets draw it, `app.py` assembles it."""
