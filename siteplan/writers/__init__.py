"""Results and layouts out: JSON, CSV, GeoJSON, GeoPackage."""
