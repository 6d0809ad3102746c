"""The frame every marketplace mock stands on: control calls, faults, pace, counting, seeding, and a server that can
really cut a connection.

A marketplace supplies a `Market` (see `market.py`): its endpoint table, its answers, and what its staff may do in the
shop. The frame supplies the rest and knows no marketplace by name. Nothing here is imported by an adapter; only
mocks, the command line, the demo and tests import it.
"""
