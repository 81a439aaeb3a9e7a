"""The back office: pages of the centre on which a merchant's people run the scheme themselves.

Server-rendered (Jinja2), with htmx for what changes in place; nothing is asked of any other host. The path
of a request: `shell` finds the session, asks `permission` whether this person may, checks that the form is
ours, and calls one function of `pages` on a thread of its own; that function reads and writes in transactions
of one merchant (`asked.Asked`) and returns an `answer`, which `rendering` turns into HTML.

Each area of the office is one package in `pages`, registered by a line in `areas`.
"""
