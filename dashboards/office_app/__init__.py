"""The page 今日待办: what waits for the governance office, one list with the detail beside.

It puts together what the rooms' own pages show, so it stands above them: it imports their parts,
none of them knows it.
"""
