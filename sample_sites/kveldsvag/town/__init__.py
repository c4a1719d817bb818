"""The invented town of Kveldsvåg, drawn by a program so that every number in it can be explained and drawn again."""
