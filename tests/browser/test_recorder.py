"""The recorder in a real browser: what it has taken is not lost when the network goes and the browser dies."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from core import storage
from core.models import Member
from interviews.models import Recording, VideoSession
from interviews.recordings import keys, verbs
from tests import cast
from tests.browser.conftest import until
from tests.browser.person import ALLOWS, FLAGS, chromium
from tests.browser.site import Site

SHELVED = """() => new Promise((resolve) => {
  const opening = indexedDB.open("te-recorder");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("chunks").objectStore("chunks").count();
    counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
  };
})"""


@contextmanager
def profile(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A browser whose database outlives it."""
    context = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=chromium(), args=[*FLAGS, ALLOWS], permissions=["camera", "microphone"]
    )
    try:
        yield context
    finally:
        with suppress(Error):  # it was killed
            context.close()


def kill(folder: Path) -> None:
    """SIGKILL to every process of the browser that lives in this folder."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mine = str(folder).encode() in (process / "cmdline").read_bytes()
        except OSError:
            continue
        if mine:
            os.kill(int(process.name), signal.SIGKILL)


def enter(context: BrowserContext, site: Site, alice: Member, interview: VideoSession) -> Page:
    page = context.new_page()
    page.goto(f"{site.url}/login/")
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill(cast.PASSWORD)
    with page.expect_navigation(url=f"{site.url}/"):
        page.get_by_role("button", name="Log in").click()
    page.goto(f"{site.url}/room/{interview.pk}/")
    page.get_by_role("button", name="Join interview", exact=True).click()
    return page


def stored(recording: Recording) -> int:
    return len(list(storage.listed(keys.raw(recording))))


def test_recorded_chunks_survive_an_outage_and_a_crash_into_the_film(
    site: Site, playwright: Playwright, alice: Member, interview: VideoSession, tmp_path: Path
) -> None:
    recordings = Recording.objects.of(interview.tenant_id).filter(session=interview)
    with profile(playwright, tmp_path) as context:
        page = enter(context, site, alice, interview)
        page.get_by_role("button", name="Start recording", exact=True).click()
        until(lambda: recordings.filter(state=Recording.State.RECORDING).exists())
        recording = recordings.get()
        until(lambda: stored(recording) >= 3)
        context.set_offline(True)
        until(lambda: page.evaluate(SHELVED) >= 3)
        held = stored(recording) + page.evaluate(SHELVED)
        kill(tmp_path)

    with profile(playwright, tmp_path) as context:
        enter(context, site, alice, interview)
        until(lambda: recordings.get().segments.get().chunk_count is not None)
    assert stored(recording) >= held
    verbs.stop(interview.pk, alice.as_actor())
    until(lambda: recordings.get().state == Recording.State.READY, within=40)
    assert recordings.get().chunk_count >= held
