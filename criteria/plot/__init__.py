"""Criteria on a plot: one module and one TOML file each."""
