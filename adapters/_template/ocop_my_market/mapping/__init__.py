"""What goes where on My Market: rules as TOML, read by the composer."""
