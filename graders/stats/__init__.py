"""``kurs stats``: item analysis of anybody's table of points, whatever course it comes from."""
