"""Criteria that judge a chosen set of plots together, never one by one."""
