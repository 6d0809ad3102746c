"""What ``ocop adapter new`` copies: an adapter that does nothing yet, and whose contract tests say what comes next.

It is no adapter: it has no entry point. ``my_market`` and ``My Market`` become the new adapter's names; ``.txt`` at the
end of a name falls away.
"""
