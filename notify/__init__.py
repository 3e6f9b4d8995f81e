"""Sending, for all rooms: in the application, by e-mail, to webhooks and to robots of groups.

A room says what there is to tell (``notify.post.post``); who gets it, when and how is decided
here. ``notify.sender.send_due`` takes out what is due.
"""
