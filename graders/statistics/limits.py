"""From how many people a figure is shown in our reports, and where an item is worth a look.

The functions of this package compute whatever can be computed; who shows it to people holds it to these.
"""

MIN_PEOPLE = 30
"""Fewest people for difficulty, correlations and alpha."""
MIN_DISTRACTORS = 100
"""Fewest people for what each third of them chose among the options."""
MIN_RASCH = 150
"""Fewest people for a Rasch model."""
MIN_TWOPL = 500
"""Fewest people for a two-parameter model."""
MIN_DIF = 100
"""Fewest people in each of the two groups that are compared item by item."""
EASY, HARD = 0.85, 0.40
"""Share of the points from which an item is easy, and under which it is hard."""
FOLLOWS = 0.1
"""Item-rest r that an item should have at least."""
