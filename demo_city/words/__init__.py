"""Titles, contents and replies in citizens' own Chinese, from a grammar with freedom.

``texts`` writes a batch of tickets. Each leaf category has its own vocabulary
(``data/words/NN.txt``): what happened and what can be added, what it does, what people heard, wish,
ask and advise. What fits any matter (``shared.txt``) brings openings, earlier attempts, arguments,
tempers, endings. The words of a ticket are a stream of choices from one seed; things (house, shop,
sum, since when) belong to the matter, so that everyone who speaks of it names the same.
"""

from demo_city.words.compose import choices, texts
from demo_city.words.vocabulary import leaf_words, phrases

__all__ = ["choices", "leaf_words", "phrases", "texts"]
