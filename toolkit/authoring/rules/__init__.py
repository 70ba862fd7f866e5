"""The rules of `kurs check`, one subject per file; each takes a module and yields what it finds."""
