"""Criteria on a layout, building, unit, base or outdoor area: one module and one TOML file each."""
