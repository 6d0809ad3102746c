"""What goes where on Chợ Quê: rules as TOML, read by the composer."""
