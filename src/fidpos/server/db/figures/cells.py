"""The cell of each member who bought in some months: recency, frequency and money in fifths.

As `services.figures.spread.cells` has it: by rank, whoever is equal has the same fifth.
"""

from psycopg import sql

_CELLS = sql.SQL("""
    SELECT member_id,
        1 + 5 * (rank() OVER (ORDER BY last_on) - 1) / count(*) OVER () AS recency,
        1 + 5 * (rank() OVER (ORDER BY visits) - 1) / count(*) OVER () AS frequency,
        1 + 5 * (rank() OVER (ORDER BY revenue_minor) - 1) / count(*) OVER () AS money,
        visits, revenue_minor, last_on
    FROM (
        SELECT member_id, max(last_on) AS last_on, sum(visits) AS visits,
            sum(revenue_minor)::bigint AS revenue_minor
        FROM member_months WHERE month BETWEEN {first} AND {last} {only} GROUP BY member_id
    ) bought
""")


def cells(first: sql.Composable, last: sql.Composable, only: sql.Composable) -> sql.Composed:
    """The statement.

    Args:
        first: the first day of the first month.
        last: the first day of the last month.
        only: `AND ...`, of whose purchases; nothing for all.
    """
    return _CELLS.format(first=first, last=last, only=only)
