"""The centre's database: PostgreSQL, embedded or given, and all that knows SQL at the centre."""
