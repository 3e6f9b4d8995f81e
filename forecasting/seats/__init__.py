"""From calls an hour to agents: Erlang C, Erlang A, and a plan by hour."""
