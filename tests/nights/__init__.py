"""Thirty nights of a co-op and its Shopee shop in virtual time, one seed for everything that happens (issue 4)."""
