"""What course designers use: check, new, lab and preview."""
