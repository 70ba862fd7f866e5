"""Where an exercise is shown."""
