"""In Chromium: what the page of another server on this machine can do to ours, which somebody has signed in to."""

import browser_parts
import web_site
from browser_parts import browser
from playwright.sync_api import Browser, BrowserContext, Page
from serving_parts import IGNORED, PASSWORD, QUESTION, accounts, assistant, called, guarded, signed_in

from index.library import Library

__all__ = ["accounts", "assistant", "browser", "guarded"]

pytestmark = [*browser_parts.pytestmark, *IGNORED]

# Both are on 127.0.0.1: to the browser they are of one site, and it sends our cookies along.
READ = """async (ours) => {
  const told = [];
  for (const path of ["", "config", "health", "gradio_api/info", "theme.css"]) {
    for (const mode of ["cors", "no-cors"]) {
      try {
        const answer = await fetch(ours + path, { mode, credentials: "include" });
        const refused = answer.status === 403 || (await answer.text()) === "";  // Gradio lets it read as much
        told.push(refused ? "" : path + " was read");
      } catch (error) {
        told.push("");
      }
    }
  }
  return told.filter(Boolean);
}"""
CHANGE = """async ([ours, join]) => {
  const file = new FormData();
  file.append("files", new Blob(["Of another site."]), "evil.txt");
  const simple = { mode: "no-cors", method: "POST", credentials: "include" };
  for (const [path, body] of [
    ["gradio_api/queue/join", join], ["gradio_api/call/v2/ask", join], ["gradio_api/upload", file],
    ["login", new URLSearchParams({ username: "rita", password: "guess" })], ["logout", ""],
  ]) await fetch(ours + path, { ...simple, body }).catch(() => null);
}"""
TAKE = """async (ours) => {
  const loaded = [];
  for (const [tag, name, path] of [
    ["script", "src", "config"], ["script", "src", "static/js/iframeResizer.contentWindow.min.js"],
    ["img", "src", "favicon.ico"], ["link", "href", "theme.css"],
  ]) {
    const part = document.createElement(tag);
    if (tag === "link") part.rel = "stylesheet";
    part[name] = ours + path;
    const done = new Promise((end) => {
      part.onload = () => end(true);
      part.onerror = () => end(false);
    });
    document.body.append(part);
    if (await done) loaded.push(path);
  }
  return loaded;
}"""
FRAME = """async (ours) => {
  for (const path of ["", "health", "assets/x.js"]) {
    const frame = document.createElement("iframe");
    const done = new Promise((end) => (frame.onload = end));
    frame.src = ours + path;
    document.body.append(frame);
    await done;
  }
}"""
HOLD = """(ours) => { window.held = window.open(ours); }"""
REACHED = """() => {
  try {
    return window.held.closed ? "" : String(window.held.document.title) + " was reached";
  } catch (error) {
    return "";
  }
}"""


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def test_a_page_of_another_origin_can_neither_read_change_frame_nor_script_ours(
    browser: Browser, guarded: str, library: Library
) -> None:
    context = browser.new_context()
    with web_site.serve() as site, signed_in(guarded, "olga") as client:
        script = site.put("/evil.png", "<script>window.broken = document.domain</script>")
        there = site.put("/evil.html", "<!doctype html><title>Evil</title><body></body>")
        handlers = {one["api_name"]: one["id"] for one in client.get("config").json()["dependencies"]}
        join = f'{{"fn_index": {handlers["add_samples"]}, "data": [], "session_hash": "x"}}'

        context.request.post(f"{guarded}login", form={"username": "olga", "password": PASSWORD})
        own = opened(context, guarded)
        own.wait_for_selector(".welcome")
        evil = opened(context, there)
        statuses: dict[str, int] = {}
        blocked: set[str] = set()  # by the browser, by what the response says of itself
        evil.on("response", lambda answer: statuses.update({answer.url: answer.status}))
        evil.on("requestfailed", lambda request: blocked.add(request.url))

        assert evil.evaluate(READ, guarded) == []
        assert evil.evaluate(TAKE, guarded) == []
        evil.evaluate(CHANGE, [guarded, join])
        evil.evaluate(FRAME, guarded)
        ours = {url: status for url, status in statuses.items() if url.startswith(guarded)}
        assert set(ours.values()) == {403}, ours
        tried = ("config", "gradio_api/queue/join", "gradio_api/upload", "login", "logout", "assets/x.js")
        assert {f"{guarded}{path}" for path in tried} <= set(ours) | blocked
        assert all(frame.url.startswith((there, "chrome-error:")) for frame in evil.frames)

        with context.expect_page() as held:
            evil.evaluate(HOLD, guarded)
        held.value.wait_for_selector(".welcome")  # a person may be led here
        assert evil.evaluate(REACHED) == ""
        assert held.value.evaluate("window.opener") is None

        for path in (f"gradio_api/file={script}", f"gradio_api/proxy={script}"):
            broken = opened(context, f"{guarded}{path}")
            assert broken.evaluate("window.broken") is None
        assert script.removeprefix(site.origin) not in site.paths

        own.reload()
        own.wait_for_selector(".welcome")  # nobody was signed out
        assert [one.title for one in library.documents()] == ["secret"]
        assert called(client, "accept", [QUESTION, None])[-1]["success"]
    context.close()
