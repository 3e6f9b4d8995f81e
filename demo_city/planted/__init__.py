"""What is planted in the city's tickets, and known: events, programmes, level shifts, faults.

The text composer (``demo_city.words.texts``) gets, beside the ticket's own columns:

- ``columns["story"]``: an object array; the ``Planted`` event that a ticket tells of, or None.
  ``story.what`` says what happened (a clause, in Chinese), ``story.thing`` names the shop, school
  or estate it is about (may be empty), ``story.areas`` the communities, ``story.anger`` how cross
  people are (0 calm, 1 furious). Only tickets of ``story.told`` events get one: a clerk's artefact
  or a silent source is nothing that citizens speak of.
- ``columns["phase"]``: how far the event has gone when the ticket comes, 0 (start) to 1 (end);
  -1 without one.
- ``columns["rank"]``: the how-manieth return of the same caller on the same matter (0: the first).

It returns lists by name: ``title``, ``content``, ``addr_text``, ``reply_public``; and, where it
knows them, ``spans``: for each ticket a list of ``(field, start, end, kind)`` of personal data, by
character position in that field. They are written to ``truth/personal_spans.csv``.
"""
