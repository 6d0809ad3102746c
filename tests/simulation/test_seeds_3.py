"""Fifty of the seeds that every test run plays."""

from tests.simulation.batch import seeds

test_three_shops_keep_every_promise = seeds(3)
