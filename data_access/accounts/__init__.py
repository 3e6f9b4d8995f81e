"""Accounts: who may sign in, with which rights, over which data."""
