"""
Meetings of working groups: what changed since the last one, what is missing, what was decided, and the minutes.

`looking` takes what a group sees of its measures and keeps it, `changes` compares two of these, `standing` puts
together all that one meeting goes through, `running` opens and records it, `minutes` publishes, `reminding` has mails
sent.
"""
