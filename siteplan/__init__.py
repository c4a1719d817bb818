"""siteplan: scores plots and building layouts against documented criteria, with evidence for every number."""

__version__ = "0.1.0"
