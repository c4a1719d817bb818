"""The outside world in: each reader returns (model objects, issues); CRS and units are settled here, once."""
