"""The interviews' table of contents."""

from django.urls import URLPattern, path

from interviews import pages

urlpatterns: list[URLPattern] = [
    path("", pages.InterviewsPage.as_view(), name="interviews"),
    path("interviews/new/", pages.NewInterviewPage.as_view(), name="interview-new"),
    path("interviews/<uuid:session_id>/", pages.InterviewPage.as_view(), name="interview"),
    path("join/<uuid:invitation_id>", pages.LandingPage.as_view(), name="join"),
    path("recordings/", pages.RecordingsPage.as_view(), name="recordings"),
    path("recordings/<uuid:recording_id>/", pages.ReviewPage.as_view(), name="review"),
]
