"""One folder per marketplace; the core finds them through the entry point group ``ocop.adapters``."""
