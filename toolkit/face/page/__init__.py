"""The participant's pages: one small tornado app that needs neither a kernel nor nbgrader."""
