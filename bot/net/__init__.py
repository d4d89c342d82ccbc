"""Asking over HTTP: one client for all that is read, and what both readers and writers know of limits."""
