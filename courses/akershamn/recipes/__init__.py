"""The tables that a module can ask for: each recipe is a form that an author fills in, and makes a table."""
