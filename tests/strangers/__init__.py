"""Clients that other people wrote, unmodified, against our mocks: their idea of a marketplace, not ours."""
