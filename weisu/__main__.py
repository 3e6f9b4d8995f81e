"""Lets ``python -m weisu`` be the command line."""

from weisu.cli import main

main()
