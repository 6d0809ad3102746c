"""What adapters stand on: one way to call a marketplace over HTTP, with pace, tokens and redaction.

    redact   no secret leaves in a log line, an exception or a traceback
    tokens   how exactly one refresh replaces them, however many need it
    stores   where they are kept: file, variable, keyring
    pace     how fast and how many at once, by app, shop and endpoint
    hosts    which hosts a shop may speak to at all
    pools    several small HTTP clients, one TLS context
    call     what a call is, and what its answer
    client   one call: wait for a slot, sign, send, judge, repeat only what is safe to repeat
    opening  one shop opened: address, budgets, the lanes it shares with other shops of its app
    verdict  a table of a marketplace's codes turned into our errors
    answers  JSON or not, Retry-After, moments and figures, models that take what comes
    several  several reads on their way at once, their answers in order
    sending  a step made durable right before its first byte, forms with files
    noise    what ``normalise`` begins with: spaces, forms of letters, figures
    consent  what a person pasted, and a code that counts once

Import from the modules: this page imports nothing, so that an adapter's spec stays cheap to load.
"""
