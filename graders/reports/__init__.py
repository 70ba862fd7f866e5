"""Reports made from an occasion's table of responses; they show no person and no group under five."""
