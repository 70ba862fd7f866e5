"""The instructor page: how an occasion stands, by module and by name, and what there is to do about it."""
