"""The interviews' table of contents."""

from django.urls import URLPattern, URLResolver, include, path

from interviews.invitations import pages as invitation_pages
from interviews.invitations import views as invitations
from interviews.people import members
from interviews.people import verbs as participants
from interviews.people import views as people
from interviews.recordings import pages as recording_pages
from interviews.recordings import views as recordings
from interviews.room import pages as room_pages
from interviews.room import views as tickets
from interviews.scorecards import views as scorecards
from interviews.sessions import pages as session_pages
from interviews.sessions import views as sessions

# The contract's older operations name the session in the body and follow `video-sessions/` directly; newer ones are
# below the session's own URL.
on_session: list[URLPattern] = [
    path("", sessions.Session.as_view(), name="session"),
    path("admit/", people.OnPerson.as_view(verb=participants.admit), name="session-admit"),
    path("cancel/", sessions.Cancel.as_view(), name="session-cancel"),
    path("chat/", sessions.Chat.as_view(), name="session-chat"),
    path("consent/", people.ConsentView.as_view(), name="session-consent"),
    path("deny/", people.OnPerson.as_view(verb=participants.deny), name="session-deny"),
    path("end/", sessions.End.as_view(), name="session-end"),
    path("events/", sessions.Events.as_view(), name="session-events"),
    path("extend/", sessions.Extend.as_view(), name="session-extend"),
    path("invitations/", invitations.Invitations.as_view(), name="invitations"),
    path("invitations/<uuid:invitation_id>/resend/", invitations.Resend.as_view(), name="invitation-resend"),
    path("invitations/<uuid:invitation_id>/revoke/", invitations.Revoke.as_view(), name="invitation-revoke"),
    path("lobby/", sessions.LobbyView.as_view(), name="session-lobby"),
    path("lock/", sessions.Lock.as_view(), name="session-lock"),
    path("recording.webm", recordings.RecordingMedia.as_view(), name="recording"),
    path("recordings/", recordings.Recordings.as_view(), name="session-recordings"),
    path("recordings/<uuid:recording_id>/chunks/", recordings.Chunks.as_view(), name="recording-chunks"),
    path("recordings/<uuid:recording_id>/media.webm", recordings.RecordingMedia.as_view(), name="recording-media"),
    path("recordings/<uuid:recording_id>/poster.jpg", recordings.Poster.as_view(), name="recording-poster"),
    path("remove/", people.OnPerson.as_view(verb=participants.remove), name="session-remove"),
    path("scorecard/", scorecards.ScorecardView.as_view(), name="scorecard"),
    path("scorecard/submit/", scorecards.Submit.as_view(), name="scorecard-submit"),
    path("stop_recording/", recordings.StopRecording.as_view(), name="session-stop-recording"),
    path("ticket/", tickets.TicketView.as_view(), name="ticket"),
]

api: list[URLPattern | URLResolver] = [
    path("members/", members.Members.as_view(), name="members"),
    path("invitations/<uuid:invitation_id>/redeem/", invitations.RedeemView.as_view(), name="invitation-redeem"),
    path("video-sessions/", sessions.Sessions.as_view(), name="sessions"),
    path("video-sessions/join/", people.Join.as_view(), name="join-session"),
    path("video-sessions/leave/", people.LeaveView.as_view(), name="leave-session"),
    path("video-sessions/toggle_mute/", people.ToggleMute.as_view(), name="toggle-mute"),
    path("video-sessions/toggle_camera/", people.ToggleCamera.as_view(), name="toggle-camera"),
    path("video-sessions/update_interview_data/", sessions.UpdateInterviewData.as_view(), name="update-interview-data"),
    path("video-sessions/start_recording/", recordings.StartRecording.as_view(), name="start-recording"),
    path("video-sessions/stop_recording/", recordings.StopRecording.as_view(), name="stop-recording"),
    path("video-sessions/<uuid:session_id>/", include(on_session)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/talent-engine/", include(api)),
    path("", session_pages.InterviewsPage.as_view(), name="interviews"),
    path("interviews/new/", session_pages.NewInterviewPage.as_view(), name="interview-new"),
    path("interviews/<uuid:session_id>/", session_pages.InterviewPage.as_view(), name="interview"),
    path(
        "interviews/<uuid:session_id>/recording/", recording_pages.NewestRecording.as_view(), name="interview-recording"
    ),
    path("join/<uuid:invitation_id>", invitation_pages.LandingPage.as_view(), name="join"),
    path("recordings/", recording_pages.RecordingsPage.as_view(), name="recordings"),
    path("recordings/<uuid:recording_id>/", recording_pages.ReviewPage.as_view(), name="review"),
    path("room/<uuid:session_id>/", room_pages.RoomPage.as_view(), name="room"),
    path("room/<uuid:session_id>/ended/", room_pages.EndedPage.as_view(), name="room-ended"),
]
