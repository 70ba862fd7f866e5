"""The hub: JupyterHub, its proxy, and the services that people meet."""
