"""What the server holds of each open page: little, and nothing of those that gave way."""

from types import SimpleNamespace
from typing import Any, cast

from gradio.blocks import Blocks
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder


class OpenPages(StateHolder):
    """Gradio's, in which the longest unused page that awaits nothing gives way, with all that is held of it."""

    def __init__(self, app: App) -> None:
        """Hold the pages of a server in the place of Gradio's own."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._app = app
        self.set_blocks(app.get_blocks())
        app.state_holder = self

    def __getitem__(self, session_id: str) -> SessionState:
        """Return what is held of a page."""
        if session_id not in self.session_data:
            while len(self.session_data) >= self.capacity:
                forget_page(self._app, self._longest_unused())
            self.session_data[session_id] = OpenPage(self.blocks)
        return super().__getitem__(session_id)

    def _longest_unused(self) -> str:
        queue = self.blocks._queue
        awaiting = {event.session_hash for event in list(queue.event_ids_to_events.values())}
        return next((one for one in self.session_data if one not in awaiting), next(iter(self.session_data)))


class OpenPage(SessionState):
    """Gradio's, without a description of all parts as they are now: only its links to a page need that.

    That was 137 of 157 kB after a question, made anew when a page is opened (docs/decisions/many-users.md).
    """

    def __init__(self, blocks: Blocks) -> None:
        """Begin with what every page has."""
        nothing_described = SimpleNamespace(default_config=blocks.default_config, blocks={})
        super().__init__(cast(Blocks, nothing_described))

    def __setitem__(self, key: int, value: Any) -> None:  # noqa: ANN401 - a part, or what is kept for the page
        """Keep one, and what describes it no longer than that takes."""
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_config(self, key: int) -> None:
        """Describe nothing."""

    def _update_value_in_config(self, key: int, value: Any) -> None:  # noqa: ANN401 - whatever a part shows
        """Describe nothing."""


def forget_page(app: App, session: str) -> None:
    """Let go of all that Gradio keeps for a page, or for a call of the API."""
    app.state_holder.session_data.pop(session, None)
    app.state_holder.time_last_used.pop(session, None)
    queue = app.get_blocks()._queue
    queue.pending_event_ids_session.pop(session, None)
    queue.pending_messages_per_session.pop(session, None)
