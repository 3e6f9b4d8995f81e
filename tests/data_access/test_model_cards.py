"""Cards of models: of each, the newest is shown."""

from __future__ import annotations

from data_access.results.models import ModelCard, cards, record_card
from data_access.store.engine import Store
from data_access.types import Scope

CODE = "990101"
ALL = Scope.system("test")
OTHER = Scope("o", frozenset(), frozenset({"330100"}))


def test_cards_of_models_show_the_newest(store: Store) -> None:
    card = ModelCard("trial", "pairs", "1", "示范城市", "1-f1", 0.1, 0.2)
    record_card(store, card)
    record_card(store, ModelCard("trial", "pairs", "2", "示范城市", "1-f1", 0.3, 0.2))
    record_card(store, ModelCard("trial", "local", "1", "本地", "wape", None, None, CODE))
    (local, newest) = cards(store, ALL, "trial")
    assert (newest.version, newest.due, local.due) == ("2", True, False)
    assert not card.due
    assert [c.model for c in cards(store, OTHER)] == ["pairs"]
    assert [c.model for c in cards(store, ALL, jurisdiction=CODE)] == ["local", "pairs"]
