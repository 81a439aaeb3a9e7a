"""What members are worth, as it was computed last; see `server.services.figures.lifetime`."""

from sqlalchemy import Index, text

from fidpos.server.db.tables.schema import BIGINT, DAY, ID, INSTANT, INT, JSON, NOW, TEXT, column, table

value_settings = table(
    "value_settings",
    column("margin_ppm", INT),
    column("category_margins", JSON, text("'{}'")),
    column("discount_ppm", INT),
    column("months", INT),
    key=(),
)
"""What the owner decides of margins and of the future."""

valuations = table(
    "valuations",
    column("id", ID),
    column("made_at", INSTANT, NOW),
    column("as_of", DAY),
    column("standing", TEXT),
    column("members", INT),
    column("returned", INT),
    column("body", JSON),
)
Index("valuations_by_age", valuations.c.merchant_id, valuations.c.made_at)
"""Each time that it was computed: by which settings, models and categories."""

member_values = table(
    "member_values",
    column("valuation_id", ID),
    column("member_id", ID),
    column("days", INT),
    column("last_on", DAY),
    column("revenue_minor", BIGINT),
    column("margin_ppm", INT),
    column("past_minor", BIGINT),
    column("alive_ppm", INT, null=True),
    column("purchases_milli", BIGINT, null=True),
    column("spending_minor", BIGINT, null=True),
    column("future_minor", BIGINT, null=True),
    column("worth_minor", BIGINT),
    key=("valuation_id", "member_id"),
)
Index(
    "member_values_by_worth",
    *(member_values.c.merchant_id, member_values.c.valuation_id),
    *(member_values.c.worth_minor, member_values.c.member_id),
)
"""By the newest of them; those of others are being written, or go. `worth_minor` is the future's where it is
known, and the past's where it is not: the index answers: who is worth most?"""
