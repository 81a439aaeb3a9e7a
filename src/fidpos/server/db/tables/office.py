"""The office: who works there, what waits for them, who looked, and what was done."""

from sqlalchemy import Index, text

from fidpos.server.db.tables.schema import (
    BIGINT,
    BYTES,
    FLAG,
    ID,
    INSTANT,
    INT,
    JSON,
    NO,
    NOTHING,
    NOW,
    TEXT,
    column,
    refers,
    table,
)

reviews = table(
    "reviews",
    column("id", ID),
    column("kind", TEXT),
    column("till_id", ID, null=True),
    column("event_id", ID, null=True),
    column("subject_id", ID, null=True),
    column("detail", JSON, text("'{}'")),
    column("found_at", INSTANT, NOW),
    column("settled_at", INSTANT, null=True),
    column("settled_by", ID, null=True),
    column("outcome", TEXT, null=True),
)
Index(
    "reviews_open",
    reviews.c.merchant_id,
    reviews.c.found_at,
    postgresql_where=reviews.c.settled_at.is_(None),
)
Index("reviews_by_event", reviews.c.merchant_id, reviews.c.event_id)
"""What the office has to look at: flagged events, clones, wrong clocks, doubled enrolments, overdrafts."""

support_accesses = table(
    "support_accesses",
    column("id", ID),
    column("operator_id", ID),
    column("reason", TEXT),
    column("granted_by", ID, null=True),
    column("begins_at", INSTANT, NOW),
    column("ends_at", INSTANT),
    column("ended_at", INSTANT, null=True),
)
"""When an operator may look into a merchant's data, and why."""

audit = table(
    "audit",
    column("id", ID),
    column("at", INSTANT, NOW),
    column("actor_id", ID),
    column("act", TEXT),
    column("subject_id", ID, null=True),
    column("detail", JSON, text("'{}'")),
)
"""Acts of operators and of the office, where the merchant can read them; ids are sorted by time."""

office_people = table(
    "office_people",
    column("id", ID),
    column("login", TEXT),
    column("name", TEXT),
    column("role", TEXT),
    column("language", TEXT),
    column("all_shops", FLAG, NO),
    column("password_hash", TEXT, null=True),
    column("totp_sealed", BYTES, null=True),
    column("totp_step", BIGINT, NOTHING),
    column("recovery", JSON, text("'[]'")),
    column("failures", INT, NOTHING),
    column("locked_until", INSTANT, null=True),
    column("invite_hash", BYTES, null=True),
    column("invite_until", INSTANT, null=True),
    column("created_at", INSTANT, NOW),
    column("disabled_at", INSTANT, null=True),
)
Index("office_people_by_login", office_people.c.merchant_id, office_people.c.login, unique=True)
"""Who works in the back office; operators and support are of the merchant `HOUSE`. `totp_step` is the last
time step whose code was taken: none is taken twice. `recovery` holds digests of codes for a lost phone."""

office_shops = table(
    "office_shops",
    column("person_id", ID),
    column("shop_id", ID),
    refers("person_id", "office_people"),
    refers("shop_id", "shops"),
    key=("person_id", "shop_id"),
)
"""The shops that somebody sees who does not see all."""

office_logins = table(
    "office_logins",
    column("login", TEXT),
    column("of_merchant", ID),
    column("person_id", ID),
    key=("login",),
)
"""Of the merchant `HOUSE`: whose a login is, before it is known which merchant's person signs in."""

office_sessions = table(
    "office_sessions",
    column("token_hash", BYTES),
    column("person_id", ID),
    column("visiting", ID, null=True),
    column("begun_at", INSTANT, NOW),
    column("seen_at", INSTANT, NOW),
    column("proved_at", INSTANT, NOW),
    column("ends_at", INSTANT),
    column("said", JSON, null=True),
    refers("person_id", "office_people"),
    key=("token_hash",),
)
"""Of whoever is signed in. `visiting` is the merchant that an operator looks at, `proved_at` when the second
factor was shown last, `said` what the next page has to say."""

approvals = table(
    "approvals",
    column("id", ID),
    column("kind", TEXT),
    column("subject_id", ID, null=True),
    column("body", JSON, text("'{}'")),
    column("asked_by", ID),
    column("asked_at", INSTANT, NOW),
    column("decided_by", ID, null=True),
    column("decided_at", INSTANT, null=True),
    column("outcome", TEXT, null=True),
    column("reason", TEXT, null=True),
    column("shop_id", ID, null=True),
    column("beneficiary_id", ID, null=True),
)
Index(
    "approvals_open",
    approvals.c.merchant_id,
    approvals.c.asked_at,
    postgresql_where=approvals.c.decided_at.is_(None),
)
"""What one person asked for and another one decides; `body` is what is done once it is approved. `shop_id` is
the only shop that it is about, `beneficiary_id` the person who gains by it and does not decide either."""

office_jobs = table(
    "office_jobs",
    column("id", ID),
    column("kind", TEXT),
    column("args", JSON, text("'{}'")),
    column("state", TEXT),
    column("done", BIGINT, NOTHING),
    column("total", BIGINT, NOTHING),
    column("result", JSON, text("'{}'")),
    column("fault", TEXT, null=True),
    column("run_id", ID, null=True),
    column("asked_by", ID, null=True),
    column("asked_at", INSTANT, NOW),
    column("begun_at", INSTANT, null=True),
    column("ended_at", INSTANT, null=True),
    column("kept", JSON, text("'{}'")),
)
Index("office_jobs_by_age", office_jobs.c.merchant_id, office_jobs.c.asked_at)
"""Long work of the office, as the page of jobs shows it; `state` is a `server.jobs.job.JobState`. `run_id`
names the latest run: one that was taken for dead too soon has nothing more to say. `kept` is what the next
run finds of those before it: what they have done, and counted."""

segments = table(
    "segments",
    column("id", ID),
    column("name", TEXT),
    column("body", TEXT),
    column("made_by", ID),
    column("made_at", INSTANT, NOW),
    column("shared", FLAG, NO),
    column("label", TEXT, null=True),
    column("counted", BIGINT, null=True),
    column("counted_at", INSTANT, null=True),
    column("gone_at", INSTANT, null=True),
)
"""Segments that somebody saved, as `db.segment_json` writes them; private ones are seen by who
made them. `label` is what members in it hold at the tills, put on and taken off every night."""
