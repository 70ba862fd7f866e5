"""The instructor's side: occasions, grading and reports. It imports ``toolkit``, never the reverse."""
