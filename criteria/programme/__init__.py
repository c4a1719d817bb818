"""Declared attributes: one TOML file each, and a module where the answer depends on more than the declared value."""
