"""Accounts: who may sign in, with which rights, over which data."""

__all__ = [
    "contacts",  # how an account wants to be told
    "kinds",  # accounts that see and may do the same
    "model",  # an account and the scope that it gives
    "overview",  # every account with its last sign-in, who is signed in, ending that
    "passwords",  # what a password must be, and random ones
    "rights",  # names of rights and roles
    "screens",  # screens in halls, and what a token of theirs opens
    "sessions",  # who is signed in
    "store",  # making and changing accounts, checking passwords
    "token",  # what a cookie stands for
]
