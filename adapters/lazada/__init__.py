"""Lazada Open Platform (LazOP), Vietnam: the adapter will stand here; `adapters.lazada.mock` is the marketplace to try
it on.
"""
