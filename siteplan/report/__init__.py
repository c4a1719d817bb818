"""Reports: one content, composed of blocks, printed as HTML, PDF and Word in nb and en."""
