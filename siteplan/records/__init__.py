"""What must not be lost or computed twice: fingerprints, stores, caches."""
