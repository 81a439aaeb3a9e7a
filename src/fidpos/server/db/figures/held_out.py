"""Who is in the control group, as the database draws it: `domain.control_group.is_held_out` in SQL."""

from psycopg import sql

HELD_OUT = sql.SQL("""
    (('x' || left(encode(sha256(uuid_send(member_id)), 'hex'), 8))::bit(32)::bigint & 4294967295) * 1000000
        < %(control_ppm)s::bigint << 32
""")
"""Of a row's `member_id`; needs the parameter `control_ppm`."""
