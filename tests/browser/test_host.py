"""A host's powers over others, and what they see of them."""

from playwright.sync_api import expect

from core.models import Member
from interviews.models import VideoSession
from tests.browser.conftest import Sit, until
from tests.browser.test_meeting import arrive

COUNT_RENDERS = "stage => { const { render } = stage; stage.renders = 0; stage.render = () => { stage.renders += 1; return render.call(stage); }; }"


def test_a_host_mutes_removes_and_readmits_a_person(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    at_alices, at_carols = arrive(alice, interview, carols_link, sit)
    at_alices.button("Mute Carol Danvers").click()
    expect(at_carols.page.get_by_text("Alice Acme muted your microphone.").first).to_be_visible()
    expect(at_carols.button("Unmute microphone")).to_have_attribute("aria-pressed", "true")
    expect(at_alices.page.locator("te-tile", has_text="Carol").get_by_text("Muted")).to_be_attached()
    expect(at_alices.button("Unmute Carol Danvers")).not_to_be_attached()  # only she herself may
    at_carols.button("Unmute microphone").click()
    expect(at_alices.button("Mute Carol Danvers")).to_be_attached()

    at_alices.button("Lock room").click()
    expect(at_alices.button("Unlock room")).to_have_attribute("aria-pressed", "true")
    at_alices.button("Remove Carol Danvers").click()
    at_alices.button("Remove").click()
    expect(at_carols.page.get_by_role("heading", name="You are not in this interview")).to_be_visible()
    expect(at_alices.page.locator("te-tile")).to_have_count(1)

    at_carols.button("Knock again").click()
    at_carols.button("Join interview").click()
    expect(at_carols.page.get_by_role("heading", name="You are in the waiting room")).to_be_visible()
    at_alices.button("Admit").click()
    for person in (at_alices, at_carols):
        expect(person.page.locator("te-tile")).to_have_count(2)


def test_a_shared_screen_is_shown_in_front_until_it_ends(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    at_alices, at_carols = arrive(alice, interview, carols_link, sit)
    at_alices.button("Share screen").click()
    screen = at_carols.page.get_by_label("Alice Acme's screen")
    expect(screen).to_be_visible()
    at_carols.page.wait_for_function("video => video.videoWidth > 0 && !video.paused", arg=screen.element_handle())
    screen.evaluate("video => video.addEventListener('emptied', () => { video.dataset.emptied = 'yes' })")
    stage = at_carols.page.locator("te-stage")
    stage.evaluate(COUNT_RENDERS)
    for raised in ("Raise hand", "Lower hand") * 3:
        at_alices.button(raised).click()
        expect(at_alices.button(raised)).not_to_be_attached()
    until(lambda: stage.evaluate("stage => stage.renders >= 6"))  # one for each hand; the fake microphones talk, too
    assert screen.get_attribute("data-emptied") is None, "the picture began anew"
    at_alices.button("Stop sharing").click()
    expect(screen).not_to_be_attached()
