"""The example programmes that are brought along, by the name of their file."""

EXAMPLES = (
    "points_and_tiers",
    "stamp_card",
    "cashback",
    "voucher_at_200",
    "every_tenth_visit",
    "boulangerie",
    "restaurant",
    "mode_cagnotte",
    "happy_hour",
    "average_basket",
    "buy_two_get_cheapest",
    "childrens_birthdays",
    "lottery",
    "new_range_week",
    "private_sale",
    "win_back_90_days",
)
"""As they are offered, the simplest first; the sentences about each are `first_run.programme.<name>`."""
