"""Pure measures: arrays, shapely and networkx in; numbers and geometry out. Knows no criterion and no file."""
