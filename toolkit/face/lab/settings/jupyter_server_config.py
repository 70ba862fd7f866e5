"""Read by a participant's server: what our extension in Notebook writes there, in people's language."""

from toolkit.messages import say

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.tornado_settings = {"page_config_data": {"kursToCourse": say("page.to_course")}}
