"""Mail of the centre: kept in an outbox with the act that wants it, and sent by whoever does queued work.

The path of a letter: an act puts it into the `outbox`, in its own transaction; the queue names it to a
`postman`, who `compose`s it in its language and hands it to the mail server (`smtp`). What cannot be
delivered for the moment is tried again for a day; what nobody takes is put before the office.
"""
