"""Who somebody is: accounts, the hub's sign-in, and the session that a service of the hub keeps."""
