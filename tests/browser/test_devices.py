"""A device that ends by itself leaves nobody before a frozen face."""

from playwright.sync_api import expect

from core.models import Member
from interviews.models import Participant, VideoSession
from tests.browser.conftest import Sit, until
from tests.browser.test_meeting import arrive

END = """lane => {
  const { tracks } = document.querySelector("te-room").media;
  tracks[lane].dispatchEvent(new Event("ended"));
}"""
UNPLUG = "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError')); }"


def wanted(interview: VideoSession) -> tuple[bool, bool]:
    """Carol's microphone is muted, her camera is on, as the server knows it."""
    carol = Participant.objects.of(interview.tenant_id).get(email="carol@home.example")
    return carol.is_muted, carol.is_camera_on


def test_a_device_that_ends_is_shown_to_its_owner_and_to_the_others(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    at_alices, at_carols = arrive(alice, interview, carols_link, sit)
    carols_tile = at_alices.page.locator("te-tile", has_text="Carol")
    expect(carols_tile.locator(".avatar")).not_to_be_attached()
    at_carols.page.evaluate(END, "microphone")
    expect(carols_tile.get_by_text("Muted")).to_be_attached()
    expect(at_carols.page.locator(".toast", has_text="Your microphone stopped")).to_be_visible()
    at_carols.page.evaluate(END, "camera")
    expect(carols_tile.locator(".avatar")).to_be_visible()
    expect(at_carols.page.locator(".toast", has_text="Your camera stopped")).to_be_visible()
    until(lambda: wanted(interview) == (True, False))

    at_carols.page.evaluate(UNPLUG)
    for button in ("Unmute microphone", "Turn camera on"):
        at_carols.button(button).click()
        expect(at_carols.button(button)).to_be_attached()
    expect(at_carols.page.locator(".toast", has_text="No camera was found.")).to_be_visible()
    assert wanted(interview) == (True, False), "it stays off, and is shown as off"

    at_carols.page.evaluate("() => { delete navigator.mediaDevices.getUserMedia; }")
    for stopped in ("Your microphone stopped", "Your camera stopped"):
        at_carols.page.locator(".toast", has_text=stopped).get_by_role("button", name="Try again").click()
        expect(at_carols.page.locator(".toast", has_text=stopped)).not_to_be_attached()
    expect(carols_tile.get_by_text("Muted")).not_to_be_attached()
    expect(carols_tile.locator(".avatar")).not_to_be_attached()
    until(lambda: wanted(interview) == (False, True))
