"""What a group of events is made of, in the proportions of the shipped data, and how its events hang together."""

GROUP = 20
KINDS = (
    *(
        "measure",
        "statement",
        "measure",
        "measure",
        "statement",
        "measure",
        "meeting",
        "statement",
        "measure",
        "measure",
    ),
    *(
        "statement",
        "permit",
        "measure",
        "statement",
        "measure",
        "statement",
        "measure",
        "statement",
        "meeting",
        "measure",
    ),
)
SUSPENDING = 12  # the place of an instrument whose provisions have no state of their own
PROVISIONS = {0: 3, 2: 2, 3: 1, 5: 4, 8: 2, 9: 2, SUSPENDING: 1, 14: 3, 16: 1, 19: 2}
# From an event to earlier ones of its group.
LINKS = {
    1: [(0, "responds_to")],
    2: [(0, "follows")],
    4: [(3, "responds_to")],
    5: [(2, "follows")],
    7: [(4, "contradicts")],
    8: [(5, "follows")],
    10: [(8, "confirms")],
    11: [(0, "implements")],
    13: [(SUSPENDING, "responds_to"), (6, "follows")],
    14: [(9, "follows")],
    17: [(15, "follows")],
    18: [(6, "follows")],
    19: [(16, "leads_to")],
}
# What measures do to earlier ones: the provision's place in its measure (none: the whole instrument), and for how many days.
EFFECTS = {
    SUSPENDING: [(0, None, "suspends", 365), (5, 1, "suspends", 90)],
    14: [(2, 0, "amends", None)],
    16: [(3, 0, "repeals", None)],
    19: [(5, 1, "extends_suspension", 200)],
}
UNDER = {11: [0]}  # measures under which permits were granted
SOURCES = 4  # in each group
