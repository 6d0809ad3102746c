"""Lazada Vietnam: rules as TOML, read by mappings.loader."""
