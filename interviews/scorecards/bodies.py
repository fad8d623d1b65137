"""REST bodies about scorecards."""

from interviews.room import commands
from interviews.room.bodies import body_of

CardData = body_of(commands.SetScore)
CardSubmission = body_of(commands.SubmitScore)
