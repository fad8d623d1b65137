"""The interviews' table of contents."""

from django.urls import URLPattern, URLResolver, include, path

from interviews import pages, participants
from interviews.recordings import views as recordings
from interviews.views import invitations, members, scorecards, sessions, tickets
from interviews.views import participants as people

# Where the contract puts the session's id into the body, the operation's own word follows `video-sessions/`; what is
# newer stands below the session's own URL.
on_session: list[URLPattern] = [
    path("", sessions.Session.as_view(), name="session"),
    path("admit/", people.OnPerson.as_view(verb=participants.admit), name="session-admit"),
    path("cancel/", sessions.Cancel.as_view(), name="session-cancel"),
    path("consent/", people.Consent.as_view(), name="session-consent"),
    path("deny/", people.OnPerson.as_view(verb=participants.deny), name="session-deny"),
    path("end/", sessions.End.as_view(), name="session-end"),
    path("events/", sessions.Events.as_view(), name="session-events"),
    path("extend/", sessions.Extend.as_view(), name="session-extend"),
    path("invitations/", invitations.Invitations.as_view(), name="invitations"),
    path("invitations/<uuid:invitation_id>/resend/", invitations.Resend.as_view(), name="invitation-resend"),
    path("invitations/<uuid:invitation_id>/revoke/", invitations.Revoke.as_view(), name="invitation-revoke"),
    path("lobby/", sessions.Lobby.as_view(), name="session-lobby"),
    path("lock/", sessions.Lock.as_view(), name="session-lock"),
    path("recording.webm", recordings.Film.as_view(), name="recording"),
    path("recordings/", recordings.Recordings.as_view(), name="session-recordings"),
    path("recordings/<uuid:recording_id>/chunks/", recordings.Chunks.as_view(), name="recording-chunks"),
    path("recordings/<uuid:recording_id>/media.webm", recordings.Film.as_view(), name="recording-media"),
    path("recordings/<uuid:recording_id>/poster.jpg", recordings.Poster.as_view(), name="recording-poster"),
    path("remove/", people.OnPerson.as_view(verb=participants.remove), name="session-remove"),
    path("scorecard/", scorecards.Scorecard.as_view(), name="scorecard"),
    path("scorecard/submit/", scorecards.Submit.as_view(), name="scorecard-submit"),
    path("stop_recording/", recordings.StopRecording.as_view(), name="session-stop-recording"),
    path("ticket/", tickets.Ticket.as_view(), name="ticket"),
]

api: list[URLPattern | URLResolver] = [
    path("members/", members.Members.as_view(), name="members"),
    path("invitations/<uuid:invitation_id>/redeem/", invitations.Redeem.as_view(), name="invitation-redeem"),
    path("video-sessions/", sessions.Sessions.as_view(), name="sessions"),
    path("video-sessions/join/", people.Join.as_view(), name="join-session"),
    path("video-sessions/leave/", people.Leave.as_view(), name="leave-session"),
    path("video-sessions/toggle_mute/", people.ToggleMute.as_view(), name="toggle-mute"),
    path("video-sessions/toggle_camera/", people.ToggleCamera.as_view(), name="toggle-camera"),
    path("video-sessions/update_interview_data/", sessions.UpdateInterviewData.as_view(), name="update-interview-data"),
    path("video-sessions/start_recording/", recordings.StartRecording.as_view(), name="start-recording"),
    path("video-sessions/stop_recording/", recordings.StopRecording.as_view(), name="stop-recording"),
    path("video-sessions/<uuid:session_id>/", include(on_session)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/talent-engine/", include(api)),
    path("", pages.InterviewsPage.as_view(), name="interviews"),
    path("interviews/new/", pages.NewInterviewPage.as_view(), name="interview-new"),
    path("interviews/<uuid:session_id>/", pages.InterviewPage.as_view(), name="interview"),
    path("interviews/<uuid:session_id>/recording/", pages.NewestRecording.as_view(), name="interview-recording"),
    path("join/<uuid:invitation_id>", pages.LandingPage.as_view(), name="join"),
    path("unsupported/", pages.UnsupportedPage.as_view(), name="unsupported"),
    path("recordings/", pages.RecordingsPage.as_view(), name="recordings"),
    path("recordings/<uuid:recording_id>/", pages.ReviewPage.as_view(), name="review"),
    path("room/<uuid:session_id>/", pages.RoomPage.as_view(), name="room"),
    path("room/<uuid:session_id>/ended/", pages.EndedPage.as_view(), name="room-ended"),
]
