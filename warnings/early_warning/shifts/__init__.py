"""Slow leaks and level shifts: what stays under every daily threshold."""
