"""A person at a browser of their own: a Chromium process with a fake camera, watched for everything that may go wrong."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, WebSocket

FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--mute-audio",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
ALLOWS, REFUSES = "--use-fake-ui-for-media-stream", "--deny-permission-prompts"
WATCH_POLICY = (
    "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
)


class Person:
    def __init__(self, browser: Browser, *, site: str, hosts: set[str]) -> None:
        self.site = site
        self.hosts = hosts
        self.troubles: list[str] = []
        self.frames: list[str] = []
        self.browser = browser
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.context.add_init_script(WATCH_POLICY)
        self.page = self.open_page()

    def open_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("websocket", self._socket)
        return page

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def log_in(self, email: str, password: str) -> None:
        self.go("/login/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        with self.page.expect_navigation(url=f"{self.site}/"):
            self.page.get_by_role("button", name="Log in").click()

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def enter(self, session_id: object) -> None:
        """Through the device check into the room, or the waiting room before it."""
        self.go(f"/room/{session_id}/")
        self.button("Join interview").click()

    def picture(self, name: str) -> None:
        """For the README, where a folder was named (`make pictures`)."""
        if folder := os.environ.get("TE_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def decoded(self) -> int:
        """Frames of everybody else's video that this browser has decoded so far."""
        frames: int = self.page.evaluate(
            """async () => {
              let frames = 0;
              for (const {peer} of document.querySelector("te-room").room?.mesh?.peers ?? [])
                for (const entry of (await peer.pc.getStats()).values())
                  if (entry.type === "inbound-rtp" && entry.kind === "video") frames += entry.framesDecoded ?? 0;
              return frames;
            }"""
        )
        return frames

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.netloc not in self.hosts:
            self.troubles.append(f"foreign host: {request.url}")

    def _socket(self, socket: WebSocket) -> None:
        if urlsplit(socket.url).netloc not in self.hosts:
            self.troubles.append(f"foreign socket: {socket.url}")
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))


def chromium() -> str | None:
    """The browser to use; None = the one that came with Playwright."""
    return os.environ.get("TE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def at_a_browser(playwright: Playwright, *, site: str, hosts: set[str], answer: str = ALLOWS) -> Iterator[Person]:
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, answer])
    try:
        yield Person(browser, site=site, hosts=hosts)
    finally:
        browser.close()
