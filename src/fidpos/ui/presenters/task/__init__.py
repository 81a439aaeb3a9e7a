"""Tasks beside the checkout: what is typed into them, what keys do, and what one screen draws of all."""
